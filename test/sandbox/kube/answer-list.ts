// Lists of the simulated API server: selectors, pages and tables.
import test from "ava";
import { pod, startCluster } from "../../helpers/kube-sandbox.ts";

const pods = [
  pod("a", { app: "web", tier: "front" }, { nodeName: "n1" }),
  pod("b", { app: "web" }, { nodeName: "n2" }),
  pod("c", { app: "db" }, { nodeName: "n1" }),
  pod("d", {}, {}, "media"),
];

const selects = test.macro(async (t, query: Record<string, string>, expected: string) => {
  const { ask } = await startCluster(t, pods);
  const { body } = await ask("GET", `/api/v1/pods?${new URLSearchParams(query).toString()}`);
  t.is(body.items.map((item: { metadata: { name: string } }) => item.metadata.name).join(""), expected);
});

test("a label equals", selects, { labelSelector: "app=web" }, "ab");
test("a label differs, or is not there", selects, { labelSelector: "app!=web" }, "dc");
test("a label exists", selects, { labelSelector: "tier" }, "a");
test("a label does not exist", selects, { labelSelector: "!app" }, "d");
test("a label is in a set, and all terms hold", selects, { labelSelector: "app in (web,db),tier!=front" }, "bc");
test("a label is not in a set, or is not there", selects, { labelSelector: "app notin (web)" }, "dc");
test("a missing label is not in a set with the empty text", selects, { labelSelector: "app in ()" }, "");
test("fields: the node", selects, { fieldSelector: "spec.nodeName=n1" }, "ac");
test("fields: name and namespace", selects, { fieldSelector: "metadata.namespace=shop,metadata.name!=a" }, "bc");

test("a field that cannot be selected by is refused, not ignored", async (t) => {
  const { ask } = await startCluster(t, pods);
  const { status, body } = await ask("GET", "/api/v1/pods?fieldSelector=spec.subdomain%3Dx");
  t.is(status, 400);
  t.is(body.reason, "BadRequest");
});

test("pages show the cluster as it was at the first page, whatever changes meanwhile", async (t) => {
  const { ask, state } = await startCluster(t, pods);
  const first = await ask("GET", "/api/v1/pods?limit=2");
  t.is(first.body.metadata.remainingItemCount, 2);
  await ask("DELETE", "/api/v1/namespaces/shop/pods/c?gracePeriodSeconds=0");
  await ask("POST", "/api/v1/namespaces/shop/pods", { body: pod("bb") });
  const { continue: token, resourceVersion } = first.body.metadata;
  const second = await ask("GET", `/api/v1/pods?limit=2&continue=${token}`);
  const names = [...first.body.items, ...second.body.items].map(({ metadata }) => metadata.name);
  t.deepEqual(names, ["d", "a", "b", "c"]);
  t.is(second.body.metadata.resourceVersion, resourceVersion);
  t.is(second.body.metadata.continue, undefined);
  state.compact();
  const late = await ask("GET", `/api/v1/pods?limit=2&continue=${token}`);
  t.is(late.status, 410);
  t.is(late.body.reason, "Expired");
});

test("a continue token of somebody else is refused", async (t) => {
  const { ask } = await startCluster(t, pods);
  t.is((await ask("GET", "/api/v1/pods?continue=bm9uc2Vuc2U")).status, 400);
});

test("a table has a column for every cell", async (t) => {
  const { ask } = await startCluster(t, pods);
  const accept = "application/json;as=Table;v=v1;g=meta.k8s.io,application/json";
  const { body } = await ask("GET", "/api/v1/namespaces/shop/pods", { accept });
  t.is(body.kind, "Table");
  t.is(body.rows.length, 3);
  for (const { cells } of body.rows) t.is(cells.length, body.columnDefinitions.length);
  t.deepEqual(body.rows[0]?.cells.slice(0, 3), ["a", "0/1", "Pending"]);
});
