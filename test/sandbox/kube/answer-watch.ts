// Watches of the simulated API server, read line by line from the wire.
import { type ExecutionContext } from "ava";
import test from "ava";
import { pod, startCluster } from "../../helpers/kube-sandbox.ts";

interface WatchEvent {
  readonly type: string;
  readonly object: {
    readonly code?: number;
    readonly reason?: string;
    readonly metadata: { readonly name?: string; readonly annotations?: Record<string, string> };
  };
}

/** Reads as many events as asked for, then hangs up. */
async function watch(t: ExecutionContext, url: string, query: string) {
  const hangUp = new AbortController();
  t.teardown(() => hangUp.abort());
  const response = await fetch(`${url}/api/v1/pods?watch=true&${query}`, { signal: hangUp.signal });
  const lines = readLines(response.body!);
  const next = async (): Promise<WatchEvent | undefined> => {
    const { value } = await lines.next();
    return value === undefined ? undefined : (JSON.parse(value) as WatchEvent);
  };
  const take = async (count: number): Promise<string[]> => {
    const events: string[] = [];
    while (events.length < count) {
      const event = await next();
      events.push(`${event?.type} ${event?.object.metadata.name}`);
    }
    return events;
  };
  return { next, take };
}

async function* readLines(stream: AsyncIterable<Uint8Array>): AsyncGenerator<string, undefined> {
  let rest = "";
  for await (const chunk of stream) {
    const lines = (rest + Buffer.from(chunk).toString()).split("\n");
    rest = lines.pop() ?? "";
    yield* lines;
  }
  return undefined;
}

const labelling = (labels: object) => ({ body: { metadata: { labels } }, type: "application/merge-patch+json" });

test("without a version a watch begins with what is there", async (t) => {
  const { url, ask } = await startCluster(t, [pod("a"), pod("b")]);
  const { take } = await watch(t, url, "");
  t.deepEqual(await take(2), ["ADDED a", "ADDED b"]);
  await ask("POST", "/api/v1/namespaces/shop/pods", { body: pod("c") });
  t.deepEqual(await take(1), ["ADDED c"]);
});

test("from a version a watch tells every later change once, those before its start included", async (t) => {
  const { url, ask, state } = await startCluster(t, [pod("a"), pod("b")]);
  const { version } = state;
  await ask("PATCH", "/api/v1/namespaces/shop/pods/a", labelling({ x: "1" }));
  await ask("DELETE", "/api/v1/namespaces/shop/pods/b?gracePeriodSeconds=0");
  const { take } = await watch(t, url, `resourceVersion=${version}`);
  await ask("DELETE", "/api/v1/namespaces/shop/pods/a?gracePeriodSeconds=0");
  t.deepEqual(await take(3), ["MODIFIED a", "DELETED b", "DELETED a"]);
});

test("an object enters and leaves a watch as it begins and ceases to match the selector", async (t) => {
  const { url, ask, state } = await startCluster(t, [pod("a")]);
  const { take } = await watch(t, url, `labelSelector=x%3D1&resourceVersion=${state.version}`);
  for (const x of ["1", "2"]) await ask("PATCH", "/api/v1/namespaces/shop/pods/a", labelling({ x }));
  t.deepEqual(await take(2), ["ADDED a", "DELETED a"]);
});

test("a version older than the kept history is 410 as an event", async (t) => {
  const { url, ask, state } = await startCluster(t, [pod("a")]);
  const { version } = state;
  await ask("PATCH", "/api/v1/namespaces/shop/pods/a", labelling({ x: "1" }));
  state.compact();
  const { next } = await watch(t, url, `resourceVersion=${version}`);
  const event = await next();
  t.is(event?.type, "ERROR");
  t.is(event?.object.code, 410);
  t.is(event?.object.reason, "Expired");
  t.is(await next(), undefined);
});

test("bookmarks come only to those that allow them, the first after the initial events when asked for", async (t) => {
  const { url } = await startCluster(t, [pod("a")]);
  const asked = "sendInitialEvents=true&allowWatchBookmarks=true&resourceVersionMatch=NotOlderThan&timeoutSeconds=1";
  const { next } = await watch(t, url, asked);
  t.is((await next())?.type, "ADDED");
  const bookmark = await next();
  t.is(bookmark?.type, "BOOKMARK");
  t.deepEqual(bookmark?.object.metadata.annotations, { "k8s.io/initial-events-end": "true" });
  t.is((await next())?.type, "BOOKMARK");
  const silent = await watch(t, url, "timeoutSeconds=0.2");
  t.deepEqual([(await silent.next())?.type, await silent.next()], ["ADDED", undefined]);
});
