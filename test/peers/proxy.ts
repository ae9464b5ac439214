// The contract of the proxy's pod watch: who is behind an address, whatever happens to pods and API server.
import { STS } from "@aws-sdk/client-sts";
import { ask, askWithToken, rolesPath } from "../helpers/proxy-client.ts";
import { type Body, createContract } from "./helpers/contract.ts";
import { eventually } from "./helpers/eventually.ts";
import { endPod, startPod } from "./helpers/pods.ts";
import { type ProxyProgram, startProxy } from "./helpers/start-proxy.ts";
import type { World } from "./helpers/world.ts";

const contract = createContract();

contract("a pod is given the credentials of its own role, and of no other", async (t, world) => {
  const proxy = await startProxy(world);
  t.teardown(() => proxy.stop());
  const from = await startPod(world, { name: "asks", role: "storefront" });
  t.is((await ask(proxy.url, rolesPath, { from })).status, 401);
  await proxy.comesToGive(from, "storefront");
  const caller = await callerOf(world, proxy, from, "storefront");
  t.regex(caller, /^arn:aws:sts::111122223333:assumed-role\/storefront\/./);
  t.is((await askWithToken(proxy.url, `${rolesPath}covers`, { from })).status, 403);
  await endPod(world, "asks");
});

contract("who names no role, and who is no pod of this node, is given none", async (t, world) => {
  const proxy = await startProxy(world);
  t.teardown(() => proxy.stop());
  const from = await startPod(world, { name: "asks-nothing" });
  t.is((await askWithToken(proxy.url, rolesPath, { from })).status, 404);
  t.is((await askWithToken(proxy.url, `${rolesPath}storefront`, { from })).status, 404);
  t.is((await askWithToken(proxy.url, rolesPath, { from: "127.0.90.90" })).status, 404);
  await endPod(world, "asks-nothing");
});

contract("an address that changes hands is its new pod's, whatever the old one was given", async (t, world) => {
  const proxy = await startProxy(world);
  t.teardown(() => proxy.stop());
  const address = "127.0.91.7";
  for (const role of ["storefront", "covers", "storefront"]) {
    await startPod(world, { name: `holds-${role}`, role, address });
    await proxy.comesToGive(address, role);
    await endPod(world, `holds-${role}`);
  }
  await startPod(world, { name: "holds-nothing", address });
  await proxy.comesToGive(address, undefined);
  t.is((await askWithToken(proxy.url, rolesPath, { from: address })).status, 404);
  await endPod(world, "holds-nothing");
});

contract("an annotation that changes is obeyed while the pod runs", async (t, world) => {
  const proxy = await startProxy(world);
  t.teardown(() => proxy.stop());
  const from = await startPod(world, { name: "changes", role: "storefront" });
  await proxy.comesToGive(from, "storefront");
  await annotatePod(world, "changes", "covers");
  await proxy.comesToGive(from, "covers");
  t.is((await askWithToken(proxy.url, `${rolesPath}storefront`, { from })).status, 403);
  await endPod(world, "changes");
});

const restarted = "known pods are served while the API server is away, and new ones as soon as it is back";
const restart: Body = async (t, world) => {
  const proxy = await startProxy(world);
  t.teardown(() => proxy.stop());
  const from = await startPod(world, { name: "before", role: "storefront" });
  await proxy.comesToGive(from, "storefront");
  await world.restartApiServer?.(async () => {
    await eventually("the proxy notices", async () => (proxy.said("pods not followed").length > 0 ? true : undefined));
    t.regex(await callerOf(world, proxy, from, "storefront"), /assumed-role\/storefront\//);
  });
  const after = await startPod(world, { name: "after", role: "covers" });
  t.is(await eventually("the new pod is known", async () => proxy.roleOf(after)), "covers");
  await endPod(world, "before");
  await proxy.comesToGive(from, undefined);
  t.is((await askWithToken(proxy.url, rolesPath, { from })).status, 404);
  await endPod(world, "after");
};
contract(restarted, restart, "peers");

/** Who the credentials belong to, as STS itself says. */
async function callerOf(world: World, proxy: ProxyProgram, from: string, role: string): Promise<string> {
  // An STS that takes long is answered for with a 503, on which clients come again.
  const body = await eventually(`credentials of ${role}`, async () => {
    const reply = await askWithToken(proxy.url, `${rolesPath}${role}`, { from });
    return reply.status === 503 ? undefined : reply.body;
  });
  const { AccessKeyId, SecretAccessKey, Token } = JSON.parse(body) as Readonly<Record<string, string>>;
  const credentials = {
    accessKeyId: AccessKeyId ?? "",
    secretAccessKey: SecretAccessKey ?? "",
    sessionToken: Token ?? "",
  };
  const sts = new STS({ endpoint: world.awsUrl, region: "eu-west-1", credentials });
  return (await sts.getCallerIdentity({})).Arn ?? "";
}

async function annotatePod({ kube }: World, name: string, role: string): Promise<void> {
  const body = { metadata: { annotations: { "iam.amazonaws.com/role": role } } };
  const type = "application/merge-patch+json";
  await kube.need(`/api/v1/namespaces/media/pods/${name}`, { method: "PATCH", type, body });
}
