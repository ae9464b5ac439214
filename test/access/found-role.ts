// Only roles that were found have facts.
import test from "ava";
import { foundNodeRoles, foundRole } from "../../src/access/found-role.ts";
import { arn, role, snapshot } from "../helpers/build.ts";

const [nodeA, nodeB] = [role("node-a"), role("node-b")];
const facts = snapshot({
  nodeRoles: [nodeA, nodeB, role("node-c")],
  lookups: [
    [arn("node-b"), { kind: "unreadable", call: "iam:GetRole", problem: "refused" }],
    [arn("node-c"), { kind: "absent" }],
  ],
});

test("a role that was found", (t) => t.is(foundRole(arn("node-a"), facts), nodeA));
test("one that was not to be read, one that is not there, and one that nobody asked for", (t) => {
  for (const name of ["node-b", "node-c", "node-d"]) t.is(foundRole(arn(name), facts), undefined);
});
test("of the node roles those that were found", (t) => {
  t.deepEqual(foundNodeRoles(facts), [nodeA]);
  t.deepEqual(foundNodeRoles({ ...facts, roles: new Map() }), []);
});
