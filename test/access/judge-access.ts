import test from "ava";
import { judgeAccess } from "../../src/access/judge-access.ts";
import type { BrokenReason, LinkName } from "../../src/access/link.ts";
import { subjectOfWorkload } from "../../src/access/subject.ts";
import { annotationKeys } from "../../src/pods/annotations.ts";
import { accountId, arn, policy, role, snapshot, trusting, workload, type World } from "../helpers/build.ts";

const nodeA = arn("node-a");
const nodeB = arn("node-b");
const bothNodes = [role("node-a"), role("node-b")];
const root = `arn:aws:iam::${accountId}:root`;
const conditional = (condition: object): string =>
  JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Principal: { AWS: nodeA }, Action: "sts:AssumeRole", Condition: condition }],
  });
const denying = JSON.stringify({
  Version: "2012-10-17",
  Statement: [
    { Effect: "Allow", Principal: { AWS: nodeA }, Action: "sts:AssumeRole" },
    { Sid: "NotNodes", Effect: "Deny", Principal: { AWS: nodeA }, Action: "sts:AssumeRole" },
  ],
});
const mayAssume = policy("assume", {
  Effect: "Allow",
  Action: "sts:AssumeRole",
  Resource: `arn:aws:iam::${accountId}:role/pods/*`,
});

/** The chain of the world's only workload ends as said: `allowed`, or at a link for a reason. */
const ends = test.macro(
  (t, world: World, end: "allowed" | readonly [LinkName, BrokenReason | "unknown" | "conditional"]) => {
    const facts = snapshot(world);
    const [subject] = facts.workloads;
    if (subject === undefined) throw new Error("the world has no workload");
    const { obstacle } = judgeAccess(subjectOfWorkload(subject), facts);
    const verdict = obstacle?.verdict;
    const what = verdict?.kind === "broken" ? verdict.reason : verdict?.kind;
    t.deepEqual(obstacle === undefined ? "allowed" : [obstacle.name, what], end);
  },
);

const api = workload("api", { role: "pods/api" });
const apiRole = role("pods/api");

test("a role that admits the only node role is allowed", ends, { workloads: [api], roles: [apiRole] }, "allowed");
test(
  "a role named by its ARN is allowed",
  ends,
  { workloads: [workload("api", { role: arn("pods/api") })], roles: [apiRole] },
  "allowed",
);
test("without an annotation there is no role", ends, { workloads: [workload("api")] }, ["pod", "no-annotation"]);
test(
  "an annotation on the workload itself is misplaced",
  ends,
  { workloads: [workload("api", { annotations: { [annotationKeys.role]: "pods/api" } })], roles: [apiRole] },
  ["pod", "annotation-misplaced"],
);
test(
  "a value that names no role is told as that, whatever stands on the workload itself",
  ends,
  { workloads: [workload("api", { role: "my api", annotations: { [annotationKeys.role]: "pods/api" } })] },
  ["string", "malformed-role"],
);
test(
  "a pod on the node's network is never intercepted",
  ends,
  { workloads: [workload("api", { role: "pods/api", hostNetwork: true })], roles: [apiRole] },
  ["pod", "host-network"],
);
test(
  "a policy's ARN is not a role",
  ends,
  { workloads: [workload("api", { role: `arn:aws:iam::${accountId}:policy/api` })] },
  ["string", "malformed-role"],
);
test("a role that is not there", ends, { workloads: [api] }, ["role", "role-absent"]);
test(
  "a role under another path than the annotation says",
  ends,
  { workloads: [workload("api", { role: "api" })], lookups: [[arn("api"), { kind: "found", facts: apiRole }]] },
  ["role", "role-arn-differs"],
);
test(
  "a role in another letter case",
  ends,
  {
    workloads: [workload("api", { role: "pods/API" })],
    lookups: [[arn("pods/API"), { kind: "found", facts: apiRole }]],
  },
  ["role", "role-arn-differs"],
);
test(
  "a role that may not be read is unknown, not absent",
  ends,
  {
    workloads: [api],
    lookups: [[arn("pods/api"), { kind: "unreadable", call: "iam:GetRole", problem: "AccessDenied" }]],
  },
  ["role", "unknown"],
);
test(
  "a trust policy that admits one of two node roles",
  ends,
  { workloads: [api], nodeRoles: bothNodes, roles: [apiRole] },
  ["trust", "trust-lacks-some-node-roles"],
);
test(
  "a trust policy that admits both node roles",
  ends,
  { workloads: [api], nodeRoles: bothNodes, roles: [role("pods/api", { trust: trusting(nodeA, nodeB) })] },
  "allowed",
);
test(
  "a selector that keeps the pods off the other node role's nodes",
  ends,
  {
    workloads: [workload("api", { role: "pods/api", nodeSelector: { pool: "pool-0" } })],
    nodeRoles: bothNodes,
    roles: [apiRole],
  },
  "allowed",
);
test(
  "a selector that admits only the node role that is left out",
  ends,
  {
    workloads: [workload("api", { role: "pods/api", nodeSelector: { pool: "pool-1" } })],
    nodeRoles: bothNodes,
    roles: [apiRole],
  },
  ["trust", "trust-lacks-node-role"],
);
test("a trust policy that is not JSON", ends, { workloads: [api], roles: [role("pods/api", { trust: "{" })] }, [
  "trust",
  "trust-malformed",
]);
test("a Deny in the trust policy", ends, { workloads: [api], roles: [role("pods/api", { trust: denying })] }, [
  "trust",
  "trust-denies",
]);
test(
  "the account trusted, and the node role without an Allow",
  ends,
  { workloads: [api], roles: [role("pods/api", { trust: trusting(root) })] },
  ["identity", "node-role-may-not-assume"],
);
test(
  "the account trusted, and the node role with an Allow",
  ends,
  {
    workloads: [api],
    nodeRoles: [role("node-a", { policies: [mayAssume] })],
    roles: [role("pods/api", { trust: trusting(root) })],
  },
  "allowed",
);
test(
  "a Deny in the node role's own policies",
  ends,
  {
    workloads: [api],
    nodeRoles: [role("node-a", { policies: [policy("fence", { Effect: "Deny", Action: "sts:*", Resource: "*" })] })],
    roles: [apiRole],
  },
  ["identity", "node-role-denied"],
);
test(
  "a boundary that leaves AssumeRole out",
  ends,
  {
    workloads: [api],
    nodeRoles: [
      role("node-a", {
        policies: [mayAssume],
        boundary: policy("boundary", { Effect: "Allow", Action: "s3:*", Resource: "*" }),
      }),
    ],
    roles: [apiRole],
  },
  ["identity", "node-role-may-not-assume"],
);
test(
  "a node role that may not be read leaves its Denies unknown",
  ends,
  {
    workloads: [api],
    roles: [apiRole],
    lookups: [[nodeA, { kind: "unreadable", call: "iam:ListRolePolicies", problem: "AccessDenied" }]],
  },
  ["identity", "unknown"],
);
test(
  "an external id that the pod does not send",
  ends,
  { workloads: [api], roles: [role("pods/api", { trust: conditional({ StringEquals: { "sts:ExternalId": "42" } }) })] },
  ["condition", "external-id-differs"],
);
test(
  "an external id that the pod sends",
  ends,
  {
    workloads: [
      workload("api", {
        templateAnnotations: { [annotationKeys.role]: "pods/api", [annotationKeys.externalId]: "42" },
      }),
    ],
    roles: [role("pods/api", { trust: conditional({ StringEquals: { "sts:ExternalId": "42" } }) })],
  },
  "allowed",
);
test(
  "a source address that nobody knows from here",
  ends,
  {
    workloads: [api],
    roles: [role("pods/api", { trust: conditional({ IpAddress: { "aws:SourceIp": "203.0.113.0/24" } }) })],
  },
  ["condition", "conditional"],
);
test(
  "a session longer than the role allows",
  ends,
  {
    workloads: [api],
    roles: [apiRole],
    change: {
      settings: {
        base: { partition: "aws", account: accountId, path: "/" },
        namespaceRestrictions: "off",
        sessionSeconds: 7200,
      },
    },
  },
  ["duration", "session-too-long"],
);
test("a cluster whose node roles nobody knows", ends, { workloads: [api], nodeRoles: [], roles: [apiRole] }, [
  "trust",
  "no-node-role",
]);

test("the links after the obstacle are not judged", (t) => {
  const facts = snapshot({ workloads: [api] });
  const access = judgeAccess(subjectOfWorkload(api), facts);
  t.deepEqual(
    access.links.map(({ name }) => name),
    ["pod", "string", "role"],
  );
  t.is(access.role, arn("pods/api"));
});

test("the fix of a trust that lacks a node role is a grant that can be typed", (t) => {
  const facts = snapshot({ workloads: [api], nodeRoles: bothNodes, roles: [apiRole] });
  const verdict = judgeAccess(subjectOfWorkload(api), facts).obstacle?.verdict;
  t.is(verdict?.kind === "broken" ? verdict.fix.command : "", `iamctl grant -n shop deployment/api ${arn("pods/api")}`);
});

test("a limit of the namespace that is only reported breaks nothing, and is told", (t) => {
  const { settings } = snapshot();
  const limited = {
    settings: { ...settings, namespaceRestrictions: "glob" as const },
    namespaces: [{ name: "shop", annotations: { [annotationKeys.allowedRoles]: '["other*"]' } }],
  };
  const judge = (reportOnly: boolean) => {
    const change = { ...limited, settings: { ...limited.settings, reportOnly } };
    return judgeAccess(subjectOfWorkload(api), snapshot({ workloads: [api], roles: [apiRole], change }));
  };
  t.is(judge(false).obstacle?.name, "pod");
  t.is(judge(false).objection, undefined);
  t.is(judge(true).obstacle, undefined);
  t.regex(judge(true).objection ?? "", /namespace shop /);
  t.regex(JSON.stringify(judge(true).links[0]), /namespace shop .*which the proxy only reports/);
});
