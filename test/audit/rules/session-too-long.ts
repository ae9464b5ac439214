import test from "ava";
import { sessionTooLong } from "../../../src/audit/rules/session-too-long.ts";
import { namedBy } from "../../helpers/audit-rule.ts";
import { role, snapshot, workload, type World } from "../../helpers/build.ts";

const names = test.macro((t, world: World, expected: readonly string[]) => {
  t.deepEqual(namedBy(sessionTooLong, world), expected);
});
const long = { settings: { ...snapshot().settings, sessionSeconds: 7200 } };

test(
  "two hours of a role that allows one",
  names,
  { workloads: [workload("api", { role: "pods/api" })], roles: [role("pods/api")], change: long },
  ["shop/deployment/api"],
);
test("an hour", names, { workloads: [workload("api", { role: "pods/api" })], roles: [role("pods/api")] }, []);
