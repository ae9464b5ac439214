import test from "ava";
import { roleAdminLike } from "../../../src/audit/rules/role-admin-like.ts";
import { namedBy } from "../../helpers/audit-rule.ts";
import { arn, policy, role, trusting, workload, type World } from "../../helpers/build.ts";

const names = test.macro((t, world: World, expected: readonly string[]) => {
  t.deepEqual(namedBy(roleAdminLike, world), expected);
});
const admin = policy("admin", { Effect: "Allow", Action: "*", Resource: "*" });
const reads = policy("reads", { Effect: "Allow", Action: "s3:Get*", Resource: "*" });
const bucket = policy("bucket", { Effect: "Allow", Action: "s3:*", Resource: "arn:aws:s3:::covers/*" });

test(
  "an administrator that a pod uses",
  names,
  { workloads: [workload("api", { role: "pods/api" })], roles: [role("pods/api", { policies: [admin] })] },
  [arn("pods/api")],
);
test("one that no pod uses", names, { roles: [role("pods/api", { policies: [admin] })] }, []);
test(
  "two users are one finding",
  names,
  {
    workloads: [workload("api", { role: "pods/api" }), workload("web", { role: "pods/api" })],
    roles: [role("pods/api", { policies: [admin] })],
  },
  [arn("pods/api")],
);
test(
  "also where the chain is broken further on",
  names,
  {
    workloads: [workload("api", { role: "pods/api" })],
    roles: [role("pods/api", { policies: [admin], trust: trusting(arn("ci")) })],
  },
  [arn("pods/api")],
);
test(
  "behind a boundary that leaves little",
  names,
  {
    workloads: [workload("api", { role: "pods/api" })],
    roles: [role("pods/api", { policies: [admin], boundary: reads })],
  },
  [],
);
test(
  "everything on one bucket is not everything",
  names,
  { workloads: [workload("api", { role: "pods/api" })], roles: [role("pods/api", { policies: [bucket] })] },
  [],
);
