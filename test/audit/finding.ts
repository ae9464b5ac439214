// Findings by weight, and subjects as reports, exceptions and fingerprints print them.
import test from "ava";
import {
  type FindingSubject,
  isAtLeast,
  printSubject,
  roleSubject,
  severities,
  type Severity,
} from "../../src/audit/finding.ts";
import { type Rule, subjectOf, toFinding } from "../../src/audit/rule.ts";
import { arn, workload } from "../helpers/build.ts";

const thresholds: readonly [threshold: Severity, atLeast: readonly Severity[]][] = [
  ["critical", ["critical"]],
  ["high", ["critical", "high"]],
  ["medium", ["critical", "high", "medium"]],
  ["low", ["critical", "high", "medium", "low"]],
  ["info", ["critical", "high", "medium", "low", "info"]],
];
for (const [threshold, atLeast] of thresholds) {
  test(`at least ${threshold}`, (t) => {
    t.deepEqual(
      severities.filter((severity) => isAtLeast(severity, threshold)),
      atLeast,
    );
  });
}

const subjects: readonly [title: string, subject: FindingSubject, printed: string, fingerprint: string][] = [
  [
    "an object of a namespace",
    { kind: "CronJob", namespace: "shop", name: "report" },
    "shop/cronjob/report",
    "T02|CronJob|shop|report",
  ],
  ["one of the cluster", { kind: "Node", name: "ip-10-0-0-1" }, "node/ip-10-0-0-1", "T02|Node||ip-10-0-0-1"],
  ["a role by its ARN alone", roleSubject(arn("pods/api")), arn("pods/api"), `T02|IamRole||${arn("pods/api")}`],
];
const rule: Rule = {
  id: "T02",
  name: "trust-partial-nodes",
  severity: "high",
  confidence: "medium",
  reads: ["roles"],
  title: "some nodes are left out",
  explanation: "They cannot assume it.",
  remedy: "Admit them.",
  references: [],
  find: () => [],
};
for (const [title, subject, printed, fingerprint] of subjects) {
  test(`a subject: ${title}`, (t) => {
    t.is(printSubject(subject), printed);
    t.is(toFinding(rule, { subject, message: "node-b is left out" }).fingerprint, fingerprint);
  });
}

test("a workload of a manifest is found where it stands in the file", (t) => {
  const place = { file: "shop.yaml", line: 12 };
  t.deepEqual(subjectOf(workload("api", { place })), { kind: "Deployment", namespace: "shop", name: "api", place });
  t.deepEqual(Object.keys(subjectOf(workload("api"))), ["kind", "namespace", "name"]);
});
