import test from "ava";
import { trustPartialNodes } from "../../../src/audit/rules/trust-partial-nodes.ts";
import { namedBy } from "../../helpers/audit-rule.ts";
import { arn, role, trusting, workload, type World } from "../../helpers/build.ts";

const names = test.macro((t, world: World, expected: readonly string[]) => {
  t.deepEqual(namedBy(trustPartialNodes, world), expected);
});
const ec2 = JSON.stringify({
  Version: "2012-10-17",
  Statement: { Effect: "Allow", Principal: { Service: "ec2.amazonaws.com" }, Action: "sts:AssumeRole" },
});

test(
  "one of two node roles",
  names,
  {
    workloads: [workload("api", { role: "pods/api" })],
    nodeRoles: [role("node-a"), role("node-b")],
    roles: [role("pods/api")],
  },
  ["shop/deployment/api"],
);
test(
  "a trust policy that is not JSON",
  names,
  { workloads: [workload("api", { role: "pods/api" })], roles: [role("pods/api", { trust: "{" })] },
  ["shop/deployment/api"],
);
test(
  "no node role at all",
  names,
  { workloads: [workload("api", { role: "pods/api" })], nodeRoles: [], roles: [role("pods/api")] },
  ["shop/deployment/api"],
);
test(
  "the service EC2 is not who asks",
  names,
  { workloads: [workload("api", { role: "pods/api" })], roles: [role("pods/api", { trust: ec2 })] },
  ["shop/deployment/api"],
);
test(
  "a namesake of the node role in another account",
  names,
  {
    workloads: [workload("api", { role: "pods/api" })],
    roles: [role("pods/api", { trust: trusting(arn("node-a", "999988887777")) })],
  },
  ["shop/deployment/api"],
);
test("all node roles", names, { workloads: [workload("api", { role: "pods/api" })], roles: [role("pods/api")] }, []);
