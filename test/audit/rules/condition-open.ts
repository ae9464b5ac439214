import test from "ava";
import { conditionOpen } from "../../../src/audit/rules/condition-open.ts";
import { namedBy } from "../../helpers/audit-rule.ts";
import { role, roleUnder, workload, type World } from "../../helpers/build.ts";

const names = test.macro((t, world: World, expected: readonly string[]) => {
  t.deepEqual(namedBy(conditionOpen, world), expected);
});
const unmet = roleUnder({ StringEquals: { "sts:ExternalId": "42" } });
const open = roleUnder({ IpAddress: { "aws:SourceIp": "203.0.113.0/24" } });

test("an address that nobody knows", names, { workloads: [workload("api", { role: "pods/api" })], roles: [open] }, [
  "shop/deployment/api",
]);
test(
  "an external id that is not sent is another finding",
  names,
  { workloads: [workload("api", { role: "pods/api" })], roles: [unmet] },
  [],
);
test("no condition", names, { workloads: [workload("api", { role: "pods/api" })], roles: [role("pods/api")] }, []);
