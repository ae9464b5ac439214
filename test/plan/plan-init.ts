import test from "ava";
import type { RoleArn } from "../../src/iam/arn.ts";
import { assumePolicyName, newBoundaryPolicy } from "../../src/plan/own-policies.ts";
import {
  assumePolicyArn,
  type InitFacts,
  type InitWishes,
  type NodeRoleFacts,
  planInit,
} from "../../src/plan/plan-init.ts";
import { arn, snapshot } from "../helpers/build.ts";

const { cluster } = snapshot();
const policyArn = assumePolicyArn(cluster);
const wanted =
  '{"Version":"2012-10-17","Statement":[{"Sid":"IamctlAssumePodRoles","Effect":"Allow","Action":"sts:AssumeRole","Resource":"arn:aws:iam::111122223333:role/pods/*"}]}';

const nodeRole = (role: RoleArn, more: Partial<NodeRoleFacts> = {}): NodeRoleFacts => {
  return { arn: role, attachedPolicyArns: [], inlineText: undefined, boundaryArn: undefined, ...more };
};
const wishes: InitWishes = {
  ...{ prefix: "/pods/", fence: "none", inline: false, tagSessions: false, notes: [] },
  values: { path: "values.yaml", text: "same" },
};

const plans = test.macro((t, change: Partial<InitFacts & InitWishes>, expected: readonly string[] | string) => {
  const facts: InitFacts = {
    cluster,
    nodeRoles: [nodeRole(arn("node-a"))],
    policyText: undefined,
    boundary: undefined,
    attachedPoliciesQuota: 10,
    valuesBefore: "same",
    ...change,
  };
  const planned = planInit(facts, { ...wishes, ...change });
  if (planned.kind === "refused") return t.true(planned.problem.includes(String(expected)), planned.problem);
  return t.deepEqual(
    planned.plan.steps.map(({ kind }) => kind),
    expected,
  );
});

const filled = Array.from({ length: 10 }, (_, index) => `arn:aws:iam::aws:policy/P${index}`);
const attached = [nodeRole(arn("node-a"), { attachedPolicyArns: [policyArn] })];

test(
  "without a node role there is nobody to set up",
  plans,
  { nodeRoles: [] },
  "none of the nodes of harbor-prod has a role",
);
test("a new account gets the policy, attached", plans, {}, ["create-policy", "attach-policy"]);
test("each node role gets it", plans, { nodeRoles: [arn("node-a"), arn("eks/node-b")].map((node) => nodeRole(node)) }, [
  "create-policy",
  "attach-policy",
  "attach-policy",
]);
test(
  "a policy that is right stays, whatever its white space",
  plans,
  { policyText: JSON.stringify(JSON.parse(wanted), null, 4), nodeRoles: attached },
  [],
);
test(
  "a policy that says something else is replaced",
  plans,
  { policyText: wanted.replace("role/pods/*", "role/*"), nodeRoles: attached },
  ["replace-policy"],
);
test(
  "a values file that differs is written",
  plans,
  { policyText: wanted, nodeRoles: attached, valuesBefore: undefined },
  ["write-file"],
);
test(
  "a node role without a free slot has the policy written into it",
  plans,
  { nodeRoles: [nodeRole(arn("node-a"), { attachedPolicyArns: filled }), nodeRole(arn("node-b"))] },
  ["create-policy", "write-inline-policy", "attach-policy"],
);
test(
  "with every slot full there is no managed policy at all",
  plans,
  { nodeRoles: [nodeRole(arn("node-a"), { attachedPolicyArns: filled })] },
  ["write-inline-policy"],
);
test(
  "an inline policy that is right stays, and one that is not is written again",
  plans,
  {
    nodeRoles: [
      nodeRole(arn("node-a"), { inlineText: wanted }),
      nodeRole(arn("node-b"), { inlineText: wanted.replace("role/pods/*", "role/*") }),
    ],
  },
  ["write-inline-policy"],
);
test("inline by wish", plans, { inline: true, policyText: wanted, nodeRoles: attached }, [
  ...["write-inline-policy", "detach-policy"],
]);
test(
  "an inline policy that the attached one makes superfluous goes",
  plans,
  {
    policyText: wanted,
    nodeRoles: [nodeRole(arn("node-a"), { attachedPolicyArns: [policyArn], inlineText: wanted })],
  },
  ["write-inline-policy"],
);

const boundary = newBoundaryPolicy(cluster, { ...cluster, prefix: "/pods/" });
const fenced = wanted.replace(
  "]}",
  ',{"Sid":"IamctlFence","Effect":"Deny","Action":"sts:AssumeRole","NotResource":"arn:aws:iam::111122223333:role/pods/*"}]}',
);
test(
  "a fence by Deny is in the policy that is there",
  plans,
  { fence: "deny", policyText: wanted, nodeRoles: attached },
  ["replace-policy"],
);
test("a fence that is there stays", plans, { fence: "deny", policyText: fenced, nodeRoles: attached }, []);
test("a fence is taken away again", plans, { fence: "none", policyText: fenced, nodeRoles: attached }, [
  "replace-policy",
]);
test("a fence by boundary", plans, { fence: "boundary", policyText: wanted, nodeRoles: attached }, [
  ...["create-policy", "set-boundary"],
]);
test(
  "a boundary that is there stays, and one that says something else is replaced",
  plans,
  {
    ...{
      fence: "boundary",
      policyText: wanted,
      boundary: { ...boundary, document: '{"Version":"2012-10-17","Statement":[]}' },
    },
    nodeRoles: [nodeRole(arn("node-a"), { attachedPolicyArns: [policyArn], boundaryArn: boundary.arn })],
  },
  ["replace-policy"],
);
test(
  "a boundary of ours is taken off",
  plans,
  {
    ...{ policyText: wanted, boundary },
    nodeRoles: [nodeRole(arn("node-a"), { attachedPolicyArns: [policyArn], boundaryArn: boundary.arn })],
  },
  ["set-boundary"],
);
test(
  "somebody else's boundary is not replaced",
  plans,
  {
    fence: "boundary",
    nodeRoles: [nodeRole(arn("node-a"), { boundaryArn: "arn:aws:iam::111122223333:policy/theirs" })],
  },
  "node-a already has a permissions boundary",
);
test(
  "somebody else's boundary is no obstacle to a Deny",
  plans,
  { fence: "deny", nodeRoles: [nodeRole(arn("node-a"), { boundaryArn: "arn:aws:iam::111122223333:policy/theirs" })] },
  ["create-policy", "attach-policy"],
);
test(
  "a node role whose slots are full with ours among them is fine",
  plans,
  { policyText: wanted, nodeRoles: [nodeRole(arn("node-a"), { attachedPolicyArns: [...filled.slice(1), policyArn] })] },
  [],
);

test("the policy's name is one that IAM takes, whatever the cluster is called", (t) => {
  const name = `arn:aws:eks:eu-west-1:111122223333:cluster/${"x".repeat(150)}`;
  t.regex(assumePolicyArn({ ...cluster, name }), /:policy\/iamctl\/[\w+=,.@-]{1,128}$/);
});

test("the inline policy is called like the managed one, so that either is found by name", (t) => {
  t.true(policyArn.endsWith(`/${assumePolicyName(cluster)}`));
});

test("clusters of one name in two regions have a policy each", (t) => {
  t.not(assumePolicyArn(cluster), assumePolicyArn({ ...cluster, region: "us-east-1" }));
});

for (const [title, node, note] of [
  ["none: it is attached", {}, []],
  [
    "no slot is free",
    { attachedPolicyArns: filled },
    ["node-a has all its 10 managed policies: the policy is written into the role."],
  ],
  [
    "an earlier run wrote it there",
    { inlineText: wanted },
    ["node-a keeps the policy inside it, where an earlier run wrote it."],
  ],
] as const) {
  test(`why the policy is inside a node role without having been asked for: ${title}`, (t) => {
    const nodeRoles = [nodeRole(arn("node-a"), node)];
    const facts = { cluster, nodeRoles, policyText: undefined, boundary: undefined, valuesBefore: "same" };
    const planned = planInit({ ...facts, attachedPoliciesQuota: 10 }, wishes);
    t.deepEqual(planned.kind === "planned" && planned.plan.notes, note);
  });
}

const tagging = wanted.replace('"sts:AssumeRole"', '["sts:AssumeRole","sts:TagSession"]');
test(
  "a proxy that tags sessions needs that allowed, too",
  plans,
  { tagSessions: true, policyText: wanted, nodeRoles: attached },
  ["replace-policy"],
);
test("what allows it stays", plans, { tagSessions: true, policyText: tagging, nodeRoles: attached }, []);
test("without that wish it is taken away", plans, { policyText: tagging, nodeRoles: attached }, ["replace-policy"]);
test(
  "a boundary lets tags through whatever the wish",
  plans,
  {
    fence: "boundary",
    tagSessions: true,
    policyText: tagging,
    boundary,
    nodeRoles: [nodeRole(arn("node-a"), { attachedPolicyArns: [policyArn], boundaryArn: boundary.arn })],
  },
  [],
);
