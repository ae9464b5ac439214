// The proxy as a process of its own beside an API server and an AWS of the test: started, ended, killed, started again.
import { spawn } from "node:child_process";
import type { ChildProcess, StdioOptions } from "node:child_process";
import { once } from "node:events";
import { openSync } from "node:fs";
import { join } from "node:path";
import { findFreePort } from "../peers/helpers/free-port.ts";
import { writeKubeconfig } from "./kubeconfig.ts";
import { startApiServer } from "./proxy-api-server.ts";
import type { TestApiServer } from "./proxy-api-server.ts";
import { ask, askWithToken, rolesPath } from "./proxy-client.ts";
import { startNode } from "./proxy-node.ts";
import type { TestNode } from "./proxy-node.ts";
import { apiPod } from "./proxy-wired.ts";
import { testNode } from "./proxy-world.ts";
import { packageFolder } from "./run-iamctl.ts";

export interface ProxyProcess {
  readonly url: string;
  readonly operationsUrl: string;
  readonly api: TestApiServer;
  readonly node: TestNode;
  readonly child: () => ChildProcess;
  /** Resolves when the proxy is ready. It begins with this, and may begin anew when it has ended. */
  start(): Promise<void>;
  /** Comes back when the pod is given credentials: it comes again after a 503, and a new one before it is heard of. */
  serves(role: string, from?: string): Promise<void>;
  /** Exit code, or the signal that ended it. */
  end(signal: "SIGTERM" | "SIGKILL"): Promise<number | string>;
}

export interface ProcessOptions {
  /** A file in place of stdout, which else nobody reads. */
  readonly stdout?: string;
  readonly flags?: readonly string[];
}

/** One pod at 127.0.1.1 with the role `thumbnails`. */
export async function createProxyProcess(
  t: { teardown: (task: () => Promise<unknown>) => void },
  { stdout, flags = [] }: ProcessOptions = {},
): Promise<ProxyProcess> {
  const [api, node, port, operationsPort] = await Promise.all([
    startApiServer(),
    startNode(() => Date.now()),
    findFreePort(),
    findFreePort(),
  ]);
  api.items = [apiPod("api-1")];
  const [listen, operations] = [`127.0.0.1:${port}`, `127.0.0.1:${operationsPort}`];
  const env = {
    PATH: process.env["PATH"],
    KUBECONFIG: await writeKubeconfig({ server: api.url }),
    AWS_ENDPOINT_URL: node.url,
    AWS_REGION: "eu-west-1",
    AWS_EC2_METADATA_SERVICE_ENDPOINT: node.url,
  };
  const words = ["proxy", "--node", testNode, "--listen", listen, "--operations-listen", operations, ...flags];
  const stdio: StdioOptions = ["ignore", stdout === undefined ? "ignore" : openSync(stdout, "w"), "ignore"];
  let child: ChildProcess | undefined;
  t.teardown(async () => {
    if (child?.exitCode === null) child.kill("SIGKILL");
    await Promise.all([api.stop(), node.stop()]);
  });
  const running = () => {
    if (child === undefined) throw new Error("The proxy has not been started");
    return child;
  };
  const operationsUrl = `http://${operations}`;
  return {
    url: `http://${listen}`,
    operationsUrl,
    api,
    node,
    child: running,
    async start() {
      child = spawn(process.execPath, [join(packageFolder, "bin/iamctl.js"), ...words], { env, stdio });
      for (let ready = false; !ready;) {
        if (child.exitCode !== null) throw new Error(`The proxy ended with ${child.exitCode}`);
        await new Promise((resolve) => void setTimeout(resolve, 50));
        ready = await ask(operationsUrl, "/readyz", { from: "127.0.0.1" }).then(
          ({ status }) => status === 200,
          () => false,
        );
      }
    },
    async serves(role, from = "127.0.1.1") {
      for (let status = 0; status !== 200;) {
        ({ status } = await askWithToken(`http://${listen}`, rolesPath + role, { from }));
        if (![200, 404, 503].includes(status)) throw new Error(`The pod at ${from} is answered ${status}`);
      }
    },
    async end(signal) {
      const ended = once(running(), "exit");
      running().kill(signal);
      const [code, killedBy] = (await ended) as [number | null, string | null];
      return code ?? killedBy ?? "";
    },
  };
}
