import test from "ava";
import { roleNotFound } from "../../../src/audit/rules/role-not-found.ts";
import { namedBy } from "../../helpers/audit-rule.ts";
import { arn, role, workload, type World } from "../../helpers/build.ts";

const names = test.macro((t, world: World, expected: readonly string[]) => {
  t.deepEqual(namedBy(roleNotFound, world), expected);
});

test("a role that is not there", names, { workloads: [workload("api", { role: "pods/api" })] }, [
  "shop/deployment/api",
]);
test("a role that is", names, { workloads: [workload("api", { role: "pods/api" })], roles: [role("pods/api")] }, []);
test(
  "a role that may not be read is not absent",
  names,
  {
    workloads: [workload("api", { role: "pods/api" })],
    lookups: [[arn("pods/api"), { kind: "unreadable", call: "iam:GetRole", problem: "refused" }]],
  },
  [],
);
