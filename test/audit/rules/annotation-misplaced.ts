import test from "ava";
import { annotationMisplaced } from "../../../src/audit/rules/annotation-misplaced.ts";
import { annotationKeys } from "../../../src/pods/annotations.ts";
import { namedBy } from "../../helpers/audit-rule.ts";
import { role, workload, type World } from "../../helpers/build.ts";

const names = test.macro((t, world: World, expected: readonly string[]) => {
  t.deepEqual(namedBy(annotationMisplaced, world), expected);
});
const claim = { [annotationKeys.role]: "pods/api" };

test("on the workload itself alone", names, { workloads: [workload("api", { annotations: claim })] }, [
  "shop/deployment/api",
]);
test(
  "on both is fine",
  names,
  { workloads: [workload("api", { annotations: claim, role: "pods/api" })], roles: [role("pods/api")] },
  [],
);
test(
  "a bare pod is its own template",
  names,
  { workloads: [workload("api", { kind: "Pod", annotations: claim, role: "pods/api" })] },
  [],
);
test("nowhere", names, { workloads: [workload("api")] }, []);
