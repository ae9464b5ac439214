// Which requests are tried again, how often and after how long.
import test from "ava";
import { openApi } from "../../src/kube/open-api.ts";
import { namespaceKind, workloadKinds } from "../../src/kube/resource-kinds.ts";
import type { Answered } from "../helpers/http-server.ts";
import { serve } from "../helpers/http-server.ts";
import { writeKubeconfig } from "../helpers/kubeconfig.ts";

async function answering(...answers: Answered[]) {
  const server = await serve(() => answers.shift() ?? { body: { items: [] } });
  const pauses: number[] = [];
  const told: string[] = [];
  const api = openApi(
    { kubeconfig: await writeKubeconfig({ server: server.url }), tell: (text) => void told.push(text) },
    async (milliseconds) => void pauses.push(milliseconds),
  );
  return { ...server, api, pauses, told };
}

const busy = (status: number, headers: Record<string, string> = {}): Answered => ({
  status,
  headers,
  body: { kind: "Status", message: "busy" },
});

test("a busy API server is asked again, after as long as it says", async (t) => {
  const { api, pauses, told, stop } = await answering(busy(429, { "retry-after": "2" }), busy(503));
  t.deepEqual(await api.list(namespaceKind, {}, String), []);
  t.deepEqual(pauses, [2000, 1000]);
  t.deepEqual(told, ["The API server is busy: trying again in 2 s.", "The API server is busy: trying again in 1 s."]);
  stop();
});

test("a pause that would be too long is cut short", async (t) => {
  const { api, pauses, stop } = await answering(busy(429, { "retry-after": "3600" }));
  await api.list(namespaceKind, {}, String);
  t.deepEqual(pauses, [10_000]);
  stop();
});

test("an API server that stays busy is given up and said to be so", async (t) => {
  const { api, asked, stop } = await answering(...Array.from({ length: 9 }, () => busy(503)));
  const error = await t.throwsAsync(api.list(namespaceKind, {}, String));
  t.regex(error?.message ?? "", /list namespaces: busy/);
  t.is(asked.length, 4);
  stop();
});

test("a refusal is not asked for twice", async (t) => {
  const { api, asked, stop } = await answering(busy(403));
  await t.throwsAsync(api.list(namespaceKind, {}, String));
  t.is(asked.length, 1);
  stop();
});

test("a patch is never repeated", async (t) => {
  const { api, asked, stop } = await answering(busy(503));
  await t.throwsAsync(api.patch(workloadKinds.Deployment, "media", "api", {}));
  t.is(asked.length, 1);
  stop();
});
