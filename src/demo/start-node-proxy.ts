// Runs `iamctl proxy` on one node of the sandbox, as the DaemonSet would, and waits until it is ready for pods.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { execPath } from "node:process";
import { createInterface } from "node:readline";
import { IamctlError } from "../errors.ts";
import type { Stage } from "./stage.ts";

export interface NodeProxy {
  readonly url: string;
  stop(): Promise<void>;
}

export async function startNodeProxy(stage: Stage, nodeName: string): Promise<NodeProxy> {
  const node = stage.sandbox.nodes.find(({ name }) => name === nodeName);
  if (node === undefined) throw new Error(`the sandbox has no node ${nodeName}`);
  const words = ["proxy", "--node", nodeName, "--listen", "127.0.0.1:0", "--operations-listen", "127.0.0.1:0"];
  const child = spawn(execPath, [join(stage.packageFolder, "bin", "iamctl.js"), ...words], {
    env: { ...stage.env, AWS_EC2_METADATA_SERVICE_ENDPOINT: node.imdsUrl },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const stop = async (): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill("SIGTERM");
    await once(child, "exit");
  };
  let said = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => (said += text));
  for await (const line of createInterface({ input: child.stdout })) {
    const { url, msg } = JSON.parse(line) as { readonly url?: string; readonly msg?: string };
    if (msg === "listening" && url !== undefined) {
      child.stdout.resume();
      return { url, stop };
    }
  }
  throw new IamctlError(`The proxy of node ${nodeName} ended before it was ready: ${said.trim()}`);
}
