import test from "ava";
import { roleReferenceMalformed } from "../../../src/audit/rules/role-reference-malformed.ts";
import { annotationKeys } from "../../../src/pods/annotations.ts";
import { namedBy } from "../../helpers/audit-rule.ts";
import { workload, type World } from "../../helpers/build.ts";

const names = test.macro((t, world: World, expected: readonly string[]) => {
  t.deepEqual(namedBy(roleReferenceMalformed, world), expected);
});

test("the ARN of a policy", names, { workloads: [workload("api", { role: "arn:aws:iam::111122223333:policy/api" })] }, [
  "shop/deployment/api",
]);
test("a name with a space", names, { workloads: [workload("api", { role: "pods/my api" })] }, ["shop/deployment/api"]);
test(
  "an external id of one letter",
  names,
  {
    workloads: [
      workload("api", { templateAnnotations: { [annotationKeys.role]: "pods/api", [annotationKeys.externalId]: "x" } }),
    ],
  },
  ["shop/deployment/api"],
);
test("the empty value means no role", names, { workloads: [workload("api", { role: "" })] }, []);
test("a role", names, { workloads: [workload("api", { role: "pods/api" })] }, []);
