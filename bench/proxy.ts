// How fast the bundled proxy answers pods, and with how much memory, beside a bare `node:http` server with the same bytes.
import { execFile, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs, promisify } from "node:util";
import { findPackageFolder } from "../src/package-folder.ts";
import { askToken, ask, rolesPath, sendRaw } from "../test/helpers/proxy-client.ts";
import type { LoadOrder, LoadResult } from "./proxy-load.ts";
import { startProxyProcess, startScript } from "./proxy-process.ts";
import type { MeasuredProcess } from "./proxy-process.ts";
import { makePods, startSurroundings } from "./proxy-surroundings.ts";
import type { BenchPod } from "./proxy-surroundings.ts";

// Rounds are run in turn, so that noise hits all alike; only ratios count.
const { values: flags } = parseArgs({
  options: {
    /** Any proxy that knows the same pods and stands beside gets the same load in the same rounds. */
    against: { type: "string" },
    rounds: { type: "string", default: "5" },
    seconds: { type: "string", default: "3" },
  },
});
const folder = mkdtempSync(join(tmpdir(), "iamctl-bench-"));
const bundle = join(folder, "proxy.mjs");
spawnSync(process.execPath, [join(findPackageFolder(), "scripts/bundle.js"), folder], { stdio: "inherit" });
try {
  await measureMemory(250);
  await measureMemory(2_500);
  await measureColdStart();
  await measureSpeed();
} finally {
  rmSync(folder, { recursive: true });
}

/** Runs the work beside a proxy with so many pods of 20 roles. */
async function withProxy<Result>(
  pods: readonly BenchPod[],
  stsTakes: number,
  work: (proxy: MeasuredProcess, calls: readonly string[]) => Promise<Result>,
): Promise<Result> {
  const surroundings = await startSurroundings({ folder, pods, stsTakes });
  const proxy = await startProxyProcess(bundle, surroundings);
  try {
    return await work(proxy, surroundings.calls);
  } finally {
    await proxy.stop();
    surroundings.stop();
  }
}

async function measureMemory(count: number): Promise<void> {
  const pods = makePods(count, 20);
  await withProxy(pods, 0, async (proxy) => {
    await sleep(6_000);
    const idle = proxy.memory();
    await load(proxy.url, await callersOf(proxy.url, pods.slice(0, 250)), true, 16);
    const loaded = proxy.memory();
    await sleep(10_000);
    print(`${count} pods, idle`, `${idle.anonymous.toFixed(1)} MB private, ${idle.resident.toFixed(1)} MB in all`);
    print("  under load", `${loaded.anonymous.toFixed(1)} MB private, ${loaded.resident.toFixed(1)} MB in all`);
    const after = proxy.memory();
    print("  ten seconds later", `${after.anonymous.toFixed(1)} MB private, ${after.resident.toFixed(1)} MB in all`);
  });
}

async function measureColdStart(): Promise<void> {
  const pods = makePods(200, 20);
  await withProxy([...pods, { name: "denied", address: "127.2.0.1", role: "no role" }], 100, async (proxy, calls) => {
    const begun = performance.now();
    const times = await Promise.all(
      pods.map(async ({ address, role }) => {
        const { status } = await askWithToken(proxy.url, `${rolesPath}${role}`, address);
        return status === 200 ? performance.now() - begun : Number.NaN;
      }),
    );
    const sorted = times.toSorted((a, b) => a - b);
    print("start until it listens", `${proxy.startTook.toFixed(0)} ms`);
    print("200 cold pods of 20 identities", `${calls.length} calls to an STS of 100 ms`);
    print(
      "  all of them at once",
      `p50 ${at(sorted, 0.5)} ms, p99 ${at(sorted, 0.99)} ms, failed ${times.filter(Number.isNaN).length}`,
    );
    print("  an unknown address", `${await timeOf(proxy.url, "127.3.0.1", 404, 3)} ms`);
    print("  a denied pod", `${await timeOf(proxy.url, "127.2.0.1", 403, 200)} ms`);
  });
}

async function timeOf(url: string, from: string, expected: number, times: number): Promise<string> {
  const taken: number[] = [];
  for (let count = 0; count < times; count += 1) {
    const token = await askToken(url, { from });
    const begun = performance.now();
    const { status } = await ask(url, rolesPath, { from, headers: { "X-aws-ec2-metadata-token": token.body } });
    if (status !== expected) throw new Error(`${from} was answered ${status}`);
    taken.push(performance.now() - begun);
  }
  return at(
    taken.toSorted((a, b) => a - b),
    0.5,
  );
}

async function measureSpeed(): Promise<void> {
  const pods = makePods(250, 20);
  await withProxy(pods, 0, async (proxy) => {
    const callers = await callersOf(proxy.url, pods);
    const first = callers[0] ?? { from: "", request: "" };
    const sample = await sendRaw(
      proxy.url,
      first.request.replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n"),
      first.from,
    );
    const bare = await startScript("proxy-bare.js", [Buffer.from(sample, "latin1").toString("base64")]);
    const contenders = { bare, proxy, ...(flags.against === undefined ? {} : { against: { url: flags.against } }) };
    for (const keepAlive of [true, false]) {
      const rounds: Record<string, Round[]> = { bare: [], proxy: [], against: [] };
      for (let round = -1; round < Number(flags.rounds); round += 1) {
        for (const [name, server] of Object.entries(contenders)) {
          const before = "cpu" in server ? server.cpu() : 0;
          const result = await load(server.url, callers, keepAlive, 16);
          const cpu = "cpu" in server ? server.cpu() - before : Number.NaN;
          // The first one warms the engine up.
          if (round >= 0)
            rounds[name]?.push({
              ...result,
              perSecond: result.answered / result.seconds,
              cost: (cpu / result.answered) * 1000,
            });
        }
      }
      printRounds(keepAlive ? "kept connections" : "a new connection each", rounds);
    }
    await bare.stop();
  });
}

interface Round extends LoadResult {
  readonly perSecond: number;
  /** Milliseconds of CPU for a thousand requests. */
  readonly cost: number;
}

function printRounds(title: string, rounds: Readonly<Record<string, readonly Round[]>>): void {
  console.log(title);
  for (const [name, own] of Object.entries(rounds)) {
    if (own.length === 0) continue;
    const of = (value: (round: Round) => number): number => median(own.map(value));
    const ratio = (value: (round: Round) => number): string =>
      median(own.map((round, number) => value(round) / value(rounds["bare"]?.[number] ?? round))).toFixed(2);
    const speed = `${of((round) => round.perSecond).toFixed(0)}/s (${ratio((round) => round.perSecond)}x)`;
    const cost = `${of((round) => round.cost).toFixed(1)} ms CPU per 1,000 (${ratio((round) => round.cost)}x)`;
    const failed = own.reduce((sum, round) => sum + round.failed, 0);
    print(
      `  ${name}`,
      `${speed}, ${cost}, p50 ${of((round) => round.p50).toFixed(2)} ms, p99 ${of((round) => round.p99).toFixed(2)} ms, failed ${failed}`,
    );
  }
}

async function load(
  url: string,
  callers: LoadOrder["callers"],
  keepAlive: boolean,
  connections: number,
): Promise<LoadResult> {
  const order: LoadOrder = { url, callers, connections, keepAlive, seconds: Number(flags.seconds) };
  const script = new URL("proxy-load.js", import.meta.url).pathname;
  const { stdout } = await promisify(execFile)(process.execPath, [script, JSON.stringify(order)]);
  return JSON.parse(stdout) as LoadResult;
}

async function callersOf(url: string, pods: readonly BenchPod[]): Promise<LoadOrder["callers"]> {
  const callers = [];
  for (const { address: from, role } of pods) {
    const { body: token } = await askToken(url, { from });
    const lines = [`GET ${rolesPath}${role} HTTP/1.1`, "Host: 169.254.169.254", `X-aws-ec2-metadata-token: ${token}`];
    callers.push({ from, request: `${lines.join("\r\n")}\r\n\r\n` });
  }
  return callers;
}

async function askWithToken(url: string, path: string, from: string) {
  const { body: token } = await askToken(url, { from });
  return ask(url, path, { from, headers: { "X-aws-ec2-metadata-token": token } });
}

function at(sorted: readonly number[], share: number): string {
  return (sorted[Math.floor(sorted.length * share)] ?? Number.NaN).toFixed(1);
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

function print(what: string, value: string): void {
  console.log(`${what.padEnd(34)} ${value}`);
}

function sleep(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, milliseconds);
  });
}
