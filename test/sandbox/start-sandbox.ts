// The whole sandbox: account, cluster and metadata services of the default scenario, started and stopped.
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { CoreV1Api, KubeConfig } from "@kubernetes/client-node";
import test, { type ExecutionContext } from "ava";
import { startSandbox } from "../../src/sandbox/start-sandbox.ts";

async function start(t: ExecutionContext) {
  const stateFolder = await mkdtemp(join(tmpdir(), "iamctl-sandbox-"));
  const sandbox = await startSandbox({ stateFolder });
  t.teardown(async () => {
    await sandbox.stop();
    await rm(stateFolder, { recursive: true });
  });
  return sandbox;
}

test("the kubeconfig leads to a cluster whose pods are all up", async (t) => {
  const sandbox = await start(t);
  const config = new KubeConfig();
  config.loadFromFile(sandbox.kubeconfig);
  t.is(config.currentContext, sandbox.cluster);
  const { items } = await config.makeApiClient(CoreV1Api).listPodForAllNamespaces();
  t.true(items.length > 0);
  t.true(items.every(({ status }) => status?.phase === "Running" && status.podIP !== undefined));
});

test("every node's metadata service hands out credentials that the account knows as the node's role", async (t) => {
  const { nodes, awsUrl, region, account } = await start(t);
  t.true(nodes.length > 1);
  t.is(new Set(nodes.map(({ imdsUrl }) => imdsUrl)).size, nodes.length);
  for (const { imdsUrl, role, address } of nodes) {
    t.true(imdsUrl.startsWith(`http://${address}:`));
    const headers = { "X-aws-ec2-metadata-token-ttl-seconds": "60" };
    const token = await (await fetch(`${imdsUrl}/latest/api/token`, { method: "PUT", headers })).text();
    const path = `${imdsUrl}/latest/meta-data/iam/security-credentials/${role}`;
    const document = await (await fetch(path, { headers: { "X-aws-ec2-metadata-token": token } })).text();
    const { AccessKeyId, SecretAccessKey, Token } = JSON.parse(document) as Record<string, string>;
    const credentials = { accessKeyId: AccessKeyId!, secretAccessKey: SecretAccessKey!, sessionToken: Token! };
    const sts = new STSClient({ region, endpoint: awsUrl, credentials });
    const { Arn } = await sts.send(new GetCallerIdentityCommand({}));
    t.true(Arn?.startsWith(`arn:aws:sts::${account}:assumed-role/${role}/i-`));
    sts.destroy();
  }
});

test("the account describes the cluster by the address that the kubeconfig has", async (t) => {
  const sandbox = await start(t);
  t.is(sandbox.aws.clusterEndpoint.url, sandbox.kubeUrl);
  t.regex(await readFile(sandbox.kubeconfig, "utf8"), new RegExp(sandbox.kubeUrl.replaceAll(".", "\\.")));
});

test("a stopped sandbox answers nowhere", async (t) => {
  const stateFolder = await mkdtemp(join(tmpdir(), "iamctl-sandbox-"));
  t.teardown(() => rm(stateFolder, { recursive: true }));
  const sandbox = await startSandbox({ stateFolder });
  await sandbox.stop();
  for (const url of [sandbox.awsUrl, sandbox.kubeUrl, ...sandbox.nodes.map(({ imdsUrl }) => imdsUrl)]) {
    await t.throwsAsync(fetch(url));
  }
});

test("a scenario that does not exist starts nothing", async (t) => {
  await t.throwsAsync(startSandbox({ scenario: "no-such-scenario", stateFolder: tmpdir() }));
});
