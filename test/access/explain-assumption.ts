// What links 4 to 6 say: of whom, for which reason, and what mends it.
import test from "ava";
import { judgeAccess } from "../../src/access/judge-access.ts";
import type { LinkName } from "../../src/access/link.ts";
import { subjectOfWorkload } from "../../src/access/subject.ts";
import { annotationKeys } from "../../src/pods/annotations.ts";
import { accountId, arn, policy, role, snapshot, trusting, workload, type World } from "../helpers/build.ts";

const nodeA = arn("node-a");
const nodeB = arn("node-b");
const root = `arn:aws:iam::${accountId}:root`;
const both = [role("node-a"), role("node-b")];
const allowing = policy("assume", { Effect: "Allow", Action: "sts:AssumeRole", Resource: "*" });
const fence = policy("fence", { Sid: "Fence", Effect: "Deny", Action: "sts:*", Resource: "*" });
const onlyS3 = policy("boundary", { Effect: "Allow", Action: "s3:*", Resource: "*" });
const fromOffice = { IpAddress: { "aws:SourceIp": "203.0.113.0/24" } };
const byAddress = policy("by-address", {
  Effect: "Allow",
  Action: "sts:AssumeRole",
  Resource: "*",
  Condition: fromOffice,
});
const needsId = { StringEquals: { "sts:ExternalId": "42" } };
const trust = (...statements: object[]): string =>
  JSON.stringify({
    Version: "2012-10-17",
    Statement: statements.map((statement) => ({ Effect: "Allow", Action: "sts:AssumeRole", ...statement })),
  });
const to = (arnOfNode: string, more: object = {}): object => ({ Principal: { AWS: arnOfNode }, ...more });
const tagged = { StringEquals: { "aws:PrincipalTag/team": "platform" } };
const deniedUnlessTagged = trust(
  to(nodeA),
  to(nodeA, { Effect: "Deny", Condition: { StringNotEquals: { "aws:PrincipalTag/team": "platform" } } }),
);
const unreadNode = [[nodeA, { kind: "unreadable", call: "iam:ListRolePolicies", problem: "refused" }]] as const;
const refused = { call: "eks:ListNodegroups", subject: "harbor-prod", problem: "refused" };

/** The verdict on one link of the only workload, in the words that count. */
const says = test.macro((t, world: World, link: LinkName, expected: readonly RegExp[], not?: RegExp) => {
  const facts = snapshot({ workloads: [workload("api", { role: "pods/api" })], ...world });
  const [subject] = facts.workloads;
  if (subject === undefined) throw new Error("the world has no workload");
  const found = judgeAccess(subjectOfWorkload(subject), facts).links.find(({ name }) => name === link);
  const text = JSON.stringify(found?.verdict);
  for (const words of expected) t.regex(text, words);
  if (not !== undefined) t.notRegex(text, not);
});
const pod = (text: string) => [role("pods/api", { trust: text })];

test(
  "all that are left out are named, and nobody else",
  says,
  { nodeRoles: both, roles: pod(trusting(nodeA)) },
  "trust",
  [/does not admit node-b \(1 of 2 node roles\)/],
);
test(
  "a Deny is told of those it denies, not of those that are merely left out",
  says,
  { nodeRoles: both, roles: pod(trust(to(nodeA), to(nodeA, { Sid: "No", Effect: "Deny" }))) },
  "trust",
  [/"trust-denies"/, /statement No of trust policy denies node-a \(1 of 2 node roles\)/],
  /node-b/,
);
test(
  "a Deny of one node role's own policies is not told of a node role that only lacks an Allow",
  says,
  { nodeRoles: [role("node-a"), role("node-b", { policies: [fence] })], roles: pod(trusting(root)) },
  "identity",
  [/"node-role-denied"/, /statement Fence of fence denies node-b \(1 of 2 node roles\)/],
  /node-a/,
);
test(
  "a condition that is not met wins over one that cannot be known",
  says,
  { nodeRoles: both, roles: pod(trust(to(nodeA, { Condition: fromOffice }), to(nodeB, { Condition: needsId }))) },
  "condition",
  [/"external-id-differs"/, /admits node-b \(1 of 2 node roles\)/],
  /node-a/,
);
test(
  "an open condition of the trust policy",
  says,
  { roles: pod(trust(to(nodeA, { Sid: "Office", Condition: fromOffice }))) },
  "condition",
  [/"conditional"/, /statement Office of trust policy decides by aws:sourceip whether node-a/i],
);
test(
  "an open condition of the node role's own policy is not laid to the trust policy",
  says,
  { nodeRoles: [role("node-a", { policies: [byAddress] })], roles: pod(trusting(root)) },
  "identity",
  [/"conditional"/, /statement 1 of by-address decides by aws:sourceip/i],
  /trust policy/,
);
test(
  "a missing Allow is told before a condition that is not met either",
  says,
  { roles: pod(trust(to(root, { Condition: needsId }))) },
  "identity",
  [/"node-role-may-not-assume"/, /iamctl init --prefix \/pods\/"/],
);
test(
  "conditions come after policies that could not be read",
  says,
  { roles: pod(trust(to(nodeA, { Condition: needsId }))), lookups: unreadNode },
  "identity",
  [/"unknown"/, /iam:ListRolePolicies/, /role\/node-a/],
);
test(
  "tags that could not be read prove no Deny",
  says,
  { roles: pod(deniedUnlessTagged), lookups: unreadNode },
  "identity",
  [/"unknown"/],
);
test(
  "tags that could be read do",
  says,
  { roles: pod(deniedUnlessTagged), nodeRoles: [role("node-a", { tags: { team: "shop" } })] },
  "trust",
  [/"trust-denies"/],
);
test(
  "a tag that the trust policy asks for, and the node role has",
  says,
  { roles: pod(trust(to(nodeA, { Condition: tagged }))), nodeRoles: [role("node-a", { tags: { team: "platform" } })] },
  "condition",
  [/"holds"/],
);
test(
  "a boundary is not mended by another Allow",
  says,
  { nodeRoles: [role("node-a", { policies: [allowing], boundary: onlyS3 })], roles: pod(trusting(root)) },
  "identity",
  [/because of its permissions boundary/, /Let its permissions boundary allow sts:AssumeRole/],
  /iamctl init/,
);
test(
  "the assume policy that is proposed is the one of the prefix in use",
  says,
  {
    workloads: [workload("api", { role: "team/api" })],
    roles: [role("team/api", { trust: trusting(root) })],
    change: { prefix: "/team/" },
  },
  "identity",
  [/iamctl init --prefix \/team\//],
);
test(
  "the assume policy is no help to a role outside the prefix",
  says,
  { workloads: [workload("api", { role: "api" })], roles: [role("api", { trust: trusting(root) })] },
  "identity",
  [/Move its permissions to a role under \/pods\//],
  /iamctl init/,
);
test(
  "what is said of all node roles is limited to those that could be read",
  says,
  { roles: pod(trusting(nodeA)), change: { nodesUnread: [refused] } },
  "trust",
  [/admits the node role that could be read: eks:ListNodegroups was refused/],
);
test(
  "no node role is unknown, not broken, while a source of them was refused",
  says,
  { roles: pod(trusting(nodeA)), nodeRoles: [], change: { nodesUnread: [refused] } },
  "trust",
  [/"unknown"/, /eks:ListNodegroups/],
);
test(
  "a session name that the pod asks for, and the trust policy demands",
  says,
  {
    workloads: [
      workload("api", {
        templateAnnotations: { [annotationKeys.role]: "pods/api", [annotationKeys.sessionName]: "api" },
      }),
    ],
    roles: pod(trust(to(nodeA, { Condition: { StringEquals: { "sts:RoleSessionName": "api" } } }))),
  },
  "condition",
  [/"holds"/],
);
test("a pod on a known node is judged by that node, whatever else was refused", (t) => {
  const facts = snapshot({ roles: pod(trusting(nodeA)), change: { nodesUnread: [refused] } });
  const subject = { ...subjectOfWorkload(workload("api", { role: "pods/api" })), node: "node-0" };
  const { links } = judgeAccess(subject, facts);
  t.deepEqual(links.find(({ name }) => name === "trust")?.verdict, {
    kind: "holds",
    evidence: "the trust policy admits the node role",
  });
});
test("no node role at all", says, { roles: pod(trusting(nodeA)), nodeRoles: [] }, "trust", [/"no-node-role"/]);
test("service control policies are not vouched for", says, { roles: pod(trusting(nodeA)) }, "identity", [
  /service control policies are not seen/,
]);

const tags = { change: { settings: { ...snapshot().settings, sessionTags: { name: "harbor" } } } };
const taggable = (more: object = {}) => to(nodeA, { Action: ["sts:AssumeRole", "sts:TagSession"], ...more });
const inNamespace = (name: string) => ({ StringEquals: { "aws:RequestTag/kubernetes-namespace": name } });

test(
  "a proxy that tags sessions, and a trust policy that does not allow it: the reason and the command",
  says,
  { ...tags, roles: pod(trust(to(nodeA))) },
  "trust",
  [
    /"trust-lacks-tagging"/,
    /lets node-a assume it, but not with/,
    /iamctl grant -n shop deployment\/api \S+ --session-tags"/,
  ],
);
test("the same role under a proxy that does not", says, { roles: pod(trust(to(nodeA))) }, "condition", [/"holds"/]);
test("a trust policy that allows both", says, { ...tags, roles: pod(trust(taggable())) }, "condition", [/"holds"/]);
test("who may not assume it at all is told that first", says, { ...tags, roles: pod(trust(to(nodeB))) }, "trust", [
  /"trust-lacks-node-role"/,
]);
test(
  "a condition that the pod's own tags meet",
  says,
  { ...tags, roles: pod(trust(taggable({ Condition: inNamespace("shop") }))) },
  "condition",
  [/"holds"/],
);
test(
  "a condition on sts:TagSession alone that they do not meet",
  says,
  { ...tags, roles: pod(trust(to(nodeA), to(nodeA, { Action: "sts:TagSession", Condition: inNamespace("till") }))) },
  "condition",
  [/"condition-fails"/, /conditions on the tags that the proxy gives every session/],
);
test(
  "through the account, the node role's own policies must allow both",
  says,
  {
    ...tags,
    nodeRoles: [role("node-a", { policies: [allowing] })],
    roles: pod(trust(taggable({ Principal: { AWS: root } }))),
  },
  "identity",
  [/"node-role-may-not-tag"/, /node-a may not call sts:TagSession on /, /iamctl init --prefix \/pods\/ --session-tags/],
);
test(
  "a Deny of tags is told as a Deny",
  says,
  { ...tags, roles: pod(trust(taggable(), to(nodeA, { Sid: "No", Effect: "Deny", Action: "sts:TagSession" }))) },
  "trust",
  [/"trust-denies"/, /statement No of trust policy denies node-a/],
);
test(
  "an external id demanded of both actions cannot be judged",
  says,
  {
    ...tags,
    workloads: [
      workload("api", {
        templateAnnotations: { [annotationKeys.role]: "pods/api", [annotationKeys.externalId]: "42" },
      }),
    ],
    roles: pod(trust(taggable({ Condition: needsId }))),
  },
  "condition",
  [/"conditional"/, /sts:ExternalId/],
);
