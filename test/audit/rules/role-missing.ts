import test from "ava";
import { roleMissing } from "../../../src/audit/rules/role-missing.ts";
import { namedBy } from "../../helpers/audit-rule.ts";
import { role, workload, type World } from "../../helpers/build.ts";

const names = test.macro((t, world: World, expected: readonly string[]) => {
  t.deepEqual(namedBy(roleMissing, world), expected);
});

test("a bucket", names, { workloads: [workload("api", { environmentNames: ["UPLOAD_BUCKET"] })] }, [
  "shop/deployment/api",
]);
test("a queue", names, { workloads: [workload("api", { environmentNames: ["ORDERS_QUEUE_URL"] })] }, [
  "shop/deployment/api",
]);
test("a table", names, { workloads: [workload("api", { environmentNames: ["DYNAMODB_TABLE"] })] }, [
  "shop/deployment/api",
]);
test("a profile", names, { workloads: [workload("api", { environmentNames: ["AWS_PROFILE"] })] }, [
  "shop/deployment/api",
]);
test("the region says nothing", names, { workloads: [workload("api", { environmentNames: ["AWS_REGION"] })] }, []);
test(
  "nor does the default region",
  names,
  { workloads: [workload("api", { environmentNames: ["AWS_DEFAULT_REGION"] })] },
  [],
);
test(
  "IRSA has a role already",
  names,
  { workloads: [workload("api", { environmentNames: ["AWS_WEB_IDENTITY_TOKEN_FILE"] })] },
  [],
);
test(
  "so has Pod Identity",
  names,
  { workloads: [workload("api", { environmentNames: ["AWS_CONTAINER_CREDENTIALS_FULL_URI"] })] },
  [],
);
test("a word that only contains one", names, { workloads: [workload("api", { environmentNames: ["BASKETS3D"] })] }, []);
test("a bucket as a part of a word", names, { workloads: [workload("api", { environmentNames: ["BUCKETING"] })] }, []);
test(
  "who has a role misses none",
  names,
  {
    workloads: [workload("api", { role: "pods/api", environmentNames: ["UPLOAD_BUCKET"] })],
    roles: [role("pods/api")],
  },
  [],
);
