// How much memory a proxy takes: of its own, and with the pages of its executable; idle, at its most under load, and after it.
import { setTimeout as sleep } from "node:timers/promises";
import { callersOf, load } from "./proxy-callers.ts";
import { print } from "./proxy-figures.ts";
import type { MeasuredServer, MemoryUse } from "./proxy-process.ts";
import type { BenchPod } from "./proxy-surroundings.ts";

/** Before anything is asked of it, so that what it does of itself is all that has been done. */
export async function measureIdleMemory(
  name: string,
  server: MeasuredServer,
  pods: readonly BenchPod[],
): Promise<void> {
  await sleep(settling);
  print(`${name}, ${pods.length} pods, idle`, printMemory(server.memory()));
}

export async function measureMemoryUnderLoad(
  name: string,
  server: MeasuredServer,
  pods: readonly BenchPod[],
  seconds: number,
): Promise<void> {
  print(`${name}, ${pods.length} pods`, "");
  const callers = await callersOf(server.url, pods);
  for (const [how, keepAlive] of [
    ["connections kept", true],
    ["a new one each", false],
  ] as const) {
    const highest = watchMemory(server);
    await load({ url: server.url, callers, keepAlive, seconds });
    print(`  under load, ${how}`, printMemory(highest()));
  }
  await sleep(settling);
  print("  half a minute later", printMemory(server.memory()));
}

/** V8 gives back what it does not need some ten seconds after the work has ended; nodes run for days. */
const settling = 30_000;
const between = 100;

/** The most at one time, until it is asked for. */
function watchMemory(server: MeasuredServer): () => MemoryUse {
  let highest = server.memory();
  const timer = setInterval(() => {
    const now = server.memory();
    if (now.anonymous > highest.anonymous) highest = now;
  }, between);
  return () => {
    clearInterval(timer);
    return highest;
  };
}

function printMemory({ anonymous, resident }: MemoryUse): string {
  return `${anonymous.toFixed(1)} MB private, ${resident.toFixed(1)} MB in all`;
}
