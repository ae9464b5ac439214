// Findings that a grant mends, and with which grants: for roles that there are, and for nobody else's findings.
import test from "ava";
import type { Finding } from "../../src/audit/finding.ts";
import { fixingGrants } from "../../src/audit/fixable.ts";
import { subjectOf } from "../../src/audit/rule.ts";
import { annotationKeys } from "../../src/pods/annotations.ts";
import type { WorkloadRecord } from "../../src/pods/workload-record.ts";
import { arn, role, snapshot, workload, type World } from "../helpers/build.ts";

function finding(rule: string, of: WorkloadRecord): Finding {
  return {
    ...{ rule, name: "a-rule", severity: "high", confidence: "high", subject: subjectOf(of), title: "a title" },
    ...{ message: "a message", evidence: [], fix: { text: "a fix", commands: [] }, fingerprint: `${rule}-${of.name}` },
  };
}

const api = workload("api", { role: "pods/api" });
const misplaced = workload("misplaced", { annotations: { [annotationKeys.role]: "pods/api" } });
const twice = workload("twice", { role: "pods/api", annotations: { [annotationKeys.role]: "pods/other" } });
const absent = workload("absent", { role: "pods/nowhere" });
const malformed = workload("malformed", { role: "not a role" });
const bare = workload("bare");
const foreign = workload("foreign", { templateAnnotations: { "example.org/role": "pods/api" } });
const unread = workload("unread", { role: "pods/unread" });
const workloads = [api, misplaced, twice, absent, malformed, bare, foreign, unread];
const roles = [role("pods/api"), role("pods/other")];
const refused = { kind: "unreadable", call: "iam:GetRole", problem: "AccessDenied" } as const;
const world: World = { workloads, roles, lookups: [[arn("pods/unread"), refused]] };

const grants = test.macro((t, findings: readonly Finding[], asked: World, expected: readonly string[]) => {
  t.deepEqual(
    fixingGrants(findings, snapshot(asked)).map((one) => `${one.namespace} ${one.service} ${one.role}`),
    expected,
  );
});

for (const rule of ["T01", "T02", "W02", "W10"]) {
  test(`a finding of ${rule}`, grants, [finding(rule, api)], world, [`shop deployment/api ${arn("pods/api")}`]);
}
test("a finding that no grant mends", grants, [finding("T04", api)], world, []);
test("none at all", grants, [], world, []);
test("the annotation on the workload itself", grants, [finding("W02", misplaced)], world, [
  `shop deployment/misplaced ${arn("pods/api")}`,
]);
test("the template's annotation before the workload's", grants, [finding("T02", twice)], world, [
  `shop deployment/twice ${arn("pods/api")}`,
]);
test("a role that is not there", grants, [finding("T01", absent)], world, []);
test("a role that could not be read", grants, [finding("T01", unread)], world, []);
test("a reference that means none", grants, [finding("W02", malformed), finding("W02", bare)], world, []);
const ownKeys = { ...annotationKeys, role: "example.org/role" };
test(
  "by the key that the cluster's proxy reads",
  grants,
  [finding("T01", foreign), finding("T01", api)],
  { ...world, change: { settings: { ...snapshot().settings, keys: ownKeys } } },
  [`shop deployment/foreign ${arn("pods/api")}`],
);
test("each workload once, however much is found on it", grants, [finding("T02", api), finding("W10", api)], world, [
  `shop deployment/api ${arn("pods/api")}`,
]);
test(
  "a role that nobody looked up",
  grants,
  [finding("T01", misplaced)],
  { workloads: [misplaced], nodeRoles: [] },
  [],
);
