import test from "ava";
import { roleArnDiffers } from "../../../src/audit/rules/role-arn-differs.ts";
import { namedBy } from "../../helpers/audit-rule.ts";
import { arn, role, workload, type World } from "../../helpers/build.ts";

const names = test.macro((t, world: World, expected: readonly string[]) => {
  t.deepEqual(namedBy(roleArnDiffers, world), expected);
});

test(
  "another path",
  names,
  {
    workloads: [workload("api", { role: "api" })],
    lookups: [[arn("api"), { kind: "found", facts: role("pods/api") }]],
  },
  ["shop/deployment/api"],
);
test(
  "another letter case",
  names,
  {
    workloads: [workload("api", { role: "pods/API" })],
    lookups: [[arn("pods/API"), { kind: "found", facts: role("pods/api") }]],
  },
  ["shop/deployment/api"],
);
test("the same", names, { workloads: [workload("api", { role: "pods/api" })], roles: [role("pods/api")] }, []);
