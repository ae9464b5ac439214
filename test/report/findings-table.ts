import test from "ava";
import { findingsTable, findingsWide } from "../../src/report/findings-table.ts";
import { type ViewWishes, auditView } from "../helpers/audit-view.ts";
import { arn, role, workload, type World } from "../helpers/build.ts";

const table = (world: World = {}, wishes: ViewWishes = {}): string => findingsTable(auditView(world, wishes));
const nowhere = (...names: string[]): World => ({
  workloads: names.map((name) => workload(name, { role: "pods/nowhere" })),
});

test("a finding tells rule, severity, subject, reason and the command that mends it", (t) => {
  t.is(
    table(nowhere("api"), { width: 100 }),
    [
      "W05 role-not-found: the role does not exist",
      "HIGH     shop/deployment/api",
      '         account 111122223333 has no role named "nowhere".',
      "         $ iamctl grant -n shop deployment/api ROLE",
      "         Create the role, or name the one that was meant.",
      "",
      "1 finding (1 high); everything was read. Looked at 1 workload, 0 pods, 1 node role.",
      "Sources: not counted, 0 not read, 0 truncated.",
      "",
    ].join("\n"),
  );
});

test("findings of one rule stand together, and what mends all of them is said once", (t) => {
  const text = table(nowhere("api", "web"));
  t.is(text.match(/W05 role-not-found/gu)?.length, 1);
  t.is(text.match(/Create the role/gu)?.length, 1);
  t.is(text.match(/^HIGH /gmu)?.length, 2);
});

test("the wide form adds what a finding rests on, and what tells it apart", (t) => {
  const view = auditView(nowhere("api"));
  t.true(findingsWide(view).includes(`fingerprint ${view.report.findings[0]?.fingerprint ?? "none"}`));
});

test("nothing found is said, not shown as nothing", (t) => {
  t.true(table().startsWith("no findings; everything was read."));
});

test("what could not be read stands beside the findings", (t) => {
  const unreadable = { kind: "unreadable", call: "iam:GetRole", problem: "AccessDenied" } as const;
  const world = {
    workloads: [workload("api", { role: "pods/api" })],
    lookups: [[arn("pods/api"), unreadable]] as const,
  };
  const text = table(world, { width: 160 });
  t.true(text.includes("UNKNOWN"));
  t.true(text.includes("iam:GetRole on arn:aws:iam::111122223333:role/pods/api: AccessDenied (1 workload not judged)"));
  t.true(text.includes("no findings; 1 unknown."));
});

test("a statement to ask for is a line of its own, however narrow the terminal", (t) => {
  const statement = '{"Effect":"Allow","Action":"iam:GetRole","Resource":"*"}';
  const remedy = `Ask for this statement:\n${statement}`;
  const unreadable = { kind: "unreadable", call: "iam:GetRole", problem: "AccessDenied", remedy } as const;
  const world = {
    workloads: [workload("api", { role: "pods/api" })],
    lookups: [[arn("pods/api"), unreadable]] as const,
  };
  const lines = table(world, { width: 40 })
    .split("\n")
    .map((line) => line.trim());
  t.true(lines.includes(statement), lines.join("\n"));
  t.true(lines.includes("-> Ask for this statement:"));
});

test("what an exception accepts is told with its reason and its end, and so is an exception that does nothing", (t) => {
  const exceptions = [
    { rule: "W05", subject: "shop/*", reason: "the role comes tomorrow", expires: "2026-12-01" },
    { rule: "W05", subject: "media/*", reason: "long gone", expires: "2026-12-01" },
  ];
  const text = table(nowhere("api"), { policy: { exceptions }, width: 120 });
  t.true(text.includes("accepted until 2026-12-01: W05 on shop/deployment/api: the role comes tomorrow"));
  t.true(text.includes("exception for W05 on media/*: unused; take it out"));
  t.true(text.includes("no findings; 1 accepted; everything was read."));
});

test("no line is longer than the terminal, but for words that are there to copy", (t) => {
  const world = {
    workloads: [workload("api", { role: "pods/api" })],
    nodeRoles: [role("node-a"), role("node-b")],
    roles: [role("pods/api")],
  };
  const lines = table(world, { width: 60 }).split("\n");
  t.deepEqual(
    lines.filter(
      (line) =>
        line.length > 60 && !line.includes("$ iamctl") && line.trim().includes(" ") && !line.startsWith("1 finding"),
    ),
    [],
  );
});
