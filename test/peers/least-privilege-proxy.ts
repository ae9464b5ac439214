// The proxy under the real API server's RBAC: with exactly what `iamctl permissions proxy` prints, and with one rule less.
import test, { type ExecutionContext } from "ava";
import { createWriteEvent, type EventRecord } from "../../src/kube/change-events.ts";
import { loadKubeconfig } from "../../src/kube/load-kubeconfig.ts";
import { createSendRequest } from "../../src/kube/send-request.ts";
import { askWithToken, rolesPath } from "../helpers/proxy-client.ts";
import { eventually } from "./helpers/eventually.ts";
import { endPod, startPod } from "./helpers/pods.ts";
import { createRestricted, nameOf, type Restricted } from "./helpers/restricted-person.ts";
import type { Rule } from "./helpers/rights.ts";
import { type ProxyProgram, startProxy } from "./helpers/start-proxy.ts";
import { startWorld, type World } from "./helpers/world.ts";

let world: World;
let person: Restricted;
let needs: readonly Rule[];
test.before(async () => {
  world = await startWorld("peers");
  person = createRestricted(world);
  needs = await person.readNeeds("proxy");
  const body = { metadata: { annotations: { "iam.amazonaws.com/allowed-roles": '["*"]' } } };
  await world.kube.need("/api/v1/namespaces/media", { method: "PATCH", type: "application/merge-patch+json", body });
});
test.after.always(async () => world.stop());

/** What the proxy needs, but for one rule. */
function without(name: string): readonly Rule[] {
  const others = needs.filter((need) => nameOf(need) !== name);
  if (others.length !== needs.length - 1) throw new Error(`the proxy does not need to ${name}`);
  return others;
}

test.serial("the proxy serves, and tells pods why not, with its ClusterRole alone", async (t) => {
  const proxy = await startProxyWith(t, needs);
  const from = await startPod(world, { name: "served", role: "storefront" });
  await proxy.comesToGive(from, "storefront");
  await startPod(world, { name: "refused", role: "arn:aws:iam::nowhere" });
  const selected = "/api/v1/namespaces/media/events?fieldSelector=involvedObject.name%3Drefused,reason%3DRoleRefused";
  const [event] = await eventually("an Event of the refused pod", async () => {
    const events = await world.kube.list(selected);
    return events.length > 0 ? events : undefined;
  });
  t.regex(String(event?.["message"]), /^No credentials: .*iamctl why -n media refused/s);
  await Promise.all([endPod(world, "served"), endPod(world, "refused")]);
});

for (const [verb, plural] of [
  ["list", "pods"],
  ["watch", "pods"],
  ["list", "namespaces"],
  ["watch", "namespaces"],
] as const) {
  test.serial(`the proxy that may not ${verb} ${plural} says so, and goes on trying`, async (t) => {
    const proxy = await startProxyWith(t, without(`${verb} ${plural}`));
    const line = `answered 403 to ${verb} /api/v1/${plural}`;
    await eventually(`the line: ${line}`, async () => (proxy.said(line).length > 1 ? true : undefined));
    t.true(proxy.said(line).length > 1);
    // Nobody is given anything on the strength of what is not known.
    if (verb === "list") t.is((await askWithToken(proxy.url, rolesPath, { from: "127.0.92.9" })).status, 503);
  });
}

test.serial("the proxy that may not write Events serves all the same, and says so", async (t) => {
  const proxy = await startProxyWith(t, without("create events"));
  await startPod(world, { name: "untold", role: "arn:aws:iam::nowhere" });
  const from = await startPod(world, { name: "served-still", role: "storefront" });
  await proxy.comesToGive(from, "storefront");
  await eventually("the proxy says that it may not", async () =>
    proxy.said("cannot create resource").length > 0 ? true : undefined,
  );
  t.is(await proxy.roleOf(from), "storefront");
  await Promise.all([endPod(world, "served-still"), endPod(world, "untold")]);
});

async function startProxyWith(t: ExecutionContext, rules: readonly Rule[]): Promise<ProxyProgram> {
  const kubeconfig = await person.signIn(rules);
  const proxy = await startProxy(world, { kubeconfig, flags: ["--namespace-restrictions", "glob"] });
  t.teardown(() => proxy.stop());
  return proxy;
}

/** The proxy itself writes an Event again after five minutes, so what it writes with is tried alone. */
test.serial("an Event that happens again is counted by who may patch Events, and by nobody else", async (t) => {
  const { uid = "" } = (await world.kube.need("/api/v1/namespaces/media")).metadata;
  const subject = { kind: "Pod", namespace: "media", name: "counted", uid } as const;
  const times = { firstAt: Date.now(), lastAt: Date.now() };
  const once: EventRecord = {
    ...{ subject, name: "counted.1", reason: "RoleRefused", message: "No credentials", count: 1 },
    ...{ ...times, node: "node-1" },
  };
  const writeAs = async (rules: readonly Rule[]) =>
    createWriteEvent(createSendRequest(loadKubeconfig({ kubeconfig: await person.signIn(rules) })));
  const write = await writeAs(needs);
  await write(once);
  await write({ ...once, count: 2 });
  const path = "/api/v1/namespaces/media/events/counted.1";
  t.is((await world.kube.need(path))["count"], 2);
  const barred = await writeAs(without("patch events"));
  await t.throwsAsync(barred({ ...once, count: 3 }), { message: /403|cannot patch/ });
  t.is((await world.kube.need(path))["count"], 2);
});
