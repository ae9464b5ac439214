// Plays the pods: each takes a token from its own address, and a process of its own then asks as fast as it can.
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { ask, askToken, rolesPath } from "../test/helpers/proxy-client.ts";
import type { Caller, LoadOrder, LoadResult } from "./proxy-load.ts";
import type { BenchPod } from "./proxy-surroundings.ts";

export const connections = 16;

export async function load(order: Omit<LoadOrder, "connections">): Promise<LoadResult> {
  const script = new URL("proxy-load.js", import.meta.url).pathname;
  const running = promisify(execFile)(process.execPath, [script]);
  running.child.stdin?.end(JSON.stringify({ ...order, connections }));
  const { stdout } = await running;
  return JSON.parse(stdout) as LoadResult;
}

export async function callersOf(url: string, pods: readonly BenchPod[]): Promise<readonly Caller[]> {
  const callers = [];
  for (const { address: from, role } of pods) {
    const path = `${rolesPath}${role ?? ""}`;
    const token = await takeLongToken(url, from);
    const lines = [`GET ${path} HTTP/1.1`, "Host: 169.254.169.254", `X-aws-ec2-metadata-token: ${token}`];
    await awaitCredentials(url, path, from, token);
    callers.push({ from, request: `${lines.join("\r\n")}\r\n\r\n` });
  }
  return callers;
}

export function closing(request: string): string {
  return request.replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n");
}

const ttlHeader = "x-aws-ec2-metadata-token-ttl-seconds";

/**
 * What a proxy gives a pod that it does not know yet lives a minute at most, and a client renews it by then. Those that
 * are played here never renew a token, and ask for longer than that.
 */
async function takeLongToken(url: string, from: string): Promise<string> {
  for (;;) {
    const { body, headers } = await askToken(url, { from });
    if (headers[ttlHeader] === "21600") return body;
    await pause();
  }
}

async function awaitCredentials(url: string, path: string, from: string, token: string): Promise<void> {
  for (;;) {
    const { status } = await ask(url, path, { from, headers: { "X-aws-ec2-metadata-token": token } });
    if (status === 200) return;
    await pause();
  }
}

function pause(): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, 20);
  });
}
