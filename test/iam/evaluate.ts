// Who must consent to a request: layers of policies in one account and across accounts.
import test from "ava";
import { allow, home, instanceOf, policy } from "../helpers/iam-build.ts";
import {
  caller,
  decide,
  farNode,
  may,
  node,
  root,
  stranger,
  tight,
  trust,
  wide,
  type Question,
} from "../helpers/iam-assume.ts";

const decides = test.macro((t, question: Question, expected: string) => t.is(decide(question), expected));

// The table of who needs what, in one account.
test("the exact role: trust alone is enough", decides, { resource: trust({ AWS: node }) }, "allow by trust[0]");
test(
  "the exact role: a boundary without the action limits it",
  decides,
  { resource: trust({ AWS: node }), boundary: tight },
  "implicit deny of boundary",
);
test(
  "the exact role: with boundary and identity, the boundary still limits",
  decides,
  { resource: trust({ AWS: node }), identity: [may], boundary: tight },
  "implicit deny of boundary",
);
test(
  "the exact role: a boundary that allows",
  decides,
  { resource: trust({ AWS: node }), boundary: wide },
  "allow by trust[0] + boundary[0]",
);
test(
  "the exact role: a session policy limits it",
  decides,
  { resource: trust({ AWS: node }), session: [policy("session", allow("s3:*"))] },
  "implicit deny of session",
);
test(
  "the exact session: trust alone is enough",
  decides,
  { resource: trust({ AWS: caller.arn }) },
  "allow by trust[0]",
);
test(
  "the exact session: no boundary limits it",
  decides,
  { resource: trust({ AWS: caller.arn }), boundary: tight },
  "allow by trust[0]",
);
test(
  "the account's root: the identity must allow",
  decides,
  { resource: trust({ AWS: root }) },
  "implicit deny of identity",
);
test(
  "the account's root and the identity",
  decides,
  { resource: trust({ AWS: root }), identity: [may] },
  "allow by trust[0] + assume[0]",
);
test(
  "the account's bare id and the identity",
  decides,
  { resource: trust({ AWS: home }), identity: [may] },
  "allow by trust[0] + assume[0]",
);
test(
  "the account, the identity and a boundary without the action",
  decides,
  { resource: trust({ AWS: home }), identity: [may], boundary: tight },
  "implicit deny of boundary",
);
test("everyone: trust alone is enough", decides, { resource: trust("*") }, "allow by trust[0]");
test("everyone, as an AWS principal", decides, { resource: trust({ AWS: "*" }) }, "allow by trust[0]");
test(
  "a service: irrelevant to the node",
  decides,
  { resource: trust({ Service: "ec2.amazonaws.com" }), identity: [may] },
  "implicit deny of resource",
);
test(
  "another role: the identity alone is not enough",
  decides,
  { resource: trust(stranger), identity: [may] },
  "implicit deny of resource",
);

// The same across accounts.
const far = { caller: instanceOf(farNode) };
const farRole = { AWS: farNode };
test(
  "across accounts, trust alone is not enough",
  decides,
  { ...far, resource: trust(farRole) },
  "implicit deny of identity",
);
test(
  "across accounts, the identity alone is not enough",
  decides,
  { ...far, resource: trust(stranger), identity: [may] },
  "implicit deny of resource",
);
test(
  "across accounts, both together",
  decides,
  { ...far, resource: trust(farRole), identity: [may] },
  "allow by trust[0] + assume[0]",
);
test(
  "across accounts, the session's ARN needs the identity too",
  decides,
  { ...far, resource: trust({ AWS: far.caller.arn }) },
  "implicit deny of identity",
);
test(
  "across accounts, everyone needs the identity too",
  decides,
  { ...far, resource: trust("*") },
  "implicit deny of identity",
);
test(
  "across accounts, the boundary limits",
  decides,
  { ...far, resource: trust(farRole), identity: [may], boundary: tight },
  "implicit deny of boundary",
);

// Other requests than for a role.
test(
  "the action's letter case does not count",
  decides,
  { resource: trust("*"), action: "STS:assumerole" },
  "allow by trust[0]",
);
test(
  "NotAction leaves the rest",
  decides,
  {
    action: "s3:GetObject",
    on: "arn:aws:s3:::b/k",
    identity: [policy("most", { Effect: "Allow", NotAction: "iam:*", Resource: "*" })],
  },
  "allow by most[0]",
);
test(
  "where no resource policy is needed, the identity alone is enough",
  decides,
  { action: "s3:GetObject", on: "arn:aws:s3:::b/k", identity: [policy("read", allow("s3:Get*", "arn:aws:s3:::b/*"))] },
  "allow by read[0]",
);
test(
  "without any policy nothing is allowed",
  decides,
  { action: "s3:GetObject", on: "arn:aws:s3:::b/k" },
  "implicit deny of identity",
);
