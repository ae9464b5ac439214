// A workload on each kind of node: the nodes that its template admits, one of each role, and how the chain ends there.
import test from "ava";
import { judgeOnNodes } from "../../src/access/judge-on-nodes.ts";
import { arn, role, snapshot, trusting, workload, type World } from "../helpers/build.ts";

const nodeRoles = [role("node-a"), role("node-b")];

/** The end of each node role's name, with the link at which its chain ends, or `holds`. */
const judges = test.macro((t, world: World, nodeSelector: Record<string, string>, expected: Record<string, string>) => {
  const claimant = workload("api", { role: "pods/api", nodeSelector });
  const judged = judgeOnNodes(claimant, snapshot({ nodeRoles, ...world, workloads: [claimant] }));
  const ends = [...judged].map(([nodeRole, { obstacle }]) => [
    nodeRole.slice(nodeRole.lastIndexOf("-") + 1),
    obstacle?.name ?? "holds",
  ]);
  t.deepEqual(Object.fromEntries(ends), expected);
});

const onlyA = { roles: [role("pods/api", { trust: trusting(arn("node-a")) })] };
test("a role that trusts one of two node roles is held there alone", judges, onlyA, {}, { a: "holds", b: "trust" });
test("nodes that the template does not admit are left out", judges, onlyA, { pool: "pool-1" }, { b: "trust" });
const nowhere = { a: "role", b: "role" };
test("what fails before any node is asked fails on all of them", judges, {}, {}, nowhere);
const unknownNode = { name: "n", labels: {}, kind: "managed", windows: false, role: undefined } as const;
test(
  "a node whose role is not known is passed over",
  judges,
  { ...onlyA, change: { nodes: [{ ...unknownNode, instanceId: "i", metadata: undefined }] } },
  {},
  {},
);
