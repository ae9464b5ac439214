// Events on the wire, and as the simulated API server keeps them.
import test from "ava";
import { createWriteEvent } from "../../src/kube/change-events.ts";
import type { EventRecord } from "../../src/kube/change-events.ts";
import { loadKubeconfig } from "../../src/kube/load-kubeconfig.ts";
import { createSendRequest } from "../../src/kube/send-request.ts";
import { serve } from "../helpers/http-server.ts";
import type { Answered } from "../helpers/http-server.ts";
import { writeKubeconfig } from "../helpers/kubeconfig.ts";

const event: EventRecord = {
  subject: { kind: "Pod", namespace: "media", name: "api-1", uid: "u-1" },
  name: "api-1.0011223344556677",
  reason: "RoleForbidden",
  message: "no",
  count: 1,
  firstAt: Date.parse("2026-11-23T08:00:00.900Z"),
  lastAt: Date.parse("2026-11-23T08:05:00.100Z"),
  node: "node-1",
};

async function writing(...answers: Answered[]) {
  const server = await serve(() => answers.shift() ?? { status: 201, body: {} });
  const kubeconfig = await writeKubeconfig({ server: server.url });
  return { ...server, write: createWriteEvent(createSendRequest(loadKubeconfig({ kubeconfig }))) };
}

test("the first is created, where kubectl describe looks for it", async (t) => {
  const { write, asked, stop } = await writing();
  await write(event);
  t.is(asked.length, 1);
  t.like(asked[0], { method: "POST", path: "/api/v1/namespaces/media/events?fieldManager=iamctl" });
  t.like(JSON.parse(asked[0]?.body ?? ""), {
    kind: "Event",
    metadata: { name: event.name, namespace: "media" },
    involvedObject: { kind: "Pod", namespace: "media", name: "api-1", uid: "u-1" },
    type: "Warning",
    count: 1,
    firstTimestamp: "2026-11-23T08:00:00Z",
    lastTimestamp: "2026-11-23T08:05:00Z",
    source: { component: "iamctl-proxy", host: "node-1" },
  });
  stop();
});

test("a repetition updates the count and the time, and nothing else", async (t) => {
  const { write, asked, stop } = await writing({ body: {} });
  await write({ ...event, count: 7 });
  t.like(asked, [{ method: "PATCH", path: `/api/v1/namespaces/media/events/${event.name}?fieldManager=iamctl` }]);
  t.deepEqual(JSON.parse(asked[0]?.body ?? ""), { count: 7, lastTimestamp: "2026-11-23T08:05:00Z" });
  stop();
});

test("a repetition of one that the API server has forgotten is created anew, with its count", async (t) => {
  const { write, asked, stop } = await writing({ status: 404, body: { kind: "Status" } });
  await write({ ...event, count: 7 });
  t.deepEqual(
    asked.map(({ method }) => method),
    ["PATCH", "POST"],
  );
  t.like(JSON.parse(asked[1]?.body ?? ""), { count: 7 });
  stop();
});

test("a refusal is an error, for the recorder to count", async (t) => {
  const { write, stop } = await writing({ status: 403, body: { kind: "Status", message: "events is forbidden" } });
  await t.throwsAsync(write(event), { message: "events is forbidden" });
  stop();
});

test("an event about a node stands in the default namespace, and no message is longer than is allowed", async (t) => {
  const { write, asked, stop } = await writing();
  await write({ ...event, subject: { kind: "Node", name: "node-1", uid: "node-1" }, message: "x".repeat(3_000) });
  t.is(asked[0]?.path, "/api/v1/namespaces/default/events?fieldManager=iamctl");
  t.is((JSON.parse(asked[0]?.body ?? "") as { message: string }).message.length, 1_024);
  stop();
});
