import test from "ava";
import type { ExecutionContext } from "ava";
import { watchPods } from "../../src/kube/watch-pods.ts";
import type { PodRecord } from "../../src/pods/pod-record.ts";
import { systemTimers } from "../../src/timers.ts";
import type { Timers } from "../../src/timers.ts";
import { startApiServer } from "../helpers/proxy-api-server.ts";
import { createTestClock } from "../helpers/proxy-clock.ts";

function podObject(name: string, resourceVersion = "5") {
  return {
    metadata: { name, uid: name, namespace: "media", resourceVersion },
    spec: { nodeName: "node-1" },
    status: {},
  };
}

/** A watch whose events are kept as words, and a way to wait for the next of them. */
async function open(t: ExecutionContext, pageSize?: number, timers: Timers = systemTimers) {
  const api = await startApiServer(pageSize);
  api.items = [podObject("a"), podObject("b"), podObject("c")];
  const events: string[] = [];
  let wake = () => {};
  const note = (event: string) => {
    events.push(event);
    wake();
  };
  const start = () =>
    watchPods({
      request: api.request,
      node: "node-1",
      timers,
      random: () => 0,
      listener: {
        replaced: (pods: readonly PodRecord[]) => note(`replaced ${pods.map((pod) => pod.name).join(" ")}`.trim()),
        changed: (pod) => note(`changed ${pod.name}`),
        removed: (pod) => note(`removed ${pod.name}`),
        interrupted: (problem) => note(`interrupted: ${problem}`),
      },
    });
  const watching = start();
  t.teardown(async () => {
    watching.stop();
    await api.stop();
  });
  const until = async (event: string) => {
    while (!events.includes(event)) await new Promise<void>((resolve) => (wake = resolve));
  };
  return { api, events, until, watching };
}

test("only the node's pods are asked for: listed, then followed from the list's version with bookmarks", async (t) => {
  const { api, events } = await open(t);
  await api.watchesOpened(1);
  t.deepEqual(events, ["replaced a b c"]);
  const [list, watch] = api.requests;
  t.is(list?.pathname, "/api/v1/pods");
  t.is(list?.searchParams.get("fieldSelector"), "spec.nodeName=node-1");
  t.is(watch?.searchParams.get("fieldSelector"), "spec.nodeName=node-1");
  t.is(watch?.searchParams.get("resourceVersion"), "1");
  t.is(watch?.searchParams.get("allowWatchBookmarks"), "true");
});

test("a long list comes in pages and is told of as one", async (t) => {
  const { api, events } = await open(t, 2);
  await api.watchesOpened(1);
  t.deepEqual(events, ["replaced a b c"]);
  t.is(api.requests.length, 3);
});

test("events are told of as they come, however the bytes are cut", async (t) => {
  const { api, until, events } = await open(t);
  await api.watchesOpened(1);
  api.send({ type: "ADDED", object: podObject("d") });
  await until("changed d");
  const line = `${JSON.stringify({ type: "MODIFIED", object: podObject("ë") })}\n`;
  const bytes = Buffer.from(line);
  const half = bytes.indexOf(0xc3) + 1;
  api.sendText(bytes.subarray(0, half));
  await new Promise((resolve) => void setTimeout(resolve, 50));
  api.sendText(bytes.subarray(half));
  await until("changed ë");
  api.send({ type: "DELETED", object: podObject("a") });
  await until("removed a");
  t.deepEqual(events.slice(1), ["changed d", "changed ë", "removed a"]);
});

test("when a watch ends, the next goes on from the last version seen, a bookmark's included", async (t) => {
  const { api, until, events } = await open(t);
  await api.watchesOpened(1);
  api.send({ type: "BOOKMARK", object: { metadata: { resourceVersion: "77" } } });
  api.send({ type: "ADDED", object: podObject("d", "78") });
  api.send({ type: "BOOKMARK", object: { metadata: { resourceVersion: "90" } } });
  await until("changed d");
  api.endWatches();
  await api.watchesOpened(2);
  t.is(api.requests.at(-1)?.searchParams.get("resourceVersion"), "90");
  t.is(events.length, 2);
});

test("when the version is gone (410), the pods are listed again", async (t) => {
  const { api, until } = await open(t);
  await api.watchesOpened(1);
  api.items = [podObject("z")];
  api.version = "1000";
  api.send({ type: "ERROR", object: { kind: "Status", code: 410, message: "too old resource version" } });
  await until("replaced z");
  await api.watchesOpened(2);
  t.is(api.requests.at(-1)?.searchParams.get("resourceVersion"), "1000");
});

test("a connection in doubt is opened anew from the last version seen, which is no interruption", async (t) => {
  const { api, events, until, watching } = await open(t);
  await api.watchesOpened(1);
  api.send({ type: "ADDED", object: podObject("d", "78") });
  await until("changed d");
  watching.reconnect();
  await api.watchesOpened(2);
  t.is(api.requests.at(-1)?.searchParams.get("resourceVersion"), "78");
  api.send({ type: "ADDED", object: podObject("e", "79") });
  await until("changed e");
  t.deepEqual(events, ["replaced a b c", "changed d", "changed e"]);
});

test("in doubt, an API server that failed is asked at once and not after the pause", async (t) => {
  const clock = createTestClock();
  const { api, until, watching } = await open(t, undefined, clock);
  await api.watchesOpened(1);
  api.status = 503;
  api.cut();
  await until("interrupted: aborted");
  api.status = 200;
  watching.reconnect();
  await api.watchesOpened(2);
  t.pass();
});

test("a cut connection is opened again", async (t) => {
  const { api, until, events } = await open(t);
  await api.watchesOpened(1);
  api.cut();
  await api.watchesOpened(2);
  api.send({ type: "ADDED", object: podObject("d") });
  await until("changed d");
  t.true(events.some((event) => event.startsWith("interrupted: ")));
});

test("an API server that refuses is asked again, and the pods are listed anew", async (t) => {
  const { api, until, events } = await open(t);
  await api.watchesOpened(1);
  api.status = 503;
  api.endWatches();
  await until("interrupted: the API server answered 503 to watch /api/v1/pods");
  await until("interrupted: the API server answered 503 to list /api/v1/pods");
  api.items = [podObject("z")];
  api.status = 200;
  await until("replaced z");
  t.true(events.length >= 4);
});

test("a line that is no JSON breaks the watch, not the process", async (t) => {
  const { api, until, events } = await open(t);
  await api.watchesOpened(1);
  api.sendText("{ not json\n");
  await api.watchesOpened(2);
  api.send({ type: "ADDED", object: podObject("d") });
  await until("changed d");
  t.true(events.some((event) => event.startsWith("interrupted: ")));
});
