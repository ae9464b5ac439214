import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import test from "ava";
import type { ProxyOptions } from "../../src/command-options.ts";
import { proxy } from "../../src/commands/proxy.ts";
import type { Context } from "../../src/context.ts";
import { startApiServer } from "../helpers/proxy-api-server.ts";
import { askUntilKnown, askWithToken, rolesPath } from "../helpers/proxy-client.ts";
import { startNode } from "../helpers/proxy-node.ts";
import { temporaryFolder } from "../helpers/temporary-folder.ts";

const anyPorts: ProxyOptions = {
  listen: "127.0.0.1:0",
  operationsListen: "127.0.0.1:0",
};

/** What the command uses of a context, with its output kept and its end in the test's hands. */
function createWorld(env: Record<string, string>) {
  const lines: string[] = [];
  let stop = () => {};
  const stopped = new Promise<void>((resolve) => {
    stop = resolve;
  });
  let tell = (_url: string) => {};
  const listening = new Promise<string>((resolve) => {
    tell = resolve;
  });
  const print = (line: string) => {
    lines.push(line);
    const { url } = JSON.parse(line) as { url?: string };
    if (url !== undefined) tell(url);
  };
  const context = { env, connection: {}, terminal: { print }, untilStopped: () => stopped } as unknown as Context;
  return { context, lines, stop, listening };
}

test("from flags and environment alone, pods are served their role's credentials until the process is told to stop", async (t) => {
  const [api, node] = await Promise.all([startApiServer(), startNode()]);
  t.teardown(async () => Promise.all([api.stop(), node.stop()]));
  api.items = [
    {
      metadata: {
        name: "api-1",
        namespace: "media",
        uid: "1",
        annotations: { "iam.amazonaws.com/role": "thumbnails" },
      },
      spec: { nodeName: "node-1" },
      status: { phase: "Running", podIP: "127.0.1.1" },
    },
  ];
  const folder = await temporaryFolder();
  const kubeconfig = join(folder, "kubeconfig");
  await writeFile(kubeconfig, printKubeconfig(api.url));
  const { context, lines, stop, listening } = createWorld({
    NODE_NAME: "node-1",
    KUBECONFIG: kubeconfig,
    AWS_ENDPOINT_URL: node.url,
    AWS_EC2_METADATA_SERVICE_ENDPOINT: node.url,
    AWS_ACCESS_KEY_ID: "AKIAPERSON",
  });
  const ended = proxy(context, anyPorts);
  const url = await listening;
  t.is((await askUntilKnown(url, rolesPath)).body, "thumbnails");
  const reply = await askUntilKnown(url, `${rolesPath}thumbnails`);
  t.is((JSON.parse(reply.body) as Record<string, string>)["AccessKeyId"], "ASIAPOD");
  t.like(node.calls[0], {
    RoleArn: "arn:aws-cn:iam::111122223333:role/pods/thumbnails",
    RoleSessionName: "iamctl-node-1",
    caller: "ASIANODE1",
  });
  stop();
  t.is(await ended, 0);
  await t.throwsAsync(askWithToken(url, rolesPath), { code: "ECONNREFUSED" });
  t.notRegex(lines.join(""), /secret|session-|pod-session|ASIA/);
});

test("every fault in flags and environment is told at once", async (t) => {
  const { context } = createWorld({});
  const error = await t.throwsAsync(proxy(context, { ...anyPorts, listen: "here", sessionSeconds: "1" }), {
    name: "IamctlError",
  });
  for (const flag of ["--node", "--listen", "--session-seconds"]) t.true(error.message.includes(flag));
  t.like(error, { exitCode: 2 });
});

test("without a kubeconfig there is an error that says so", async (t) => {
  const { context } = createWorld({ NODE_NAME: "node-1", KUBECONFIG: "/does/not/exist" });
  await t.throwsAsync(proxy(context, anyPorts), { message: /No kubeconfig at \/does\/not\/exist/ });
});

function printKubeconfig(server: string): string {
  return JSON.stringify({
    apiVersion: "v1",
    kind: "Config",
    "current-context": "a",
    contexts: [{ name: "a", context: { cluster: "a", user: "a" } }],
    clusters: [{ name: "a", cluster: { server } }],
    users: [{ name: "a", user: { token: "x" } }],
  });
}

test("rules that cannot be looked for are not taken to be gone", async (t) => {
  const { context } = createWorld({ PATH: await temporaryFolder() });
  const error = await t.throwsAsync(proxy(context, { cleanup: true }), {
    message:
      /could not be removed everywhere: nft: is not there; iptables-nft-save: is not there; iptables-legacy-save/,
  });
  t.regex((error as { hint?: string }).hint ?? "", /Run it where the proxy ran/);
});
