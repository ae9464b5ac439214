// Which program is chosen to write the rules, tried with programs that stand in for the real ones, which the peers try.
import { chmodSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import test from "ava";
import type { Interception } from "../../../src/proxy/network/interception.ts";
import { openFirewall, removeRules } from "../../../src/proxy/network/open-firewall.ts";
import { temporaryFolder } from "../../helpers/temporary-folder.ts";

const interception: Interception = {
  include: ["eni+"],
  exclude: [],
  targets: { ipv4: { address: "10.0.0.1", port: 8181 }, ipv6: undefined },
};

/** Programs that are shell scripts; `{F}` is their folder, where they keep what they were given. */
async function installing(programs: Readonly<Record<string, string>>) {
  const folder = await temporaryFolder();
  for (const [name, script] of Object.entries(programs)) {
    const file = join(folder, name);
    writeFileSync(file, `#!/bin/sh\n${script.replaceAll("{F}", folder)}\n`);
    chmodSync(file, 0o755);
  }
  const read = (name: string): string =>
    existsSync(join(folder, name)) ? readFileSync(join(folder, name), "utf8") : "";
  return { read, path: `${folder}:/usr/bin:/bin` };
}

/** Keeps the last script as the table, as `nft` does. */
const nft = `case "$1" in
-f) cat > {F}/table; env > {F}/env;;
list) if [ "$2" = tables ]; then [ -s {F}/table ] && echo "table inet iamctl"; exit 0; fi; cat {F}/table;;
esac`;
test("an nftables table of our own is preferred, replaced when it is found, and then left alone", async (t) => {
  const { read, path } = await installing({ nft });
  const firewall = openFirewall({ wish: "auto", path });
  t.is(firewall.name(), "auto");
  t.is(await firewall.put(interception), "missing");
  t.is(firewall.name(), "nft");
  t.regex(read("table"), /iifname "eni\*" ip daddr 169\.254\.169\.254 tcp dport 80 dnat ip to 10\.0\.0\.1:8181/);
  t.is(await firewall.put(interception), "same");
  t.is(await openFirewall({ wish: "nft", path }).put(interception), "changed");
});

test("the programs get nothing of the environment, which may hold keys", async (t) => {
  const { read, path } = await installing({ nft });
  await openFirewall({ wish: "nft", path }).put(interception);
  const names = read("env")
    .split("\n")
    .map((line) => line.split("=")[0] ?? "");
  t.deepEqual(
    names.filter((name) => !["PATH", "LC_ALL", "PWD", "SHLVL", "_", "OLDPWD", ""].includes(name)),
    [],
  );
});

test("what every program says is told when none of them can", async (t) => {
  const { path } = await installing({ nft: "echo 'Operation not permitted (you must be root)' >&2; exit 1" });
  await t.throwsAsync(openFirewall({ wish: "auto", path }).put(interception), {
    message: /^nft: Operation not permitted.*; iptables-nft-save: is not there; iptables-legacy-save: is not there$/,
  });
  await t.throwsAsync(openFirewall({ wish: "iptables-nft", path }).put(interception), {
    message: "iptables-nft-save: is not there",
  });
});

test("of the two kinds of iptables, the one that the kubelet uses is tried first", async (t) => {
  const refusing = (name: string) => ({ [`${name}-save`]: `echo ${name} asked >&2; exit 1` });
  const legacy = `[ -z "$1" ] && echo '*mangle' && echo ':KUBE-KUBELET-CANARY - [0:0]' && exit 0; echo legacy asked >&2; exit 1`;
  const { path } = await installing({ ...refusing("iptables-nft"), "iptables-legacy-save": legacy });
  await t.throwsAsync(openFirewall({ wish: "auto", path }).put(interception), {
    message: "nft: is not there; iptables-legacy-save: legacy asked; iptables-nft-save: iptables-nft asked",
  });
});

test("rules that do not stay are an error, not a loop", async (t) => {
  const { path } = await installing({
    "iptables-nft-save": "true",
    "iptables-nft-restore": "cat > /dev/null",
    "ip6tables-nft-save": "true",
  });
  await t.throwsAsync(openFirewall({ wish: "iptables-nft", path }).put(interception), {
    message: "iptables-nft-restore: the rules do not stay as they are set",
  });
});

test("removal says for each program whether there was anything, or why that is not known", async (t) => {
  const { path, read } = await installing({ nft });
  t.is((await removeRules(path)).get("nft"), false);
  await openFirewall({ wish: "nft", path }).put(interception);
  const outcomes = await removeRules(path);
  t.is(outcomes.get("nft"), true);
  t.regex(String(outcomes.get("iptables-nft")), /is not there/);
  t.is(read("table"), "table inet iamctl {}\ndelete table inet iamctl\n");
});

const saying = (...lines: string[]) =>
  `[ "$1" = monitor ] && { printf '%s\\n' ${lines.map((line) => `'${line}'`).join(" ")}; exec cat {F}/fifo; }`;
const said = ["delete table inet iamctl", "# new generation 3 by process 7 (nft)"];

test("changes are heard of with the program that writes the rules, and its end is told", async (t) => {
  const { path } = await installing({ nft: `${saying(...said)}\n${nft}` });
  const firewall = openFirewall({ wish: "nft", path });
  t.is(firewall.hear?.({ changed: t.fail, ended: t.fail }), undefined, "before the first put nobody knows which it is");
  await firewall.put(interception);
  const heard = await new Promise<string[]>((resolve) => {
    const all: string[] = [];
    const hearing = firewall.hear?.({
      changed: (by) => void all.push(by),
      ended: (problem) => resolve([...all, problem]),
    });
    t.truthy(hearing);
  });
  t.is(heard[0], "nft (process 7)");
  t.regex(heard[1] ?? "", /^nft monitor: cat: .*fifo/);
});

test("a hearing that is stopped tells nothing, and its program ends", async (t) => {
  const { path, read } = await installing({
    nft: `[ "$1" = monitor ] && { echo $$ > {F}/pid; exec sleep 1000; }\n${nft}`,
  });
  const firewall = openFirewall({ wish: "nft", path });
  await firewall.put(interception);
  const hearing = firewall.hear?.({ changed: () => t.fail(), ended: () => t.fail() });
  while (read("pid").trim() === "") await new Promise((resolve) => void setTimeout(resolve, 5));
  hearing?.stop();
  const pid = Number(read("pid"));
  while (isRunning(pid)) await new Promise((resolve) => void setTimeout(resolve, 5));
  t.pass();
});

test("where there is no nft, and of the older kind of iptables, nothing is heard", async (t) => {
  const programs = (kind: string) =>
    Object.fromEntries(
      ["iptables", "ip6tables"].map((name) => [`${name}-${kind}-save`, "cat {F}/kept 2>/dev/null; exit 0"]),
    );
  const { path } = await installing({
    ...programs("legacy"),
    "iptables-legacy-restore": "sed -n 's/^-A/-A/p; /^[*:]/p' > {F}/kept",
    "ip6tables-legacy-restore": "cat > /dev/null",
  });
  const legacy = openFirewall({ wish: "iptables-legacy", path });
  await legacy.put(interception).catch(() => {});
  t.is(legacy.hear?.({ changed: t.fail, ended: t.fail }), undefined);
});

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
