// How much memory a proxy takes: of its own, and with the pages of its executable; idle, under load, and after it.
import { setTimeout as sleep } from "node:timers/promises";
import { callersOf, load } from "./proxy-callers.ts";
import { print } from "./proxy-figures.ts";
import type { MeasuredServer } from "./proxy-process.ts";
import type { BenchPod } from "./proxy-surroundings.ts";

export async function measureMemory(name: string, server: MeasuredServer, pods: readonly BenchPod[], seconds: number) {
  await sleep(6_000);
  print(`${name}, ${pods.length} pods, idle`, printMemory(server));
  const callers = await callersOf(server.url, pods.slice(0, 250));
  await load({ url: server.url, callers, keepAlive: true, seconds });
  print("  after load, connections kept", printMemory(server));
  await load({ url: server.url, callers, keepAlive: false, seconds });
  print("  after load, a new one each", printMemory(server));
  await sleep(10_000);
  print("  ten seconds later", printMemory(server));
}

function printMemory(server: MeasuredServer): string {
  const { anonymous, resident } = server.memory();
  return `${anonymous.toFixed(1)} MB private, ${resident.toFixed(1)} MB in all`;
}
