import test from "ava";
import { trustDenies } from "../../../src/audit/rules/trust-denies.ts";
import { namedBy } from "../../helpers/audit-rule.ts";
import { arn, policy, role, trusting, workload, type World } from "../../helpers/build.ts";

const names = test.macro((t, world: World, expected: readonly string[]) => {
  t.deepEqual(namedBy(trustDenies, world), expected);
});
const denied = JSON.stringify({
  Version: "2012-10-17",
  Statement: ["Allow", "Deny"].map((effect) => ({
    Effect: effect,
    Principal: { AWS: arn("node-a") },
    Action: "sts:AssumeRole",
  })),
});
const fence = policy("fence", { Effect: "Deny", Action: "sts:*", Resource: "*" });

test(
  "a Deny in the trust policy",
  names,
  { workloads: [workload("api", { role: "pods/api" })], roles: [role("pods/api", { trust: denied })] },
  ["shop/deployment/api"],
);
test(
  "a Deny of the node role's own",
  names,
  {
    workloads: [workload("api", { role: "pods/api" })],
    nodeRoles: [role("node-a", { policies: [fence] })],
    roles: [role("pods/api")],
  },
  ["shop/deployment/api"],
);
test(
  "a missing Allow is another finding",
  names,
  { workloads: [workload("api", { role: "pods/api" })], roles: [role("pods/api", { trust: trusting(arn("ci")) })] },
  [],
);
