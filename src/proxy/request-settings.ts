// What the flags say about pods' requests: what they may read, how often they may ask, and where the key of their tokens is.
import { parseAllowList } from "./allow-list.ts";
import type { AllowList } from "./allow-list.ts";
import { quote } from "./given-flags.ts";
import type { GivenFlags } from "./given-flags.ts";

export interface RequestSettings {
  /** Absent to keep the key in memory, where a restart forgets it. */
  readonly tokenKeyFile: string | undefined;
  readonly allowed: AllowList;
  readonly requestsPerSecond: number;
  readonly connectionsPerPod: number;
}

export function readRequestSettings(given: GivenFlags): RequestSettings {
  return {
    tokenKeyFile: given.text("token-key-file"),
    allowed: readAllowList(given),
    // A PHP server without a cache asks three times for each of its own requests.
    requestsPerSecond: readCount(given, "requests-per-second", "500"),
    connectionsPerPod: readCount(given, "connections-per-pod", "100"),
  };
}

function readAllowList(given: GivenFlags): AllowList {
  const result = parseAllowList(given.text("metadata-paths") ?? "default");
  if (result.kind === "allow-list") return result.allowed;
  for (const fault of result.faults) given.report("--metadata-paths:", fault);
  return () => undefined;
}

function readCount(given: GivenFlags, name: string, absent: string): number {
  const text = given.text(name) ?? absent;
  const count = Number(text);
  if (/^\d{1,7}$/.test(text) && count > 0) return count;
  given.report(`--${name}`, `${quote(text)} is no whole number from 1 to 9999999`);
  return 1;
}
