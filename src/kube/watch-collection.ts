// Follows a collection of the API server for as long as it is wanted: list, watch, and again whatever goes wrong.
import type { IncomingMessage } from "node:http";
import { pause } from "../timers.ts";
import type { Timers } from "../timers.ts";
import type { RequestApi } from "./request-api.ts";

export interface CollectionListener<Item> {
  /** The whole collection as it is now: what is not in it is gone. */
  replaced(items: readonly Item[]): void;
  changed(item: Item): void;
  removed(item: Item): void;
  /** The collection could not be read or followed; it is tried again by itself. */
  interrupted(problem: string): void;
}

export interface CollectionWatch<Item> {
  readonly request: RequestApi;
  readonly path: string;
  readonly fieldSelector?: string;
  readonly convert: (object: unknown) => Item;
  readonly listener: CollectionListener<Item>;
  readonly timers: Timers;
  /** Between 0 and 1; spreads the reconnections of many nodes. */
  readonly random: () => number;
}

export interface Watching {
  stop(): void;
  /** Opens the connection anew, from where it had come to: it may be dead without either side knowing. */
  reconnect(): void;
}

const pageSize = 50;
const shortestRetry = 250;
const longestRetry = 15_000;
/** The API server sends a bookmark about once a minute, so a stream this silent is dead. */
const longestSilence = 150_000;

/** https://kubernetes.io/docs/reference/using-api/api-concepts/#efficient-detection-of-changes */
export function watchCollection<Item>(watch: CollectionWatch<Item>): Watching {
  const stopping = new AbortController();
  let step = new AbortController();
  const nextStep = (): AbortSignal => {
    step = new AbortController();
    if (stopping.signal.aborted) step.abort();
    return step.signal;
  };
  void follow(watch, stopping.signal, nextStep);
  return {
    stop() {
      stopping.abort();
      step.abort();
    },
    reconnect: () => step.abort(),
  };
}

interface Progress {
  /** Where the next watch goes on from; absent when the collection has to be listed first. */
  version: string | undefined;
  failures: number;
}

/** A step is what can be cut short without being stopped: a connection, or the pause before the next. */
async function follow<Item>(
  watch: CollectionWatch<Item>,
  signal: AbortSignal,
  nextStep: () => AbortSignal,
): Promise<void> {
  const progress: Progress = { version: undefined, failures: 0 };
  while (!signal.aborted) {
    let step = signal;
    try {
      progress.version ??= await list(watch, signal);
      step = nextStep();
      await stream(watch, progress, step);
      await pause(watch.timers, shortestRetry * watch.random(), nextStep());
    } catch (error) {
      if (signal.aborted) return;
      if (step.aborted) continue;
      progress.failures += 1;
      if (progress.failures > 1) progress.version = undefined;
      watch.listener.interrupted(error instanceof Error ? error.message : String(error));
      const longest = Math.min(longestRetry, shortestRetry * 2 ** progress.failures);
      await pause(watch.timers, longest * (0.5 + watch.random() / 2), nextStep());
    }
  }
}

interface ListPage {
  readonly metadata?: { readonly resourceVersion?: string; readonly continue?: string };
  readonly items?: readonly unknown[];
}

async function list<Item>(watch: CollectionWatch<Item>, signal: AbortSignal): Promise<string> {
  const items: Item[] = [];
  let next: string | undefined;
  let version = "";
  do {
    const query = queryOf(watch, { limit: String(pageSize), ...(next !== undefined && { continue: next }) });
    const response = await watch.request(`${watch.path}?${query}`, { signal, silence: 30_000 });
    if (response.statusCode !== 200) throw new Error(refusal("list", watch.path, response));
    const page = JSON.parse(await readAll(response)) as ListPage;
    for (const object of page.items ?? []) items.push(watch.convert(object));
    version = page.metadata?.resourceVersion ?? "";
    next = page.metadata?.continue || undefined;
  } while (next !== undefined);
  watch.listener.replaced(items);
  return version;
}

interface WatchEvent {
  readonly type?: string;
  readonly object?: {
    readonly metadata?: { readonly resourceVersion?: string };
    readonly code?: number;
    readonly message?: string;
  };
}

/** Keeps `progress` at the last version seen; clears it when what was missed can only be learnt by listing again. */
async function stream<Item>(watch: CollectionWatch<Item>, progress: Progress, signal: AbortSignal): Promise<void> {
  const query = queryOf(watch, {
    watch: "true",
    allowWatchBookmarks: "true",
    resourceVersion: progress.version ?? "",
    timeoutSeconds: String(Math.round(240 + 240 * watch.random())),
  });
  const response = await watch.request(`${watch.path}?${query}`, { signal, silence: longestSilence });
  if (response.statusCode === 410) progress.version = undefined;
  if (response.statusCode !== 200) throw new Error(refusal("watch", watch.path, response));
  progress.failures = 0;
  for await (const line of readLines(response)) {
    const event = JSON.parse(line) as WatchEvent;
    if (event.type === "ERROR") {
      progress.version = undefined;
      throw new Error(`the watch of ${watch.path} ended: ${event.object?.message ?? "no reason given"}`);
    }
    if (event.type === "ADDED" || event.type === "MODIFIED") watch.listener.changed(watch.convert(event.object));
    if (event.type === "DELETED") watch.listener.removed(watch.convert(event.object));
    progress.version = event.object?.metadata?.resourceVersion ?? progress.version;
  }
}

function queryOf(watch: { readonly fieldSelector?: string }, parameters: Record<string, string>): string {
  const query = new URLSearchParams(parameters);
  if (watch.fieldSelector !== undefined) query.set("fieldSelector", watch.fieldSelector);
  return query.toString();
}

async function readAll(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

async function* readLines(response: IncomingMessage): AsyncGenerator<string> {
  let rest = "";
  response.setEncoding("utf8");
  for await (const chunk of response as AsyncIterable<string>) {
    const lines = (rest + chunk).split("\n");
    rest = lines.pop() ?? "";
    yield* lines.filter((line) => line.trim() !== "");
  }
}

function refusal(verb: string, path: string, response: IncomingMessage): string {
  response.resume();
  return `the API server answered ${response.statusCode} to ${verb} ${path}`;
}
