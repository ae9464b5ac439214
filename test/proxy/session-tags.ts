import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { IAMClient, UpdateAssumeRolePolicyCommand } from "@aws-sdk/client-iam";
import test from "ava";
import { openEdges } from "../../src/proxy/open-edges.ts";
import { readSettings } from "../../src/proxy/settings.ts";
import { startProxy } from "../../src/proxy/start-proxy.ts";
import { startSandbox } from "../../src/sandbox/start-sandbox.ts";
import { ask, askWithToken, rolesPath } from "../helpers/proxy-client.ts";

interface SandboxPod {
  readonly metadata: { readonly name: string; readonly namespace: string; readonly labels?: Record<string, string> };
  readonly spec: { readonly nodeName?: string };
  readonly status: { readonly podIP?: string };
}

/** The simulated STS judges trust policies, `sts:TagSession` and conditions on tags among them. */
test("tagged sessions need sts:TagSession, say so where it is missing, and are judged by the pod's own tags", async (t) => {
  const stateFolder = await mkdtemp(join(tmpdir(), "iamctl-proxy-"));
  const sandbox = await startSandbox({ stateFolder });
  const { env, region, awsUrl, kubeUrl, nodes, aws } = sandbox;
  const lines: string[] = [];
  const result = readSettings(
    { listen: "127.0.0.1:0", operationsListen: "127.0.0.1:0", sessionTags: "harbor", sessionNames: "pod" },
    env,
  );
  if (result.kind === "faults") return t.fail(result.faults.join("\n"));
  const { settings } = result;
  const list = await ask(kubeUrl, "/api/v1/pods", { from: "127.0.0.1" });
  const pod = (JSON.parse(list.body) as { items: SandboxPod[] }).items.find(
    ({ metadata, spec }) => metadata.labels?.["app"] === "storefront" && spec.nodeName === nodes[0]?.name,
  );
  const { namespace = "", name = "" } = pod?.metadata ?? {};
  const from = pod?.status.podIP ?? "";
  const iam = new IAMClient({
    endpoint: awsUrl,
    region,
    credentials: { accessKeyId: env["AWS_ACCESS_KEY_ID"] ?? "", secretAccessKey: env["AWS_SECRET_ACCESS_KEY"] ?? "" },
  });
  const trust = (actions: readonly string[], condition?: object, ...more: object[]) =>
    iam.send(
      new UpdateAssumeRolePolicyCommand({
        RoleName: "storefront",
        PolicyDocument: JSON.stringify({
          Version: "2012-10-17",
          Statement: [
            { Effect: "Allow", Principal: { AWS: "*" }, Action: actions, Condition: condition },
            ...more.map((statement) => ({ Effect: "Allow", Principal: { AWS: "*" }, ...statement })),
          ],
        }),
      }),
    );
  const credentials = async () => {
    const proxy = await startProxy(
      settings,
      await openEdges({ env, settings, version: "1.2.3", logTarget: { write: (line) => void lines.push(line) } }),
    );
    try {
      return await askWithToken(proxy.url, `${rolesPath}storefront`, { from });
    } finally {
      await proxy.stop();
    }
  };
  t.teardown(async () => {
    await sandbox.stop();
    await rm(stateFolder, { recursive: true });
  });

  await trust(["sts:AssumeRole"]);
  t.is((await credentials()).status, 403);
  t.regex(lines.join(""), /sts:TagSession/);
  const both = ["sts:AssumeRole", "sts:TagSession"];
  await trust(both, { StringEquals: { "aws:RequestTag/kubernetes-namespace": "elsewhere" } });
  t.is((await credentials()).status, 403);
  const own = {
    "aws:RequestTag/kubernetes-namespace": namespace,
    "aws:RequestTag/kubernetes-pod-name": name,
  };
  const named = { ...own, "sts:RoleSessionName": `${namespace}.${name}` };
  await trust(
    ["sts:AssumeRole"],
    { StringEquals: named },
    { Action: "sts:TagSession", Condition: { StringEquals: own } },
  );
  t.is((await credentials()).status, 200);
  t.is(aws.calls.findLast(({ action }) => action === "AssumeRole")?.outcome, "ok");
});
