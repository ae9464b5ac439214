import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import test from "ava";
import { openEdges } from "../../src/proxy/open-edges.ts";
import { readSettings } from "../../src/proxy/settings.ts";
import { startProxy } from "../../src/proxy/start-proxy.ts";
import type { RunningProxy } from "../../src/proxy/start-proxy.ts";
import { startSandbox } from "../../src/sandbox/start-sandbox.ts";
import type { Sandbox } from "../../src/sandbox/start-sandbox.ts";
import { startOwnTime } from "../helpers/own-time.ts";
import { ask, askToken, askUntilKnown, askWithToken, rolesPath } from "../helpers/proxy-client.ts";

interface SandboxPod {
  readonly metadata: { readonly name: string; readonly labels?: Readonly<Record<string, string>> };
  readonly spec: { readonly nodeName?: string; readonly hostNetwork?: boolean };
  readonly status: { readonly podIP?: string };
}

const stateFolder = await mkdtemp(join(tmpdir(), "iamctl-proxy-"));
const sandbox = await startSandbox({ stateFolder });
const node = sandbox.nodes[0]!;
const pods = await readPods(sandbox);
const proxy = await startOn(sandbox);
const { url } = proxy;
// It listens before it has heard of its pods.
await askUntilKnown(url, rolesPath, { from: addressOf("storefront") });
test.after.always(async () => {
  await proxy.stop();
  await sandbox.stop();
  await rm(stateFolder, { recursive: true });
});

async function readPods({ kubeUrl }: Sandbox): Promise<readonly SandboxPod[]> {
  const list = await ask(kubeUrl, "/api/v1/pods", { from: "127.0.0.1" });
  return (JSON.parse(list.body) as { readonly items: readonly SandboxPod[] }).items;
}

/** What `iamctl proxy` does with the sandbox's environment. */
async function startOn({ env }: Sandbox): Promise<RunningProxy> {
  const flags = { listen: "127.0.0.1:0", operationsListen: "127.0.0.1:0" };
  const result = readSettings(flags, env);
  if (result.kind === "faults") throw new Error(result.faults.join("\n"));
  const { settings } = result;
  return startProxy(settings, await openEdges({ env, settings, version: "1.2.3", logTarget: { write: () => {} } }));
}

function addressOf(app: string, here = true): string {
  const pod = pods.find(
    ({ metadata, spec }) => metadata.labels?.["app"] === app && (spec.nodeName === node.name) === here,
  );
  return pod?.status.podIP ?? `no pod of ${app}`;
}

function assumptionsOf(role: string): number {
  return sandbox.aws.calls.filter((call) => call.action === "AssumeRole" && call.resource.endsWith(`/${role}`)).length;
}

test("a pod gets credentials of its own role from the account, with the node's role as their only source", async (t) => {
  const from = addressOf("storefront");
  const { body: role } = await askWithToken(url, rolesPath, { from });
  t.is(role, "storefront");
  const reply = await askUntilKnown(url, rolesPath + role, { from });
  const document = JSON.parse(reply.body) as Record<"AccessKeyId" | "SecretAccessKey" | "Token", string>;
  const sts = new STSClient({
    endpoint: sandbox.awsUrl,
    region: sandbox.region,
    credentials: {
      accessKeyId: document.AccessKeyId,
      secretAccessKey: document.SecretAccessKey,
      sessionToken: document.Token,
    },
  });
  const { Arn } = await sts.send(new GetCallerIdentityCommand({}));
  t.is(Arn, `arn:aws:sts::${sandbox.account}:assumed-role/storefront/iamctl-${node.name}`);
  const callers = sandbox.aws.calls.filter((call) => call.action === "AssumeRole").map((call) => call.caller);
  t.true(
    callers.every((caller) => caller.includes(`:assumed-role/${node.role}/`)),
    callers.join("\n"),
  );
});

test("another role's name is refused", async (t) => {
  t.is((await askWithToken(url, `${rolesPath}covers`, { from: addressOf("storefront") })).status, 403);
});

test("a pod without an annotation is answered 404", async (t) => {
  t.is((await askWithToken(url, rolesPath, { from: addressOf("thumbnails") })).status, 404);
});

test("an annotation on the workload and not on its pod template gives the pod nothing", async (t) => {
  t.is((await askWithToken(url, rolesPath, { from: addressOf("catalogue-search") })).status, 404);
});

for (const [what, from] of [
  ["an address of no pod", "127.0.9.9"],
  ["a pod of another node", addressOf("storefront", false)],
  ["a pod on the host network", addressOf("log-shipper")],
] as const) {
  test.serial(`${what} is answered 404 within a second`, async (t) => {
    const token = await askToken(url, { from });
    const time = startOwnTime();
    t.teardown(() => time.stop());
    t.is((await ask(url, rolesPath, { from, headers: { "X-aws-ec2-metadata-token": token.body } })).status, 404);
    t.true(time.passed() < 1_000, `${time.passed()} ms`);
  });
}

test("X-Forwarded-For is ignored on a GET, and a token is refused because of it", async (t) => {
  const from = addressOf("thumbnails");
  const headers = { "X-Forwarded-For": addressOf("storefront") };
  t.is((await askWithToken(url, rolesPath, { from, headers })).status, 404);
  t.is((await askToken(url, { from, headers })).status, 403);
});

test("the region comes from the node's own metadata service, asked once; its credentials do not", async (t) => {
  const from = addressOf("storefront");
  for (let count = 0; count < 3; count += 1) {
    t.is((await askWithToken(url, "/latest/meta-data/placement/region", { from })).body, sandbox.region);
  }
  const path = `${rolesPath}${node.role}`;
  t.is((await askWithToken(url, path, { from })).status, 403);
  t.is((await askWithToken(url, path.replace("credentials/", "credentials-extended/"), { from })).status, 403);
  t.is((await askWithToken(url, "/latest/user-data", { from })).status, 404);
  t.is(node.imds.requests.filter((request) => JSON.stringify(request).includes("placement/region")).length, 1);
});

test.serial("fifty requests right after the start are all answered, with one AssumeRole", async (t) => {
  const from = addressOf("storefront");
  // The proxy that is already up has taken its own by then.
  t.is((await askUntilKnown(url, `${rolesPath}storefront`, { from })).status, 200);
  const before = assumptionsOf("storefront");
  sandbox.aws.faults.push({ service: "sts", action: "AssumeRole", delayMs: 200, times: 3 });
  const cold = await startOn(sandbox);
  t.teardown(() => cold.stop());
  const replies = await Promise.all(
    Array.from({ length: 50 }, async () => askWithToken(cold.url, `${rolesPath}storefront`, { from })),
  );
  t.deepEqual(new Set(replies.map((reply) => reply.status)), new Set([200]));
  t.is(new Set(replies.map((reply) => reply.body)).size, 1);
  t.is(assumptionsOf("storefront") - before, 1);
});
