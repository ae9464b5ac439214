// How much memory a proxy takes: of its own, and with the pages of its executable; idle, under load, and after it.
import { setTimeout as sleep } from "node:timers/promises";
import { callersOf, load } from "./proxy-callers.ts";
import { print } from "./proxy-figures.ts";
import type { MeasuredServer } from "./proxy-process.ts";
import type { BenchPod } from "./proxy-surroundings.ts";

export async function measureMemory(name: string, server: MeasuredServer, pods: readonly BenchPod[], seconds: number) {
  await sleep(settling);
  print(`${name}, ${pods.length} pods, idle`, printMemory(server));
  const callers = await callersOf(server.url, pods.slice(0, 250));
  await load({ url: server.url, callers, keepAlive: true, seconds });
  print("  after load, connections kept", printMemory(server));
  await load({ url: server.url, callers, keepAlive: false, seconds });
  print("  after load, a new one each", printMemory(server));
  await sleep(settling);
  print("  half a minute later", printMemory(server));
}

/** V8 gives back what it does not need some ten seconds after the work has ended; nodes run for days. */
const settling = 30_000;

function printMemory(server: MeasuredServer): string {
  const { anonymous, resident } = server.memory();
  return `${anonymous.toFixed(1)} MB private, ${resident.toFixed(1)} MB in all`;
}
