// How many requests each contender answers and what that costs, over kept connections and over a new one each.
import { sendRaw } from "../test/helpers/proxy-client.ts";
import { callersOf, closing, load } from "./proxy-callers.ts";
import { median, print, printFailures } from "./proxy-figures.ts";
import type { Caller, LoadResult } from "./proxy-load.ts";
import { startScript } from "./proxy-process.ts";
import type { MeasuredServer } from "./proxy-process.ts";
import type { BenchPod } from "./proxy-surroundings.ts";

export interface SpeedOptions {
  readonly proxy: MeasuredServer;
  readonly against: MeasuredServer | undefined;
  readonly pods: readonly BenchPod[];
  readonly rounds: number;
  readonly seconds: number;
}

interface Contender {
  readonly server: MeasuredServer;
  readonly callers: readonly Caller[];
}

interface Round extends LoadResult {
  readonly perSecond: number;
  /** Milliseconds of CPU for a thousand requests. */
  readonly cost: number;
}

/** Rounds are run in turn, so that noise hits all alike; only ratios count. True when not one request failed. */
export async function measureSpeed({ proxy, against, pods, rounds, seconds }: SpeedOptions): Promise<boolean> {
  const callers = await callersOf(proxy.url, pods);
  const { from = "", request = "" } = callers[0] ?? {};
  const sample = await sendRaw(proxy.url, closing(request), from);
  const bare = await startScript("proxy-bare.js", [Buffer.from(sample, "latin1").toString("base64")]);
  const contenders: Record<string, Contender> = { bare: { server: bare, callers }, proxy: { server: proxy, callers } };
  if (against !== undefined) contenders["against"] = { server: against, callers: await callersOf(against.url, pods) };
  let isSound = true;
  for (const keepAlive of [true, false]) {
    const taken = new Map<string, Round[]>(Object.keys(contenders).map((name) => [name, []]));
    for (let round = -1; round < rounds; round += 1) {
      for (const [name, contender] of Object.entries(contenders)) {
        const result = await runRound(contender, keepAlive, seconds);
        // The first one warms the engine up.
        if (round >= 0) taken.get(name)?.push(result);
      }
    }
    console.log(keepAlive ? "kept connections" : "a new connection each");
    for (const [name, own] of taken) isSound = printRounds(name, own, taken.get("bare") ?? []) && isSound;
  }
  await bare.stop();
  return isSound;
}

async function runRound({ server, callers }: Contender, keepAlive: boolean, seconds: number): Promise<Round> {
  const before = server.cpu();
  const result = await load({ url: server.url, callers, keepAlive, seconds });
  const cost = ((server.cpu() - before) / result.answered) * 1000;
  return { ...result, perSecond: result.answered / result.seconds, cost };
}

function printRounds(name: string, own: readonly Round[], bare: readonly Round[]): boolean {
  const of = (value: (round: Round) => number): number => median(own.map(value));
  const ratio = (value: (round: Round) => number): string =>
    median(own.map((round, number) => value(round) / value(bare[number] ?? round))).toFixed(2);
  const failures: Record<string, number> = {};
  for (const round of own)
    for (const [outcome, times] of Object.entries(round.failures)) failures[outcome] = (failures[outcome] ?? 0) + times;
  const figures = [
    `${of((round) => round.perSecond).toFixed(0)}/s (${ratio((round) => round.perSecond)}x)`,
    `${of((round) => round.cost).toFixed(1)} ms CPU per 1,000 (${ratio((round) => round.cost)}x)`,
    `p50 ${of((round) => round.p50).toFixed(2)} ms`,
    `p99 ${of((round) => round.p99).toFixed(2)} ms`,
    printFailures(failures),
  ];
  print(`  ${name}`, figures.join(", "));
  return Object.keys(failures).length === 0;
}
