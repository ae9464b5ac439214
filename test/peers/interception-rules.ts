// The node's rules, whichever program writes them: what they let through, what they refuse, and that they stay and go.
import { existsSync, readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { isDeepStrictEqual } from "node:util";
import test, { type ExecutionContext } from "ava";
import { guardNames } from "../../src/proxy/network/interception.ts";
import { kindNamed } from "../../src/sandbox/kube/resource-kinds.ts";
import { eventually } from "./helpers/eventually.ts";
import { addForeignRules, listRules } from "./helpers/foreign-rules.ts";
import type { NetworkNamespace } from "./helpers/netns.ts";
import { type Probe, probe } from "./helpers/netns-probe.ts";
import { findPrograms } from "./helpers/peer-programs.ts";
import { type NodeNetwork, places, startNodeNetwork } from "./helpers/start-node-network.ts";
import type { RunningProgram } from "./helpers/start-program.ts";

const roles = "/latest/meta-data/iam/security-credentials/";
const metadata: Probe = ["metadata", places.metadata, 80, roles];
const metadata6: Probe = ["metadata", places.metadata6, 80, roles];

let network: NodeNetwork;
let proxy: RunningProgram;
let before: Awaited<ReturnType<typeof listRules>>;
const list = async () => listRules(network.node, network.firewall);
test.after.always(async () => network.stop());

for (const kind of ["nft", "iptables-nft", "iptables-legacy"] as const) {
  const flags = ["--rules", kind, "--interface", "eni+,vlan+"];

  /** Or else nothing below would prove anything. */
  test.serial(`${kind}: without rules, pods reach the real service and the role of the node`, async (t) => {
    network = await startNodeNetwork();
    await addForeignRules(network.node, network.firewall, kind);
    before = await list();
    // The kernel takes a moment to learn a new network's IPv6 neighbours, and says nothing until then.
    await isEventually(["tcp", places.metadata6, 80], "open");
    await isEventually(["udp", places.metadata6, 53], "open");
    await expect(t, network.reader, [
      [metadata, "clients-node"],
      [["tcp", places.metadata, 443], "open"],
      [["udp", places.metadata, 53], "open"],
      [["tcp", places.metadata6, 80], "open"],
      [["udp", places.metadata6, 53], "open"],
    ]);
    await expect(t, network.neighbour, [[metadata, "clients-node"]]);
  });

  test.serial(`${kind}: pods reach the proxy instead, by IPv4 and by IPv6, and each as itself`, async (t) => {
    proxy = await network.world.startProxy(flags);
    await network.world.ready();
    await expect(t, network.reader, [
      [metadata, "reader"],
      [metadata6, "reader"],
    ]);
    await expect(t, network.unmapped, [[metadata, "status 404"]]);
  });

  test.serial(`${kind}: the node's own processes reach the real service`, async (t) => {
    await expect(t, network.node, [[metadata, "clients-node"]]);
  });

  test.serial(`${kind}: the addresses of Pod Identity, DNS and time are untouched`, async (t) => {
    const alike = places.others.flatMap((address): [Probe, string][] => [
      [["tcp", address, 80], "open"],
      [["udp", address, 53], "open"],
    ]);
    await expect(t, network.reader, alike);
  });

  test.serial(`${kind}: other ports and other protocols of the metadata address are dropped`, async (t) => {
    await expect(t, network.reader, [
      [["tcp", places.metadata, 443], "silent"],
      [["udp", places.metadata, 53], "silent"],
      [["tcp", places.metadata6, 443], "silent"],
      [["udp", places.metadata6, 53], "silent"],
    ]);
  });

  test.serial(`${kind}: who asks the proxy directly, from a pod or from outside the node, is reset`, async (t) => {
    const direct: [Probe, string][] = [
      [["tcp", places.proxy, 8181], "refused"],
      [["tcp", places.proxy6, 8181], "refused"],
    ];
    await expect(t, network.reader, direct);
    await expect(t, network.neighbour, direct);
    await expect(t, network.node, [[["tcp", places.proxy, 8181], "open"]]);
  });

  test.serial(`${kind}: who uses the node as a way to the metadata service is reset`, async (t) => {
    await expect(t, network.neighbour, [[metadata, "refused"]]);
  });

  test.serial(`${kind}: a pod that sends with another pod's address is not heard`, async (t) => {
    const { unmapped } = network;
    await unmapped.run("ip", "address", "add", `${places.reader}/32`, "dev", "lo");
    await expect(t, unmapped, [[["metadata", places.metadata, 80, roles, places.reader], "silent"]]);
    await unmapped.run("ip", "address", "del", `${places.reader}/32`, "dev", "lo");
    await expect(t, network.reader, [[metadata, "reader"]]);
  });

  test.serial(`${kind}: what was refused is counted, guard by guard`, async (t) => {
    const counts = await eventually("every guard has counted", async () => {
      const samples = (await network.world.metrics()).match(/^iamctl_proxy_refused_packets_total.* [1-9]\d*$/gm);
      return samples?.length === guardNames.length ? samples : undefined;
    });
    for (const guard of guardNames) t.true(counts.some((sample) => sample.includes(`guard="${guard}"`)));
  });

  test.serial(
    `${kind}: pods of a killed proxy are refused, until the next one takes its rules over as they stand`,
    async (t) => {
      const standing = await list();
      const children = await onlyHearers(kind);
      process.kill(proxy.pid, "SIGKILL");
      await eventually("its programs end with it", async () => !children.some(isRunning) || undefined);
      await isEventually(metadata, "refused");
      await expect(t, network.reader, [[metadata6, "refused"]]);
      t.deepEqual(await list(), standing);
      await proxy.stop();
      proxy = await network.world.startProxy(flags);
      await network.world.ready();
      t.deepEqual(await list(), standing);
      await expect(t, network.reader, [[metadata, "reader"]]);
    },
  );

  test.serial(`${kind}: rules that somebody deletes come back, with an event of the node and a count`, async (t) => {
    const { world } = network;
    const standing = await list();
    if (kind !== "iptables-legacy") await nextLook();
    await deleteRules(kind);
    await restoredTimes(1);
    t.deepEqual(await list(), standing);
    // Of the older kind of iptables nobody hears; the others are set right by what is heard, not at the next look.
    const by = /"by":"(.+) \(process \d+\)","msg":"rules set again"/.exec(world.log())?.[1];
    t.is(by, kind === "iptables-legacy" ? undefined : kind, world.log());
    await expect(t, network.reader, [[metadata, "reader"]]);
    const event = await eventually("an event is written", async () =>
      world.sandbox.kube.list(kindNamed("Event"), "default").find(({ reason }) => reason === "RulesRestored"),
    );
    t.like(event, { involvedObject: { kind: "Node", name: "node-1" } });
  });

  if (kind === "nft") {
    test.serial(
      "nft: when the program that hears of changes is killed, the rules come back at the next look",
      async (t) => {
        const { world } = network;
        const standing = await list();
        const [monitor = 0] = await onlyHearers(kind);
        process.kill(monitor, "SIGKILL");
        await eventually("the proxy notices", async () =>
          (await world.metrics()).includes("\niamctl_proxy_rule_changes_heard 0\n") ? true : undefined,
        );
        await deleteRules(kind);
        await restoredTimes(2);
        t.deepEqual(await list(), standing);
        t.regex(world.log(), /"reason":"nft monitor: ended with SIGKILL","msg":"changes of rules not heard of/);
      },
    );
  }

  test.serial(`${kind}: proxies that start at once, each for a port of its own, leave one set of rules`, async (t) => {
    const standing = await list();
    const others = await Promise.all(
      [8182, 8183].map(async (port) => {
        const listen = ["--listen", `${places.proxy}:${port},[${places.proxy6}]:${port}`];
        return network.world.startProxy([...flags, ...listen, "--operations-listen", `127.0.0.1:${port + 1000}`]);
      }),
    );
    await expect(t, network.reader, [[metadata, "reader"]]);
    for (const other of others) await other.stop();
    await isEventually(metadata, "reader");
    await isEventually(metadata6, "reader");
    await eventually("its rules are as they were", async () => isDeepStrictEqual(await list(), standing) || undefined);
  });

  test.serial(`${kind}: a proxy that ends in order leaves its rules, and pods are refused`, async (t) => {
    const standing = await list();
    await proxy.stop();
    t.regex(proxy.output(), /"stopped"/);
    t.deepEqual(await list(), standing);
    await expect(t, network.reader, [
      [metadata, "refused"],
      [metadata6, "refused"],
    ]);
  });

  test.serial(`${kind}: --cleanup removes them, and every other rule is as it was`, async (t) => {
    t.is(await cleanUp(), `${kind}: the rules of iamctl are removed\n`);
    t.deepEqual(await list(), before);
    t.is(await cleanUp(), "There are no rules of iamctl on this node\n");
    await expect(t, network.reader, [[metadata, "clients-node"]]);
    await network.stop();
  });
}

/** Ids of the programs that the proxy has running between two looks at its rules: one hears of changes, where that is possible. */
async function onlyHearers(kind: string): Promise<readonly number[]> {
  return eventually("the proxy runs what hears of changes, and nothing else", async () => {
    const children = programsOf(proxy.pid);
    return children.length === (kind === "iptables-legacy" ? 0 : 1) ? children : undefined;
  });
}

/** Comes back when the proxy has just looked at its rules by itself: for seconds it does so again only when it hears of a change. */
async function nextLook(): Promise<void> {
  while (programsOf(proxy.pid).length < 2) await sleep(2);
  while (programsOf(proxy.pid).length > 1) await sleep(2);
}

/** Ids of the processes that one has started. */
function programsOf(pid: number): readonly number[] {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim();
  return children === "" ? [] : children.split(" ").map(Number);
}

/** One that has ended stays until somebody asks how. */
function isRunning(pid: number): boolean {
  const status = `/proc/${pid}/status`;
  return existsSync(status) && !/^State:\s+Z/m.test(readFileSync(status, "utf8"));
}

async function deleteRules(kind: string): Promise<void> {
  const { node, firewall } = network;
  if (kind === "nft") await node.run(firewall.find("nft"), "delete", "table", "inet", "iamctl");
  else await node.run(firewall.find(kind), "-t", "nat", "-F", "IAMCTL-METADATA");
}

async function restoredTimes(times: number): Promise<void> {
  const count = new RegExp(`rules_set_total\\{cause="(?:missing|changed)"\\} ${times}$`, "m");
  await eventually("the proxy sets its rules again", async () =>
    count.test(await network.world.metrics()) ? true : undefined,
  );
}

async function isEventually(asked: Probe, wanted: string): Promise<void> {
  await eventually(`${asked.join(" ")} is ${wanted}`, async () =>
    (await probe(network.reader, asked, 2 * silence)) === wanted ? true : undefined,
  );
}

async function cleanUp(): Promise<string> {
  const path = `PATH=${network.firewall.folder}:${process.env["PATH"] ?? ""}`;
  return network.node.run("env", path, process.execPath, findPrograms().proxy, "--cleanup");
}

type Case = readonly [asked: Probe, wanted: string];

/** Longer than an answer takes on a machine that has nothing else to do; where one is to come, it is waited for. */
const silence = 1_500;
const longestAnswer = 60_000;

async function expect(t: ExecutionContext, from: NetworkNamespace, cases: readonly Case[]): Promise<void> {
  const seen = await Promise.all(
    cases.map(async ([asked, wanted]) => probe(from, asked, wanted === "silent" ? silence : longestAnswer)),
  );
  t.deepEqual(
    cases.map(([asked], number) => `${asked.join(" ")}: ${seen[number]}`),
    cases.map(([asked, wanted]) => `${asked.join(" ")}: ${wanted}`),
  );
}
