// Strategic merge patches, as a table.
import test from "ava";
import { strategicMerge } from "../../../src/sandbox/kube/strategic-merge.ts";
import type { Json } from "../../../src/sandbox/kube/kube-object.ts";

const merges = test.macro((t, present: Json, patch: Json, expected: Json) => {
  t.deepEqual(strategicMerge(present, patch), expected);
});
const env = [
  { name: "A", value: "1" },
  { name: "B", value: "2" },
];

test("maps are merged, null removes", merges, { a: { x: 1, y: 2 } }, { a: { x: null, z: 3 } }, { a: { y: 2, z: 3 } });
test("null in something new leaves nothing behind", merges, {}, { a: { x: null, y: 1 } }, { a: { y: 1 } });
test(
  "items are found by their key",
  merges,
  { env },
  { env: [{ name: "B", value: "3" }] },
  { env: [env[0], { name: "B", value: "3" }] },
);
test("an unknown item is added", merges, { env: [env[0]] }, { env: [env[1]] }, { env });
test("an item is deleted", merges, { env }, { env: [{ name: "A", $patch: "delete" }] }, { env: [env[1]] });
test(
  "deleting what is not there deletes nothing",
  merges,
  { env },
  { env: [{ name: "C", $patch: "delete" }] },
  { env },
);
test("a list is replaced when asked for", merges, { env }, { env: [{ $patch: "replace" }, env[1]] }, { env: [env[1]] });
test("a map is replaced when asked for", merges, { a: { x: 1 } }, { a: { $patch: "replace", y: 2 } }, { a: { y: 2 } });
test(
  "a map keeps only the members retained",
  merges,
  { s: { a: 1, b: 2 } },
  { s: { $retainKeys: ["b"], b: 3 } },
  { s: { b: 3 } },
);
test("a list without a key is replaced", merges, { args: ["a", "b"] }, { args: ["c"] }, { args: ["c"] });
test("finalizers are joined", merges, { finalizers: ["a"] }, { finalizers: ["b", "a"] }, { finalizers: ["a", "b"] });
test(
  "single values are deleted from a list",
  merges,
  { finalizers: ["a", "b"] },
  { "$deleteFromPrimitiveList/finalizers": ["a"] },
  { finalizers: ["b"] },
);
test(
  "items take the order asked for",
  merges,
  { env },
  { "$setElementOrder/env": [{ name: "B" }, { name: "A" }] },
  { env: env.toReversed() },
);
test(
  "a container's ports go by containerPort",
  merges,
  { ports: [{ containerPort: 80, name: "a" }] },
  { ports: [{ containerPort: 80, name: "b" }] },
  { ports: [{ containerPort: 80, name: "b" }] },
);
test(
  "a service's ports go by port",
  merges,
  { ports: [{ port: 80, name: "a" }] },
  { ports: [{ port: 81, name: "b" }] },
  {
    ports: [
      { port: 80, name: "a" },
      { port: 81, name: "b" },
    ],
  },
);
