import test from "ava";
import { printSubject, type Severity } from "../../src/audit/finding.ts";
import { rules } from "../../src/audit/rules.ts";
import { runRules } from "../../src/audit/run-rules.ts";
import { annotationKeys } from "../../src/pods/annotations.ts";
import { arn, policy, role, snapshot, trusting, workload, type World } from "../helpers/build.ts";

const admin = policy("AdministratorAccess", { Effect: "Allow", Action: "*", Resource: "*" });
const everything = [
  workload("misplaced", { annotations: { [annotationKeys.role]: "pods/api" } }),
  workload("absent", { role: "pods/nowhere" }),
  workload("boss", { role: "pods/boss" }),
];

/** The findings, as `rule subject`, worst first. */
const reports = test.macro((t, world: World, expected: readonly string[]) => {
  const { findings } = runRules(snapshot(world));
  t.deepEqual(
    findings.map(({ name, subject }) => `${name} ${printSubject(subject)}`),
    expected,
  );
});

test(
  "a healthy workload has none",
  reports,
  { workloads: [workload("api", { role: "pods/api" })], roles: [role("pods/api")] },
  [],
);
test("a workload that does not call AWS has none", reports, { workloads: [workload("web")] }, []);
test(
  "the region alone is no sign of AWS",
  reports,
  { workloads: [workload("web", { environmentNames: ["AWS_REGION"] })] },
  [],
);
test("a bucket without a role", reports, { workloads: [workload("web", { environmentNames: ["UPLOAD_BUCKET"] })] }, [
  "role-missing shop/deployment/web",
]);
test("an annotation on the wrong object", reports, { workloads: everything.slice(0, 1), roles: [role("pods/api")] }, [
  "annotation-misplaced shop/deployment/misplaced",
]);
test("a role that does not exist", reports, { workloads: everything.slice(1, 2) }, [
  "role-not-found shop/deployment/absent",
]);
test(
  "a trust that misses a node role",
  reports,
  {
    workloads: [workload("api", { role: "pods/api" })],
    nodeRoles: [role("node-a"), role("node-b")],
    roles: [role("pods/api")],
  },
  ["trust-partial-nodes shop/deployment/api"],
);
test("a role outside the prefix", reports, { workloads: [workload("api", { role: "api" })], roles: [role("api")] }, [
  "role-outside-prefix shop/deployment/api",
]);
test(
  "a role that owns the account",
  reports,
  { workloads: everything.slice(2), roles: [role("pods/boss", { policies: [admin] })] },
  [`role-admin-like ${arn("pods/boss")}`],
);
test(
  "an administrator's role that no pod uses is not the audit's business",
  reports,
  { roles: [role("pods/boss", { policies: [admin] })] },
  [],
);
const wide = policy("assume-anything", { Effect: "Allow", Action: "sts:*", Resource: "*" });
const fence = policy("fence", {
  Effect: "Deny",
  Action: "sts:AssumeRole",
  NotResource: "arn:aws:iam::111122223333:role/pods/*",
});
const narrow = policy("assume", {
  Effect: "Allow",
  Action: "sts:AssumeRole",
  Resource: "arn:aws:iam::111122223333:role/pods/*",
});

test("a node role that may assume anything", reports, { nodeRoles: [role("node-a", { policies: [wide] })] }, [
  `node-role-assumes-beyond-prefix ${arn("node-a")}`,
]);
test(
  "a node role that may assume anything, behind a fence",
  reports,
  { nodeRoles: [role("node-a", { policies: [wide, fence] })] },
  [],
);
test("a node role limited to the prefix", reports, { nodeRoles: [role("node-a", { policies: [narrow] })] }, []);

test(
  "a host-network pod without an annotation is not the audit's business",
  reports,
  { workloads: [workload("agent", { hostNetwork: true })] },
  [],
);
test(
  "a host-network pod with an annotation",
  reports,
  { workloads: [workload("agent", { hostNetwork: true, role: "pods/api" })], roles: [role("pods/api")] },
  ["host-network-bypass shop/deployment/agent"],
);
test(
  "the worst comes first, then by subject",
  reports,
  { workloads: everything, roles: [role("pods/boss", { policies: [admin] }), role("pods/api")] },
  [
    `role-admin-like ${arn("pods/boss")}`,
    "role-not-found shop/deployment/absent",
    "annotation-misplaced shop/deployment/misplaced",
  ],
);
test(
  "the account's decision without an Allow on the node role",
  reports,
  {
    workloads: [workload("api", { role: "pods/api" })],
    roles: [role("pods/api", { trust: trusting("arn:aws:iam::111122223333:root") })],
  },
  ["node-role-lacks-assume shop/deployment/api", `trust-account-root ${arn("pods/api")}`],
);

test("a role that no verdict rests on is unknown all the same", (t) => {
  const unreadable = { kind: "unreadable", call: "iam:ListRolePolicies", problem: "AccessDenied" } as const;
  const { unknown } = runRules(snapshot({ lookups: [[arn("node-a"), unreadable]] }));
  t.deepEqual(unknown, [{ call: unreadable.call, subject: arn("node-a"), problem: "AccessDenied", workloads: 0 }]);
});

test("a role that may not be read is unknown: neither a pass nor a finding", (t) => {
  const workloads = [workload("api", { role: "pods/api" }), workload("web", { role: "pods/api" })];
  const unreadable = { kind: "unreadable", call: "iam:GetRole", problem: "AccessDenied" } as const;
  const { findings, unknown } = runRules(snapshot({ workloads, lookups: [[arn("pods/api"), unreadable]] }));
  t.deepEqual(findings, []);
  t.deepEqual(unknown, [{ call: "iam:GetRole", subject: arn("pods/api"), problem: "AccessDenied", workloads: 2 }]);
});

test("what was read, what was refused, what ended early, and how much there is", (t) => {
  const refused = { call: "list pods", subject: "all namespaces", problem: "Forbidden" };
  const truncated = { ...refused, call: "iam:ListRoles", truncatedAfter: 5000 };
  const sources = [{ call: "list nodes", answers: 1, objects: 1 }];
  const change = { coverage: [refused, truncated], sources };
  const whole = snapshot({ workloads: [workload("web"), workload("api")], roles: [role("pods/api")], change });
  const report = runRules(whole, { rules: [] });
  t.deepEqual(report.unknown, [
    { ...refused, workloads: 0 },
    { ...truncated, workloads: 0 },
  ]);
  t.deepEqual(report.coverage, {
    read: sources,
    refused: [{ ...refused, workloads: 0 }],
    truncated: [{ ...truncated, workloads: 0 }],
  });
  t.deepEqual(report.counts, { workloads: 2, pods: 0, roles: 2, nodeRoles: 1 });
  t.deepEqual(runRules(snapshot(), { rules: [] }).coverage.read, []);
});

test("of equal weight by subject, then by rule, whatever order they are found in", (t) => {
  const base = rules[0];
  if (base === undefined) throw new Error("there are no rules");
  const found: readonly (readonly [id: string, subject: string, severity: Severity])[] = [
    ["W09", "api", "low"],
    ["W02", "web", "low"],
    ["W01", "web", "low"],
    ["T01", "web", "high"],
    ["W01", "api", "low"],
    ["W03", "web", "low"],
    ["W01", "web", "low"],
  ];
  const asRules = found.map(([id, name, severity]) => ({
    ...{ ...base, id, severity },
    find: () => [{ subject: { kind: "Node", name }, message: "a message" }],
  }));
  const { findings } = runRules(snapshot(), { rules: asRules });
  t.deepEqual(
    findings.map(({ rule, subject }) => `${rule} ${subject.name}`),
    ["T01 web", "W01 api", "W09 api", "W01 web", "W01 web", "W02 web", "W03 web"],
  );
});
