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
