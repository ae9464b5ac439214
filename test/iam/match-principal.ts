// Which principals are the caller: by role, session, account, user, service, and by NotPrincipal.
import test from "ava";
import { home, policy, trusts } from "../helpers/iam-build.ts";
import { caller, decide, may, node, root, stranger, tight, trust, wide, type Question } from "../helpers/iam-assume.ts";

const decides = test.macro((t, question: Question, expected: string) => t.is(decide(question), expected));

test(
  "a role of the same name without the path is another role",
  decides,
  { resource: trust({ AWS: `arn:aws:iam::${home}:role/node-a` }) },
  "implicit deny of resource",
);
test(
  "a role in another letter case is another role",
  decides,
  { resource: trust({ AWS: node.replace("node-a", "Node-A") }) },
  "implicit deny of resource",
);
test(
  "the unique id of a deleted role admits nobody",
  decides,
  { resource: trust({ AWS: "AROAEXAMPLEID" }) },
  "implicit deny of resource",
);
test(
  "an instance profile is no principal",
  decides,
  { resource: trust({ AWS: `arn:aws:iam::${home}:instance-profile/node-a` }) },
  "implicit deny of resource",
);
test(
  "the root of the same account number in another partition",
  decides,
  { resource: trust({ AWS: `arn:aws-cn:iam::${home}:root` }), identity: [may] },
  "implicit deny of resource",
);
test(
  "a user named by ARN is not limited by a boundary",
  decides,
  {
    caller: { account: home, partition: "aws", arn: `arn:aws:iam::${home}:user/alice` },
    resource: trust({ AWS: `arn:aws:iam::${home}:user/alice` }),
    boundary: tight,
  },
  "allow by trust[0]",
);
test(
  "a service is admitted by its name",
  decides,
  {
    caller: { account: "", partition: "aws", arn: "", service: "ec2.amazonaws.com" },
    resource: trust({ Service: "ec2.amazonaws.com" }),
  },
  "allow by trust[0]",
);

// NotPrincipal.
const others = (effect: string, ...aws: string[]) =>
  policy("trust", trusts({ AWS: node }), { Effect: effect, NotPrincipal: { AWS: aws }, Action: "sts:*" });
test(
  "Deny with NotPrincipal spares who is listed by account, role and session",
  decides,
  { resource: others("Deny", root, node, caller.arn) },
  "allow by trust[0]",
);
test(
  "Deny with NotPrincipal hits who is not listed at all",
  decides,
  { resource: others("Deny", stranger.AWS) },
  "deny by trust[1]",
);
test(
  "Deny with NotPrincipal is open for who is listed by role only",
  decides,
  { resource: others("Deny", node) },
  "unknown without NotPrincipal by trust[1]",
);
test(
  "Deny with NotPrincipal hits whoever has a boundary",
  decides,
  { resource: others("Deny", root, node, caller.arn), boundary: wide },
  "deny by trust[1]",
);
test(
  "Allow with NotPrincipal admits who is not listed",
  decides,
  { resource: policy("trust", { Effect: "Allow", NotPrincipal: stranger, Action: "sts:AssumeRole" }) },
  "allow by trust[0]",
);

// Callers that an identity provider vouches for.
const provider = `arn:aws:iam::${home}:oidc-provider/oidc.eks.eu-west-1.amazonaws.com/id/X`;
const claims = "oidc.eks.eu-west-1.amazonaws.com/id/X";
const subject = "system:serviceaccount:shop:api";

function federate(condition: object, principal: object = { Federated: provider }): Question {
  const statement = trusts(principal, { Action: "sts:AssumeRoleWithWebIdentity", Condition: condition });
  return {
    action: "sts:AssumeRoleWithWebIdentity",
    caller: { account: "", partition: "aws", arn: "", federated: provider },
    context: { [`${claims}:sub`]: subject, [`${claims}:aud`]: "sts.amazonaws.com" },
    resource: policy("trust", statement),
  };
}

test("a provider by its ARN", decides, federate({}), "allow by trust[0]");
test("another provider", decides, federate({}, { Federated: `${provider}Y` }), "implicit deny of resource");
test("the account does not stand for its providers", decides, federate({}, { AWS: home }), "implicit deny of resource");
test(
  "the subject and the audience",
  decides,
  federate({ StringEquals: { [`${claims}:sub`]: subject, [`${claims}:aud`]: "sts.amazonaws.com" } }),
  "allow by trust[0]",
);
test(
  "another subject",
  decides,
  federate({ StringEquals: { [`${claims}:sub`]: `${subject}-2` } }),
  "implicit deny of resource",
);
test(
  "a wildcard in the subject is text under StringEquals",
  decides,
  federate({ StringEquals: { [`${claims}:sub`]: "system:serviceaccount:shop:*" } }),
  "implicit deny of resource",
);
test(
  "a wildcard in the subject under StringLike",
  decides,
  federate({ StringLike: { [`${claims}:sub`]: "system:serviceaccount:*:api" } }),
  "allow by trust[0]",
);
