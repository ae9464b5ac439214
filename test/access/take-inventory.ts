// What is kept of a cluster's objects, and what is of no use.
import test from "ava";
import {
  type ApiConfig,
  type ApiObject,
  type PlacedObject,
  takeInventory,
  toRoleMappings,
  toStoredKeys,
} from "../../src/access/take-inventory.ts";
import { parseYaml } from "../../src/yaml.ts";

const parsers = { parseYaml: (text: string) => parseYaml(text, "mapRoles"), parseTime: Date.parse };
const take = (...objects: readonly (ApiObject & Readonly<Record<string, unknown>>)[]) =>
  takeInventory(
    objects.map((object) => ({ object })),
    parsers,
  );
const place = { file: "shop.yaml", line: 3 };
const named = (kind: string, name: string, more: object = {}) => ({
  ...{ kind, metadata: { namespace: "shop", name, ...more } },
});

test("an empty cluster has nothing", (t) => {
  const inventory = take();
  t.deepEqual(
    Object.values(inventory),
    Object.values(inventory).map(() => []),
  );
});
test("each kind has its own list, and what is of another kind or none is dropped", (t) => {
  const inventory = take(
    ...[named("Deployment", "api"), named("Pod", "solo"), named("Namespace", "shop"), named("ServiceAccount", "api")],
    ...[named("DaemonSet", "aws-node"), named("Role", "writer"), named("RoleBinding", "writers")],
    ...[named("ClusterRole", "reader"), named("ClusterRoleBinding", "readers")],
    ...[named("Gateway", "entry"), { metadata: { name: "what" } }, {}],
  );
  const { workloads, proxies, roleMappings, storedKeys, networks, ...rest } = inventory;
  t.deepEqual(
    workloads.map(({ kind, name }) => `${kind} ${name}`),
    ["Deployment api", "Pod solo", "DaemonSet aws-node"],
  );
  t.deepEqual([proxies, roleMappings, storedKeys, networks], [[], [], [], ["aws-node"]]);
  t.deepEqual(
    Object.entries(rest).map(([list, records]) => [list, records.map(({ name }: { name: string }) => name)]),
    [
      ["pods", ["solo"]],
      ["namespaces", ["shop"]],
      ["serviceAccounts", ["api"]],
      ["roles", ["writer", "reader"]],
      ["bindings", ["writers", "readers"]],
    ],
  );
});
test("a DaemonSet without a name is a network without one", (t) =>
  t.deepEqual(take({ kind: "DaemonSet" }).networks, [""]));

const owned = (...controllers: readonly (boolean | undefined)[]) =>
  named("Job", "report", {
    ownerReferences: controllers.map((controller) => (controller === undefined ? {} : { controller })),
  });
const isOwn = test.macro((t, object: ApiObject, expected: boolean) =>
  t.is(take(object as never).workloads.length === 1, expected),
);
test("what nobody owns is a workload", isOwn, named("Job", "report"), true);
test("so is what has no metadata", isOwn, { kind: "Job" }, true);
test("what another object controls is none", isOwn, owned(true), false);
test("nor when others only refer to it", isOwn, owned(undefined, false, true), false);
test("who owns it without controlling it does not count", isOwn, owned(false, undefined), true);

test("a workload is told where its file has it, and only then", (t) => {
  const objects: readonly PlacedObject[] = [{ object: named("Job", "a"), place }, { object: named("Job", "b") }];
  const [a, b] = takeInventory(objects, parsers).workloads;
  t.deepEqual(a?.place, place);
  t.false("place" in (b ?? {}));
});

const entry = { rolearn: "arn:aws:iam::111122223333:role/node-a", username: "system:node", groups: ["system:nodes"] };
const config = (data: Readonly<Record<string, string>> | undefined): ApiConfig => ({
  ...{ kind: "ConfigMap", metadata: { namespace: "kube-system", name: "aws-auth" } },
  ...(data !== undefined && { data }),
});
const mapped = { roleArn: entry.rolearn, username: "system:node", groups: ["system:nodes"] };
const maps = test.macro((t, value: unknown, expected: readonly object[]) => {
  t.deepEqual(toRoleMappings({ data: { mapRoles: JSON.stringify(value) } }, parsers.parseYaml), expected as never);
});
test("an entry of aws-auth", maps, [entry], [mapped]);
test(
  "one without name and groups",
  maps,
  [{ rolearn: entry.rolearn }],
  [{ roleArn: entry.rolearn, username: "", groups: [] }],
);
test(
  "one whose name is none",
  maps,
  [{ ...entry, username: 7, groups: "all" }],
  [{ ...mapped, username: "", groups: [] }],
);
test("groups that are no text", maps, [{ ...entry, groups: [1, "two"] }], [{ ...mapped, groups: ["1", "two"] }]);
test("entries that map no role", maps, [null, "text", 1, {}, { rolearn: 1 }, entry], [mapped]);
test("what is no list", maps, { rolearn: entry.rolearn }, []);
test("an aws-auth that says nothing", (t) => {
  t.deepEqual(toRoleMappings({}, parsers.parseYaml), []);
  t.deepEqual(toRoleMappings({ data: {} }, parsers.parseYaml), []);
});

const aws = config({ mapRoles: JSON.stringify([entry]) });
const isAwsAuth = test.macro((t, change: object, expected: boolean) => {
  t.deepEqual(take({ ...aws, ...change }).roleMappings, expected ? [mapped] : []);
});
test("aws-auth is a ConfigMap of that name in kube-system", isAwsAuth, {}, true);
test("not of another name", isAwsAuth, { metadata: { namespace: "kube-system", name: "aws-auth-old" } }, false);
test("nor in another namespace", isAwsAuth, { metadata: { namespace: "shop", name: "aws-auth" } }, false);
test("nor a Secret", isAwsAuth, { kind: "Secret" }, false);
test("nor without a name", isAwsAuth, { metadata: {} }, false);
test("nor without metadata", isAwsAuth, { metadata: undefined }, false);

const id = "AKIAQ3EGRN5HB7ZK3KXQ";
const keys = test.macro((t, object: ApiConfig, expected: readonly string[]) => {
  const kind = object.kind === "Secret" ? "Secret" : "ConfigMap";
  t.deepEqual(
    toStoredKeys(object),
    expected.map((where) => ({ kind, namespace: "shop", name: "aws", where, id: "AKIA…3KXQ", longLived: true })),
  );
});
const secret = { kind: "Secret", metadata: { namespace: "shop", name: "aws" } };
const clear = { ...secret, kind: "ConfigMap" };
test("a key in a ConfigMap", keys, { ...clear, data: { credentials: `id = ${id}`, other: "none" } }, [
  "key credentials",
]);
test("one in base64 is no key there", keys, { ...clear, data: { credentials: btoa(id) } }, []);
test("a key in a Secret", keys, { ...secret, data: { credentials: btoa(`id = ${id}`) } }, ["key credentials"]);
test("what is no base64 stands for itself", keys, { ...secret, data: { credentials: `id = ${id}!` } }, [
  "key credentials",
]);
test("text that is not in base64 yet", keys, { ...secret, stringData: { credentials: id } }, ["key credentials"]);
test("nothing in it", keys, secret, []);
test("an object without a name", (t) => {
  t.like(toStoredKeys({ kind: "Secret", stringData: { a: id } })[0], { namespace: "", name: "" });
});
