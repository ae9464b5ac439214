// Taking a taint off a node, over the wire: that one alone, and only from the node as it was read.
import test from "ava";
import { createRemoveTaint } from "../../src/kube/change-node.ts";
import { openSignIn } from "../../src/kube/open-sign-in.ts";
import { createSendRequest } from "../../src/kube/send-request.ts";
import { serve } from "../helpers/http-server.ts";
import { writeKubeconfig } from "../helpers/kubeconfig.ts";

const key = "iamctl/proxy-not-ready";
const mine = { key, effect: "NoSchedule" };
const theirs = { key: "node.example/agent-not-ready", effect: "NoExecute", value: "x" };

async function withNode(taints: readonly object[] | undefined, status = 200) {
  const node = { metadata: { name: "node-1", resourceVersion: "41" }, spec: { ...(taints && { taints }) } };
  const server = await serve(({ method }) =>
    method === "GET" ? { body: node } : { status, body: { kind: "Status", reason: "Conflict", message: "modified" } },
  );
  const signIn = await openSignIn({ kubeconfig: await writeKubeconfig({ server: server.url }) }, {});
  return { ...server, remove: createRemoveTaint(createSendRequest(signIn)) };
}

const patches = test.macro(async (t, taints: readonly object[], kept: unknown) => {
  const { remove, asked, stop } = await withNode(taints);
  t.is(await remove("node-1", key), "removed");
  const sent = asked.find(({ method }) => method === "PATCH");
  t.is(sent?.path, "/api/v1/nodes/node-1?fieldManager=iamctl-proxy");
  t.is(sent?.headers["content-type"], "application/merge-patch+json");
  t.deepEqual(JSON.parse(sent?.body ?? ""), { metadata: { resourceVersion: "41" }, spec: { taints: kept } });
  stop();
});

test("the only taint: the node has none any more", patches, [mine], null);
test("others stay, with all that they say", patches, [theirs, mine], [theirs]);
test(
  "the same key twice, for two effects: both go",
  patches,
  [mine, theirs, { ...mine, effect: "NoExecute" }],
  [theirs],
);

for (const [title, taints] of [
  ["a node without taints", undefined],
  ["a node with others' taints", [theirs]],
] as const) {
  test(`${title} is left as it is`, async (t) => {
    const { remove, asked, stop } = await withNode(taints);
    t.is(await remove("node-1", key), "absent");
    t.deepEqual(
      asked.map(({ method }) => method),
      ["GET"],
    );
    stop();
  });
}

test("a node that somebody changed at the same moment is not overwritten", async (t) => {
  const { remove, stop } = await withNode([mine], 409);
  await t.throwsAsync(remove("node-1", key), { message: "modified" });
  stop();
});
