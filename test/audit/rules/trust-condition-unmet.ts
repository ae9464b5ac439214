import test from "ava";
import { trustConditionUnmet } from "../../../src/audit/rules/trust-condition-unmet.ts";
import { namedBy } from "../../helpers/audit-rule.ts";
import { role, roleUnder, workload, type World } from "../../helpers/build.ts";

const names = test.macro((t, world: World, expected: readonly string[]) => {
  t.deepEqual(namedBy(trustConditionUnmet, world), expected);
});
const unmet = roleUnder({ StringEquals: { "sts:ExternalId": "42" } });
const open = roleUnder({ IpAddress: { "aws:SourceIp": "203.0.113.0/24" } });

test("an external id that is not sent", names, { workloads: [workload("api", { role: "pods/api" })], roles: [unmet] }, [
  "shop/deployment/api",
]);
test(
  "an address that nobody knows is another finding",
  names,
  { workloads: [workload("api", { role: "pods/api" })], roles: [open] },
  [],
);
test("no condition", names, { workloads: [workload("api", { role: "pods/api" })], roles: [role("pods/api")] }, []);
