// The scripts for iptables-restore, tried on a model of what it does; the real program is tried by the peers.
import test from "ava";
import { array, assert, constantFrom, oneof, property, record, tuple } from "fast-check";
import type { Interception } from "../../../src/proxy/network/interception.ts";
import { iptablesRules } from "../../../src/proxy/network/iptables-rules.ts";
import type { TableRules } from "../../../src/proxy/network/iptables-rules.ts";
import type { IptablesPlan } from "../../../src/proxy/network/plan-iptables.ts";
import { planIptables } from "../../../src/proxy/network/plan-iptables.ts";
import { applyScript, printSaved, readTables } from "../../helpers/iptables-model.ts";

const interception: Interception = {
  include: ["eni+", "vlan+"],
  exclude: ["eth0"],
  targets: { ipv4: { address: "10.0.0.1", port: 8181 }, ipv6: undefined },
};
const wanted = iptablesRules(interception, "ipv4");
const nothing: readonly TableRules[] = [];

const kernel = `*raw
:PREROUTING ACCEPT [0:0]
:OUTPUT ACCEPT [0:0]
COMMIT
*filter
:INPUT ACCEPT [0:0]
:FORWARD DROP [3:180]
:KUBE-FIREWALL - [0:0]
[7:420] -A INPUT -j KUBE-FIREWALL
-A FORWARD -d 169.254.169.254/32 -p tcp -m tcp --dport 8 -j ACCEPT
COMMIT
*nat
:PREROUTING ACCEPT [0:0]
:KUBE-SERVICES - [0:0]
-A PREROUTING -m comment --comment "kubernetes service portals" -j KUBE-SERVICES
-A PREROUTING -d 169.254.169.254/32 -i docker0 -p tcp -m tcp --dport 80 -j DNAT --to-destination 10.0.0.1:8181
COMMIT
`;

/** What is there after the plan for it was carried out. */
function put(saved: string, rules = wanted): string {
  const plan = planIptables(rules, saved);
  return plan === undefined ? saved : printSaved(applyScript(readTables(saved), plan.script));
}

const standing = put(kernel);

test("rules are set beside others, and then there is nothing to do", (t) => {
  t.is(planIptables(wanted, kernel)?.cause, "missing");
  t.is(planIptables(wanted, standing), undefined);
  t.snapshot(standing);
});

test("a family without a listener is refused and not intercepted", (t) => {
  t.snapshot(put("", iptablesRules(interception, "ipv6")));
});

const mends = test.macro<[change: (saved: string) => string, cause: IptablesPlan["cause"]]>({
  exec(t, change, cause) {
    const changed = change(standing);
    t.not(changed, standing);
    t.is(planIptables(wanted, changed)?.cause, cause);
    t.is(put(changed), standing);
  },
  title: (title = "") => `mended: ${title}`,
});

const dnat = "-A IAMCTL-METADATA -i eni+ -p tcp -j DNAT --to-destination 10.0.0.1:8181\n";
const jump = /-A PREROUTING .* -j IAMCTL-METADATA\n/;
test("a rule is gone", mends, (saved) => saved.replace(dnat, ""), "changed");
test("a rule leads elsewhere", mends, (saved) => saved.replace(dnat, dnat.replace("8181", "8182")), "changed");
test(
  "a rule of somebody else is in our chain",
  mends,
  (saved) => saved.replace(dnat, `-A IAMCTL-METADATA -j ACCEPT\n${dnat}`),
  "changed",
);
test("a chain is empty", mends, (saved) => saved.replaceAll(/-A IAMCTL-PAST .*\n/g, ""), "changed");
test("the way to a chain is gone", mends, (saved) => saved.replace(jump, ""), "missing");
test("the way to a chain is there twice", mends, (saved) => saved.replace(jump, (line) => line + line), "changed");
test(
  "rules of others came first",
  mends,
  (saved) => {
    const line = jump.exec(saved)?.[0] ?? "";
    const portals = '-A PREROUTING -m comment --comment "kubernetes service portals" -j KUBE-SERVICES\n';
    return saved.replace(line, "").replace(portals, portals + line);
  },
  "moved",
);
test(
  "a chain of an earlier version is there",
  mends,
  (saved) => saved.replace(":IAMCTL-METADATA", ":IAMCTL-OLD - [0:0]\n:IAMCTL-METADATA"),
  "changed",
);
test("another proxy's port", mends, (saved) => saved.replaceAll("8181 -m comment", "9999 -m comment"), "changed");

test("counters are no difference", (t) => {
  t.is(planIptables(wanted, standing.replaceAll(/^-A/gm, "[12:720] -A")), undefined);
});

test("removal takes what is ours, and nothing that only speaks of it", (t) => {
  const foreign = kernel.replace(
    "COMMIT\n*filter",
    '-A PREROUTING -m comment --comment "see -j IAMCTL-SOURCE" -j ACCEPT\nCOMMIT\n*filter',
  );
  t.is(put(put(foreign), nothing), printSaved(readTables(foreign)));
  t.is(planIptables(nothing, foreign), undefined);
});

/** Lines of a saved table that is not ours alone: rules of others between and after what may be left of ours. */
const foreignRule = constantFrom(
  "-d 169.254.169.254/32 -j ACCEPT",
  "-i eni+ -j KUBE-SERVICES",
  '-m comment --comment "iamctl guard: past" -j DROP',
  '-m comment --comment "-j IAMCTL-PAST" -j RETURN',
  "-j ACCEPT",
);
const ourRule = constantFrom("-j IAMCTL-METADATA", "-d 10.0.0.9/32 -j IAMCTL-SOURCE", "-g IAMCTL-OLD");
const saved = record({
  rules: array(tuple(constantFrom("PREROUTING", "FORWARD", "INPUT", "CALICO"), oneof(foreignRule, ourRule))),
  table: constantFrom("raw", "nat", "filter", "mangle"),
  base: constantFrom(kernel, standing, ""),
}).map(({ rules, table, base }) => {
  const tables = readTables(base);
  const chains = tables.get(table) ?? new Map<string, string[]>();
  for (const name of ["PREROUTING", "FORWARD", "INPUT", "CALICO", "IAMCTL-METADATA", "IAMCTL-SOURCE", "IAMCTL-OLD"])
    if (!chains.has(name)) chains.set(name, []);
  for (const [chain, rule] of rules) chains.get(chain)?.push(rule);
  return printSaved(tables.set(table, chains));
});

const foreignLines = (text: string) =>
  text.split("\n").filter((line) => !/^:IAMCTL-|^-A IAMCTL-| -[jg] IAMCTL-\w+$/.test(line));

test("whatever is there: set once and nothing is left to do, removed once and only others' rules are left, in order", (t) => {
  assert(
    property(saved, (before) => {
      const after = put(before);
      const removed = put(after, nothing);
      t.is(planIptables(wanted, after), undefined);
      t.is(planIptables(nothing, removed), undefined);
      t.notRegex(removed, /^:IAMCTL-| -[jg] IAMCTL-\w+$/m);
      t.deepEqual(foreignLines(put(before, nothing)), foreignLines(before));
    }),
  );
});
