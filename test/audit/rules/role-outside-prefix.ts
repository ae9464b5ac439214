import test from "ava";
import { roleOutsidePrefix } from "../../../src/audit/rules/role-outside-prefix.ts";
import { namedBy } from "../../helpers/audit-rule.ts";
import { role, workload, type World } from "../../helpers/build.ts";

const names = test.macro((t, world: World, expected: readonly string[]) => {
  t.deepEqual(namedBy(roleOutsidePrefix, world), expected);
});

test("a role at the root", names, { workloads: [workload("api", { role: "api" })], roles: [role("api")] }, [
  "shop/deployment/api",
]);
test(
  "a path that only begins alike",
  names,
  { workloads: [workload("api", { role: "podsy/api" })], roles: [role("podsy/api")] },
  ["shop/deployment/api"],
);
test(
  "a role deeper under the prefix",
  names,
  { workloads: [workload("api", { role: "pods/team/api" })], roles: [role("pods/team/api")] },
  [],
);
test(
  "the beginning of a name as prefix",
  names,
  { workloads: [workload("api", { role: "pod-api" })], roles: [role("pod-api")], change: { prefix: "pod-" } },
  [],
);
test("a role that is not there is another finding", names, { workloads: [workload("api", { role: "api" })] }, []);
