import test from "ava";
import { namespaceForbids } from "../../../src/audit/rules/namespace-forbids.ts";
import { annotationKeys } from "../../../src/pods/annotations.ts";
import { namedBy } from "../../helpers/audit-rule.ts";
import { snapshot, workload, type World } from "../../helpers/build.ts";

const names = test.macro((t, world: World, expected: readonly string[]) => {
  t.deepEqual(namedBy(namespaceForbids, world), expected);
});
const { settings } = snapshot();
const restricted = { settings: { ...settings, namespaceRestrictions: "glob" as const } };

test(
  "a namespace that lists no role",
  names,
  { workloads: [workload("api", { role: "pods/api" })], change: restricted },
  ["shop/deployment/api"],
);
test(
  "a namespace that lists it",
  names,
  {
    workloads: [workload("api", { role: "pods/api" })],
    change: {
      ...restricted,
      namespaces: [{ name: "shop", annotations: { [annotationKeys.allowedRoles]: JSON.stringify(["pods/*"]) } }],
    },
  },
  [],
);
test("without restrictions", names, { workloads: [workload("api", { role: "pods/api" })] }, []);
