import test from "ava";
import { nodeRoleLacksAssume } from "../../../src/audit/rules/node-role-lacks-assume.ts";
import { namedBy } from "../../helpers/audit-rule.ts";
import { policy, role, trusting, workload, type World } from "../../helpers/build.ts";

const names = test.macro((t, world: World, expected: readonly string[]) => {
  t.deepEqual(namedBy(nodeRoleLacksAssume, world), expected);
});
const root = "arn:aws:iam::111122223333:root";
const narrow = policy("assume", {
  Effect: "Allow",
  Action: "sts:AssumeRole",
  Resource: "arn:aws:iam::111122223333:role/pods/*",
});

test(
  "the account is trusted, the node role has no Allow",
  names,
  { workloads: [workload("api", { role: "pods/api" })], roles: [role("pods/api", { trust: trusting(root) })] },
  ["shop/deployment/api"],
);
test(
  "the node role has one",
  names,
  {
    workloads: [workload("api", { role: "pods/api" })],
    nodeRoles: [role("node-a", { policies: [narrow] })],
    roles: [role("pods/api", { trust: trusting(root) })],
  },
  [],
);
test(
  "named itself, it needs none",
  names,
  { workloads: [workload("api", { role: "pods/api" })], roles: [role("pods/api")] },
  [],
);
