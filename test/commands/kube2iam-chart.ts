// The proxy as a process of its own, started as kube2iam's chart starts kube2iam.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import test from "ava";
import { kindNamed } from "../../src/sandbox/kube/resource-kinds.ts";
import { startSandbox, type Sandbox } from "../../src/sandbox/start-sandbox.ts";
import { ask, askWithToken, rolesPath } from "../helpers/proxy-client.ts";
import { packageFolder } from "../helpers/run-iamctl.ts";
import { temporaryFolder } from "../helpers/temporary-folder.ts";

let sandbox: Sandbox;
test.before(async () => {
  sandbox = await startSandbox({ stateFolder: await temporaryFolder() });
});
test.after.always(async () => sandbox.stop());

interface Line {
  readonly msg: string;
  readonly url?: string;
  readonly reason?: string;
}

function start(words: readonly string[], env: Record<string, string>) {
  const { AWS_ACCESS_KEY_ID: _id, AWS_SECRET_ACCESS_KEY: _secret, ...ofNode } = sandbox.env;
  const program = join(packageFolder, "bin/iamctl.js");
  const metadata = { AWS_EC2_METADATA_SERVICE_ENDPOINT: sandbox.nodes[0]?.imdsUrl ?? "" };
  const child = spawn(process.execPath, [program, "proxy", ...words], {
    env: { PATH: process.env["PATH"], ...ofNode, ...metadata, ...env },
    stdio: ["ignore", "pipe", "ignore"],
  });
  const lines: Line[] = [];
  const ended = once(child, "close").then(([code]) => code as number | null);
  const said = async (wanted: string): Promise<Line> => {
    for await (const line of createInterface({ input: child.stdout })) {
      lines.push(JSON.parse(line) as Line);
      const last = lines.at(-1);
      if (last?.msg === wanted) return last;
    }
    throw new Error(`It ended without having said: ${wanted}`);
  };
  return { child, lines, ended, said };
}

function addressOf(app: string): string {
  const pods = sandbox.kube.list(kindNamed("Pod"), undefined) as unknown as readonly Pod[];
  const found = pods.find(
    ({ metadata, spec }) => metadata.labels?.["app"] === app && spec.nodeName === sandbox.nodes[0]?.name,
  );
  return found?.status.podIP ?? `no pod of ${app}`;
}

interface Pod {
  readonly metadata: { readonly labels?: Readonly<Record<string, string>> };
  readonly spec: { readonly nodeName?: string };
  readonly status: { readonly podIP?: string };
}

/** As its template renders them when nothing is set: https://github.com/jtblin/kube2iam/tree/master/charts/kube2iam */
const chartDefaults = ["--host-interface=docker0", "--app-port=8181", "--metrics-port=8181"];
/** Nobody else's: every address of 127.0.0.0/8 has its own port 8181. */
const hostIp = `127.91.${process.pid % 250}.7`;

test("the arguments that kube2iam's chart gives by default start the proxy, and its probes find what they look for", async (t) => {
  const node = sandbox.nodes[0]?.name ?? "";
  const words = [...chartDefaults.slice(0, 1), `--node=${node}`, ...chartDefaults.slice(1)];
  const { child, lines, ended, said } = start(words, { HOST_IP: hostIp });
  t.teardown(() => child.kill("SIGKILL"));
  const { url = "" } = await said("listening");
  t.is(url, `http://${hostIp}:8181`);
  const probe = await ask(url, "/healthz", { from: hostIp });
  t.is(probe.status, 200);
  t.deepEqual(Object.keys(JSON.parse(probe.body) as object), ["hostIP", "instanceId"]);
  t.is((await ask(url, "/healthz", { from: addressOf("storefront") })).status, 404);
  t.is((await ask(url, "/metrics", { from: addressOf("storefront") })).status, 404);
  t.is((await askWithToken(url, rolesPath, { from: addressOf("storefront") })).body, "storefront");
  t.true(lines.some(({ reason }) => reason?.startsWith("--host-interface has no effect without --iptables")));
  child.kill("SIGTERM");
  t.is(await ended, 0);
});
