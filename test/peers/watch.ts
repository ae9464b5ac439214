// The contract of how the proxy follows its pods: bookmarks, an expired version, and an address that has a new pod.
import type { ExecutionContext } from "ava";
import { createContract } from "./helpers/contract.ts";
import { eventually } from "./helpers/eventually.ts";
import { endPod, startPod } from "./helpers/pods.ts";
import { type ProxyProgram, startProxy } from "./helpers/start-proxy.ts";
import { type Relay, type RelayWish, type Seen, startRelay } from "./helpers/start-relay.ts";
import type { World } from "./helpers/world.ts";

const contract = createContract();

contract("a watch goes on from the last bookmark, although no pod of the node has changed", async (t, world) => {
  const { relay, proxy } = await follow(t, world, { watchSeconds: 4 });
  const from = await startPod(world, { name: "stays", role: "storefront" });
  await proxy.comesToGive(from, "storefront");
  // Something else changes, so that the present version is not that of any pod.
  await world.kube.need("/api/v1/namespaces/media/configmaps", {
    method: "POST",
    body: { apiVersion: "v1", kind: "ConfigMap", metadata: { name: `moved-on-${world.name}` }, data: {} },
  });
  const [one, next] = await eventually("a watch after one with a bookmark", async () => {
    const watches = relay.seen.filter(({ isWatch }) => isWatch);
    const index = watches.findIndex(({ events }) => events.at(-1)?.startsWith("BOOKMARK") === true);
    const [first, second] = [watches[index], watches[index + 1]];
    return first === undefined || second === undefined ? undefined : ([first, second] as const);
  });
  t.is(one.query.get("allowWatchBookmarks"), "true");
  t.is(next.query.get("resourceVersion"), one.events.at(-1)?.replace("BOOKMARK ", "") ?? "none");
  t.is(listsOf(relay).length, 1);
  await endPod(world, "stays");
});

contract("a version that has expired is answered by listing again, and nothing is missed", async (t, world) => {
  const { relay, proxy } = await follow(t, world);
  const addresses = { goes: "127.0.93.1", changes: "127.0.93.2", comes: "127.0.93.3" };
  await startPod(world, { name: "goes", role: "storefront", address: addresses.goes });
  await startPod(world, { name: "changes", role: "storefront", address: addresses.changes });
  await proxy.comesToGive(addresses.goes, "storefront");
  await proxy.comesToGive(addresses.changes, "storefront");
  const before = relay.seen.length;

  relay.hold();
  await endPod(world, "goes");
  await endPod(world, "changes");
  await startPod(world, { name: "changes", role: "covers", address: addresses.changes });
  await startPod(world, { name: "comes", role: "covers", address: addresses.comes });
  await world.forgetHistory();
  relay.release();

  await proxy.comesToGive(addresses.comes, "covers");
  t.is(await proxy.roleOf(addresses.changes), "covers");
  t.is(await proxy.roleOf(addresses.goes), undefined);
  // The proxy may give up a watch for another while it waits, since it is asked for an address that it does not know.
  const asked = relay.seen.slice(before);
  const answers = asked
    .slice(
      0,
      asked.findIndex(({ isWatch }) => !isWatch),
    )
    .flatMap(({ events }) => events);
  t.deepEqual([...new Set(answers)], ["ERROR 410"]);
  await eventually("a watch after the list", async () => relay.seen.at(-1)?.isWatch || undefined);
  for (const name of ["changes", "comes"]) await endPod(world, name);
});

contract("an address that has a new pod within a second never gets the old pod's role again", async (t, world) => {
  const { relay, proxy } = await follow(t, world);
  const address = "127.0.94.1";
  await startPod(world, { name: "old-0", role: "storefront", address });
  for (const [index, roles] of [
    ["storefront", "covers"],
    ["covers", "storefront"],
  ].entries()) {
    const answers: (string | undefined)[] = [];
    const asking = new AbortController();
    const asked = askAllTheTime(proxy, address, answers, asking.signal);
    await eventually("the old role", async () => (answers.at(-1) === roles[0] ? true : undefined));
    await endPod(world, `old-${index}`);
    const ended = Date.now();
    const name = `old-${index + 1}`;
    await startPod(world, { name, role: roles[1] ?? "", address });
    t.log(`the address had its new pod after ${Date.now() - ended} ms`);
    await eventually("the proxy is told of it", async () => (await isTold(relay, world, name)) || undefined);
    t.is(await proxy.roleOf(address), roles[1], "from the event on");
    await eventually("the new role", async () => (answers.at(-1) === roles[1] ? true : undefined));
    asking.abort();
    await asked;
    const turns = answers.filter((answer, place) => answer !== answers[place - 1]);
    t.deepEqual(
      turns.filter((answer) => answer !== undefined),
      roles,
      `answered, in order: ${turns.join(", ")}`,
    );
  }
  await endPod(world, "old-2");
});

async function follow(
  t: ExecutionContext,
  world: World,
  wish: RelayWish = {},
): Promise<{ readonly relay: Relay; readonly proxy: ProxyProgram }> {
  const relay = await startRelay(world, wish);
  t.teardown(() => relay.stop());
  const proxy = await startProxy(world, { kubeconfig: relay.kubeconfig });
  t.teardown(() => proxy.stop());
  await eventually("pods are followed", async () => (relay.seen.some(({ isWatch }) => isWatch) ? true : undefined));
  return { relay, proxy };
}

function listsOf({ seen }: Relay): readonly Seen[] {
  return seen.filter(({ isWatch }) => !isWatch);
}

/** All that has been changed of the pod has come by. */
async function isTold({ seen }: Relay, { kube }: World, name: string): Promise<boolean> {
  const { metadata } = await kube.need(`/api/v1/namespaces/media/pods/${name}`);
  return seen.some(({ events }) => events.includes(`MODIFIED ${metadata.resourceVersion}`));
}

async function askAllTheTime(
  proxy: ProxyProgram,
  from: string,
  answers: (string | undefined)[],
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) answers.push(await proxy.roleOf(from));
}
