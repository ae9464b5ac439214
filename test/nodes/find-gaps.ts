import test from "ava";
import { type Coverage, findGaps } from "../../src/nodes/find-gaps.ts";
import type { PlacedNode } from "../../src/nodes/gather-node-roles.ts";
import { arn } from "../helpers/build.ts";

const refusal = (call: string) => ({ call, subject: "x", problem: "refused" });
const everything: Coverage = { cluster: [], nodes: [], instances: [], groups: [], access: [], pointers: [] };
const node = (role?: string, kind: PlacedNode["kind"] = "managed"): PlacedNode => ({
  ...{ instanceId: "i-0abc", kind, windows: false, metadata: undefined },
  role: role === undefined ? undefined : arn(role),
});

interface Case {
  readonly coverage?: Partial<Coverage>;
  readonly placed?: readonly PlacedNode[];
  readonly admitted?: readonly string[];
}

const gaps = test.macro(
  (t, { coverage = {}, placed = [node("a")], admitted = [] }: Case, expected: readonly string[]) => {
    const found = findGaps({
      coverage: { ...everything, ...coverage },
      placed,
      admitted: admitted.map((name) => arn(name)),
    });
    t.deepEqual(
      found.map(({ call }) => call),
      expected,
    );
  },
);

const groups = { groups: [refusal("groups")] };
const instances = { instances: [refusal("instances")] };

test("nothing refused", gaps, {}, []);
test("groups refused: an empty one may be missing", gaps, { coverage: groups }, ["groups"]);
test("groups refused, and a list that lets in every node", gaps, { coverage: groups, admitted: ["a", "b"] }, []);
test("the list is refused as well", gaps, { coverage: { ...groups, access: [refusal("access")] }, admitted: ["a"] }, [
  "groups",
]);
test("a list that does not know a running node is not the list", gaps, { coverage: groups, admitted: ["b"] }, [
  "groups",
]);
test("instances refused while every node's role is known", gaps, { coverage: instances }, []);
test("instances refused, and a node without a role", gaps, { coverage: instances, placed: [node()] }, ["instances"]);
test(
  "a node without a role that runs where nothing can be served",
  gaps,
  { coverage: instances, placed: [node(undefined, "fargate")] },
  [],
);
test("the nodes themselves refused", gaps, { coverage: { nodes: [refusal("nodes")] }, placed: [] }, ["nodes"]);
test(
  "the nodes themselves refused, and a list",
  gaps,
  { coverage: { nodes: [refusal("nodes")] }, placed: [], admitted: ["a"] },
  [],
);
test(
  "which cluster it is must be known, whatever else is",
  gaps,
  { coverage: { cluster: [refusal("cluster")] }, admitted: ["a"] },
  ["cluster"],
);
test(
  "a name that could not be looked up is missing from every list",
  gaps,
  { coverage: { pointers: [refusal("role")] }, admitted: ["a"] },
  ["role"],
);
