import test from "ava";
import { runRules } from "../../src/audit/run-rules.ts";
import { findingsJson } from "../../src/report/findings-json.ts";
import { findingsTable } from "../../src/report/findings-table.ts";
import { unstyled } from "../../src/report/style.ts";
import { annotationKeys } from "../../src/pods/annotations.ts";
import { arn, role, snapshot, workload } from "../helpers/build.ts";

const table = (report: ReturnType<typeof runRules>, width = 80): string =>
  findingsTable(report, { style: unstyled, width });

test("a finding tells severity, subject, rule, reason and the command that mends it", (t) => {
  const report = runRules(snapshot({ workloads: [workload("api", { role: "pods/nowhere" })] }));
  t.is(
    table(report, 100),
    [
      "HIGH     shop/deployment/api  W05 role-not-found",
      '         the role does not exist: account 111122223333 has no role named "nowhere".',
      "         Create the role, or name the one that was meant.",
      "         $ iamctl grant -n shop deployment/api ROLE",
      "",
      "1 finding (1 high); everything was read. Looked at 1 workload, 0 pods, 1 node role.",
      "",
    ].join("\n"),
  );
});

test("nothing found is said, not shown as nothing", (t) => {
  t.true(table(runRules(snapshot())).startsWith("no findings; everything was read."));
});

test("what could not be read stands beside the findings", (t) => {
  const unreadable = { kind: "unreadable", call: "iam:GetRole", problem: "AccessDenied" } as const;
  const world = {
    workloads: [workload("api", { role: "pods/api" })],
    lookups: [[arn("pods/api"), unreadable]] as const,
  };
  const text = table(runRules(snapshot(world)), 160);
  t.true(text.includes("UNKNOWN"));
  t.true(text.includes("iam:GetRole on arn:aws:iam::111122223333:role/pods/api: AccessDenied (1 workload not judged)"));
  t.true(text.includes("no findings; 1 unknown."));
});

test("no line is longer than the terminal, but for words that are there to copy", (t) => {
  const world = {
    workloads: [workload("api", { role: "pods/api" })],
    nodeRoles: [role("node-a"), role("node-b")],
    roles: [role("pods/api")],
  };
  const lines = table(runRules(snapshot(world)), 60).split("\n");
  t.deepEqual(
    lines.filter(
      (line) =>
        line.length > 60 &&
        !line.includes("$ iamctl") &&
        !line.startsWith("HIGH") &&
        line.trim().includes(" ") &&
        !line.startsWith("1 finding"),
    ),
    [],
  );
});

test("a hostile annotation cannot steer the terminal", (t) => {
  const hostile = workload("api", { templateAnnotations: { [annotationKeys.role]: "\u001b]0;owned\u0007\u202Eapi" } });
  const text = table(runRules(snapshot({ workloads: [hostile] })));
  t.false(/[\u0000-\u0009\u000b-\u001f\u007f\u202a-\u202e]/u.test(text));
  t.true(text.includes("role-reference-malformed"));
});

test("the JSON carries a version, and every finding as it is", (t) => {
  const report = runRules(snapshot({ workloads: [workload("api", { role: "pods/nowhere" })] }));
  const document = JSON.parse(findingsJson(report)) as {
    version: number;
    findings: { rule: string; name: string; subjectName: string }[];
  };
  t.is(document.version, 2);
  t.deepEqual(
    document.findings.map(({ rule, name, subjectName }) => [rule, name, subjectName]),
    [["W05", "role-not-found", "shop/deployment/api"]],
  );
});
