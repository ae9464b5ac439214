// Several node roles that fare differently with one role: which of them is told, for which reason, and what is not known.
import test from "ava";
import { judgeAccess, linksByName } from "../../src/access/judge-access.ts";
import type { LinkName } from "../../src/access/link.ts";
import { type Subject, subjectOfWorkload } from "../../src/access/subject.ts";
import { annotationKeys } from "../../src/pods/annotations.ts";
import { accountId, arn, policy, role, snapshot, trusting, workload, type World } from "../helpers/build.ts";

const [nodeA, nodeB] = [arn("node-a"), arn("node-b")];
const both = [role("node-a"), role("node-b")];
const root = `arn:aws:iam::${accountId}:root`;
const fromOffice = { IpAddress: { "aws:SourceIp": "203.0.113.0/24" } };
const needsId = { StringEquals: { "sts:ExternalId": "42" } };
const needsTeam = { StringEquals: { "aws:PrincipalTag/team": "platform" } };
const may = { Effect: "Allow", Action: "sts:AssumeRole", Resource: "*" };
const mayNot = { Effect: "Deny", Action: "sts:AssumeRole", Resource: "*" };
const onlyS3 = policy("boundary", { Effect: "Allow", Action: "s3:*", Resource: "*" });
const tags = { settings: { ...snapshot().settings, sessionTags: { name: "harbor" } } };
const unlisted = { call: "list nodes", subject: "the cluster", problem: "refused" };
const unread = (call: string) => ({ call, subject: "harbor-prod", problem: "refused" });

const to = (AWS: string | readonly string[], more: object = {}): object => ({ Principal: { AWS }, ...more });
const trust = (...statements: object[]): string =>
  JSON.stringify({
    Version: "2012-10-17",
    Statement: statements.map((statement) => ({ Effect: "Allow", Action: "sts:AssumeRole", ...statement })),
  });
const api = (text: string) => [role("pods/api", { trust: text })];

const verdictsOf = (world: World, of: Partial<Subject> = {}) => {
  const template = workload("api", { role: "pods/api" });
  const facts = snapshot({ workloads: [template], ...world });
  return linksByName(judgeAccess({ ...subjectOfWorkload(facts.workloads[0] ?? template), ...of }, facts));
};
/** The verdict on one link, in the words that count. */
const says = test.macro((t, world: World, link: LinkName, expected: readonly RegExp[], not?: RegExp) => {
  const text = JSON.stringify(verdictsOf(world).get(link));
  for (const words of expected) t.regex(text, words);
  if (not !== undefined) t.notRegex(text, not);
});

test(
  "who may be assumed without tags only is not told of who may not assume it at all",
  says,
  { nodeRoles: both, roles: api(trust(to(nodeA))), change: tags },
  "trust",
  [/"trust-lacks-tagging"/, /lets node-a \(1 of 2 node roles\) assume it/],
  /node-b/,
);
test(
  "of two Denies the first is told, of whom it denies",
  says,
  {
    roles: api(trusting(nodeA, nodeB)),
    nodeRoles: [
      role("node-a", { policies: [policy("quarantine", mayNot)] }),
      role("node-b", { policies: [policy("freeze", mayNot)] }),
    ],
  },
  "identity",
  [/statement 1 of quarantine denies node-a \(1 of 2 node roles\)/],
  /node-b|freeze/,
);
test(
  "a Deny is told before a missing Allow, wherever it comes",
  says,
  {
    roles: api(trusting(root)),
    nodeRoles: [role("node-a"), role("node-b", { policies: [policy("freeze", mayNot)] }), role("node-c")],
  },
  "identity",
  [/"node-role-denied"/, /denies node-b \(1 of 3 node roles\)/],
);
test(
  "a missing Allow is not told of who lacks it in a boundary",
  says,
  {
    roles: api(trusting(root)),
    nodeRoles: [role("node-a"), role("node-b", { policies: [policy("assume", may)], boundary: onlyS3 })],
  },
  "identity",
  [/node-a \(1 of 2 node roles\) may not call sts:AssumeRole on \S+"/, /iamctl init/],
  /node-b|boundary/,
);
test(
  "of two open conditions the first is told",
  says,
  { nodeRoles: both, roles: api(trust(to(nodeA, { Condition: fromOffice }), to(nodeB, { Condition: fromOffice }))) },
  "condition",
  [/statement 1 of trust policy decides by aws:SourceIp whether node-a \(1 of 2 node roles\)/],
  /node-b/,
);
test(
  "one open condition of both is told of both",
  says,
  {
    nodeRoles: both,
    roles: api(trust(to([nodeA, nodeB], { Condition: { ...fromOffice, StringEquals: { "aws:SourceVpc": "vpc-1" } } }))),
  },
  "condition",
  [/decides by aws:SourceIp, aws:SourceVpc whether node-a, node-b \(2 of 2 node roles\)/],
);
test(
  "an external id would not help those who lack something else",
  says,
  { nodeRoles: both, roles: api(trust(to(nodeA, { Condition: needsId }), to(nodeB, { Condition: needsTeam }))) },
  "condition",
  [/"condition-fails"/, /names node-a, node-b \(2 of 2 node roles\)/],
);
test(
  "another external id would do as far as it can be known",
  says,
  { roles: api(trust(to(nodeA, { Condition: { ...needsId, ...fromOffice } }))) },
  "condition",
  [/"external-id-differs"/],
);
const sending = (externalId: string) =>
  workload("api", {
    templateAnnotations: { [annotationKeys.role]: "pods/api", [annotationKeys.externalId]: externalId },
  });
test(
  "an external id that is not wanted is no reason to ask for another condition's value",
  says,
  {
    workloads: [sending("old-team")],
    nodeRoles: [role("node-a", { tags: { team: "platform" } })],
    roles: api(trust(to(nodeA, { Condition: { StringNotEquals: { "sts:ExternalId": "old-team" }, ...needsTeam } }))),
  },
  "condition",
  [/"condition-fails"/],
);
test(
  "the account trusted, and the node role by name under a condition: the missing Allow is told",
  says,
  { roles: api(trust(to(root), to(nodeA, { Condition: needsId }))) },
  "identity",
  [/"node-role-may-not-assume"/],
);
test(
  "a condition on tags is told with what to compare",
  says,
  {
    roles: api(
      trust(
        to(nodeA),
        to(nodeA, {
          Action: "sts:TagSession",
          Condition: { StringEquals: { "aws:RequestTag/kubernetes-namespace": "till" } },
        }),
      ),
    ),
    change: tags,
  },
  "condition",
  [/"condition-fails"/, /Compare the conditions on sts:TagSession in the trust policy with the pod's namespace/],
);

const nodeRoleIs = test.macro(
  (t, lookups: World["lookups"], more: Partial<World>, link: LinkName, expected: object) => {
    const roles = api(trusting(nodeA));
    t.like(verdictsOf({ roles, ...more, ...(lookups !== undefined && { lookups }) }).get(link), expected);
  },
);
const refused = [[nodeA, { kind: "unreadable", call: "iam:ListRolePolicies", problem: "refused" }]] as const;
test(
  "a node role that does not exist has no policies to judge",
  nodeRoleIs,
  [[nodeA, { kind: "absent" }]],
  {},
  "identity",
  {
    ...{ kind: "unknown", call: "iam:GetRole", subject: nodeA, problem: "the node role does not exist" },
  },
);
test(
  "whom the trust policy does not admit needs no policies",
  nodeRoleIs,
  refused,
  { roles: api(trusting(nodeB)) },
  "trust",
  {
    ...{ kind: "broken", reason: "trust-lacks-node-role" },
  },
);
test("a node role that nobody looked up", (t) => {
  const facts = snapshot({ roles: api(trusting(nodeA)) });
  const roles = new Map([...facts.roles].filter(([name]) => name !== nodeA));
  const access = judgeAccess(subjectOfWorkload(workload("api", { role: "pods/api" })), { ...facts, roles });
  t.deepEqual(access.obstacle, {
    name: "identity",
    verdict: { kind: "unknown", call: "iam:GetRole", subject: nodeA, problem: "the node role was not read" },
  });
});

test("where nodes were not listed, what fails on some is unknown, at the link where it fails", (t) => {
  const roles = api(trust(to(nodeA), to(nodeB, { Condition: needsTeam })));
  const verdicts = verdictsOf({ nodeRoles: both, roles, change: { coverage: [unlisted] } });
  t.deepEqual(
    [...verdicts.values()].map((verdict) => verdict?.kind),
    ["holds", "holds", "holds", "holds", "holds", "unknown", undefined],
  );
  t.like(verdicts.get("condition"), unlisted);
});
test("what fails on all is broken there, too, and what fails on none holds", (t) => {
  const change = { coverage: [unlisted] };
  t.is(verdictsOf({ nodeRoles: both, roles: api(trusting(root)), change }).get("identity")?.kind, "broken");
  t.is(verdictsOf({ nodeRoles: both, roles: api(trusting(nodeA, nodeB)), change }).get("duration")?.kind, "holds");
});

test("what holds of all node roles is told of one and of several", (t) => {
  const one = verdictsOf({ roles: api(trusting(nodeA)) });
  const two = verdictsOf({ nodeRoles: both, roles: api(trusting(nodeA, nodeB)) });
  t.like(one.get("trust"), { evidence: "the trust policy admits the node role" });
  t.like(two.get("trust"), { evidence: "the trust policy admits all 2 node roles" });
});
const asFarAsKnown = /that could be read: eks:ListNodegroups was refused/;
test("a pod's own node vouches for it where its role is known, and not where it is not", (t) => {
  const nodesUnread = [unread("eks:ListNodegroups")];
  const nodes = snapshot({ nodeRoles: both }).nodes.map((node) =>
    node.name === "node-1" ? { ...node, role: undefined } : node,
  );
  const on = (node: string) => {
    const world = { nodeRoles: both, roles: api(trusting(nodeA, nodeB)), change: { nodes, nodesUnread } };
    return JSON.stringify(verdictsOf(world, { node }).get("trust"));
  };
  t.notRegex(on("node-0"), asFarAsKnown);
  t.regex(on("node-1"), asFarAsKnown);
});
