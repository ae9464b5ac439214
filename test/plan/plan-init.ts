import test from "ava";
import { assumePolicyArn, type InitFacts, planInit } from "../../src/plan/plan-init.ts";
import { arn, snapshot } from "../helpers/build.ts";

const { cluster } = snapshot();
const policyArn = assumePolicyArn(cluster);
const wanted =
  '{"Version":"2012-10-17","Statement":[{"Sid":"IamctlAssumePodRoles","Effect":"Allow","Action":"sts:AssumeRole","Resource":"arn:aws:iam::111122223333:role/pods/*"}]}';

const plans = test.macro((t, change: Partial<InitFacts>, expected: readonly string[] | string) => {
  const facts: InitFacts = {
    cluster,
    nodeRoles: [{ arn: arn("node-a"), attachedPolicyArns: [] }],
    policyText: undefined,
    attachedPoliciesQuota: 10,
    valuesBefore: "same",
    ...change,
  };
  const planned = planInit(facts, { prefix: "/pods/", values: { path: "values.yaml", text: "same" } });
  if (planned.kind === "refused") return t.true(planned.problem.includes(String(expected)), planned.problem);
  return t.deepEqual(
    planned.plan.steps.map(({ kind }) => kind),
    expected,
  );
});

const filled = Array.from({ length: 10 }, (_, index) => `arn:aws:iam::aws:policy/P${index}`);
const attached = [{ arn: arn("node-a"), attachedPolicyArns: [policyArn] }];

test(
  "without a node role there is nobody to set up",
  plans,
  { nodeRoles: [] },
  "none of the nodes of harbor-prod has a role",
);
test("a new account gets the policy, attached", plans, {}, ["create-policy", "attach-policy"]);
test(
  "each node role gets it",
  plans,
  { nodeRoles: [arn("node-a"), arn("eks/node-b")].map((node) => ({ arn: node, attachedPolicyArns: [] })) },
  ["create-policy", "attach-policy", "attach-policy"],
);
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
  "a node role without a free slot is refused by name",
  plans,
  { nodeRoles: [{ arn: arn("node-a"), attachedPolicyArns: filled }] },
  "node-a already has 10",
);
test(
  "a node role whose slots are full with ours among them is fine",
  plans,
  { policyText: wanted, nodeRoles: [{ arn: arn("node-a"), attachedPolicyArns: [...filled.slice(1), policyArn] }] },
  [],
);

test("the policy's name is one that IAM takes, whatever the cluster is called", (t) => {
  const name = `arn:aws:eks:eu-west-1:111122223333:cluster/${"x".repeat(150)}`;
  t.regex(assumePolicyArn({ ...cluster, name }), /:policy\/iamctl\/[\w+=,.@-]{1,128}$/);
});

test("clusters of one name in two regions have a policy each", (t) => {
  t.not(assumePolicyArn(cluster), assumePolicyArn({ ...cluster, region: "us-east-1" }));
});
