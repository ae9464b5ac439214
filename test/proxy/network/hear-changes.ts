// What is heard of `nft monitor`, as it prints it: the program itself is tried by the peers.
import test from "ava";
import { hearChanges, isAroundChains, isOfTable } from "../../../src/proxy/network/hear-changes.ts";
import type { LineListener } from "../../../src/proxy/network/run-program.ts";

const concerns = test.macro((t, line: string, ofTable: boolean, aroundChains: boolean) =>
  t.deepEqual([isOfTable(line), isAroundChains(line)], [ofTable, aroundChains]),
);
for (const [what, line, ofTable, aroundChains] of [
  ["our table is deleted", "delete table inet iamctl", true, false],
  ["a chain of it", "delete chain inet iamctl source", true, false],
  ["a rule of it", "delete rule inet iamctl source handle 4", true, false],
  ["a rule is added to it", "add rule inet iamctl source ip daddr 1.2.3.4 accept", true, false],
  ["another's table of a longer name", "delete table inet iamctl2", false, false],
  ["another's rule that speaks of ours", 'add rule ip filter KUBE-X jump Y comment "inet iamctl"', false, false],
  ["a chain of ours in iptables", "delete rule ip nat IAMCTL-METADATA handle 2", false, true],
  ["the same for IPv6", "delete chain ip6 raw IAMCTL-SOURCE", false, true],
  ["a chain of the kernel that jumps to ours", "delete rule ip nat PREROUTING handle 4", false, true],
  ["a rule before ours", "insert rule ip filter FORWARD counter packets 0 bytes 0 accept", false, true],
  ["a table that holds ours", "delete table ip nat", false, true],
  ["a chain of the kernel that holds none", "add rule ip nat OUTPUT jump X", false, false],
  ["Kubernetes' own chains", "add rule ip nat KUBE-SERVICES jump KUBE-SVC-INPUT", false, false],
  ["a table of another's", "delete table ip mangle", false, false],
] as const) {
  test(`nft monitor tells: ${what}`, concerns, line, ofTable, aroundChains);
}

function listen() {
  const heard: string[] = [];
  let listener: LineListener | undefined;
  const hearing = hearChanges(
    (program, words, given) => {
      heard.push([program, ...words].join(" "));
      listener = given;
      return { stop: () => void heard.push("stopped") };
    },
    isOfTable,
    { changed: (by) => void heard.push(`by ${by}`), ended: (problem) => void heard.push(problem) },
  );
  return { heard, hearing, say: (text: string) => listener?.line(text), end: () => listener?.ended("ended") };
}

test("a change of many rules is told once, with who made it; others' changes are not", (t) => {
  const { heard, hearing, say, end } = listen();
  for (const line of ["add rule ip nat X accept", "# new generation 2 by process 5 (kube-proxy)"]) say(line);
  for (const line of ["delete rule inet iamctl source handle 2", "delete table inet iamctl"]) say(line);
  say("# new generation 3 by process 4711 (my (odd) program)");
  say("# new generation 4 by process 6 (kube-proxy)");
  hearing.stop();
  end();
  t.deepEqual(heard, [
    "sh -c ulimit -v 32768 || exit; setpriv --pdeathsig KILL true 2>/dev/null && exec setpriv --pdeathsig KILL nft monitor; exec nft monitor",
    "by my (odd) program (process 4711)",
    "stopped",
    "nft monitor: ended",
  ]);
});
