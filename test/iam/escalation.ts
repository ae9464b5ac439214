// Which policies make their holder an administrator.
import test from "ava";
import { adminLike } from "../../src/iam/escalation.ts";
import type { PolicySource } from "../../src/iam/evaluate.ts";
import { allow, deny, home, policy } from "../helpers/iam-build.ts";

const found = test.macro((t, policies: PolicySource[], by: string, why: RegExp) => {
  const finding = adminLike(policies);
  t.is(`${finding?.statement.policy}[${finding?.statement.index}]`, by);
  t.regex(finding?.why ?? "", why);
});
const harmless = test.macro((t, policies: PolicySource[], boundary?: PolicySource) =>
  t.is(adminLike(policies, boundary), undefined),
);
const when = (condition: object) => ({ Condition: condition });

test(
  "everything on everything",
  found,
  [policy("AdministratorAccess", allow("*"))],
  "AdministratorAccess[0]",
  /every action on every resource/,
);
test(
  "the statement is named",
  found,
  [policy("read", allow("s3:*")), policy("more", allow("s3:*"), allow(["ec2:*", "*"]))],
  "more[1]",
  /every action/,
);
test(
  "every action of a service by a pattern",
  found,
  [policy("p", allow("*:*"))],
  "p[0]",
  /every action on every resource/,
);
test("iam:*", found, [policy("p", allow("iam:*"))], "p[0]", /every IAM action/);
test(
  "everything but a few services",
  found,
  [policy("p", { Effect: "Allow", NotAction: ["s3:*", "ec2:*"], Resource: "*" })],
  "p[0]",
  /every action on every resource/,
);
test("writing inline policies", found, [policy("p", allow("iam:PutRolePolicy"))], "p[0]", /PutRolePolicy/);
test("attaching policies", found, [policy("p", allow("iam:Attach*"))], "p[0]", /AttachRolePolicy/);
test(
  "new versions of managed policies",
  found,
  [policy("p", allow("iam:CreatePolicyVersion", "arn:aws:iam::*:policy/*"))],
  "p[0]",
  /CreatePolicyVersion/,
);
test("rewriting trust", found, [policy("p", allow("iam:UpdateAssumeRolePolicy"))], "p[0]", /UpdateAssumeRolePolicy/);
test(
  "any role of one account",
  found,
  [policy("p", allow("iam:PutRolePolicy", `arn:aws:iam::${home}:role/*`))],
  "p[0]",
  /PutRolePolicy/,
);
test(
  "any role of an account in China",
  found,
  [policy("p", allow("iam:PutRolePolicy", `arn:aws-cn:iam::${home}:role/*`))],
  "p[0]",
  /PutRolePolicy/,
);
test(
  "in one Region only",
  found,
  [policy("p", allow("*", "*", when({ StringEquals: { "aws:RequestedRegion": "eu-west-1" } })))],
  "p[0]",
  /every action/,
);
test(
  "with MFA only",
  found,
  [policy("p", allow("iam:*", "*", when({ Bool: { "aws:MultiFactorAuthPresent": "true" } })))],
  "p[0]",
  /every IAM action/,
);
test("a Deny of something else", found, [policy("p", allow("*"), deny("s3:DeleteBucket"))], "p[0]", /every action/);
test(
  "a Deny of one way leaves the others",
  found,
  [policy("p", allow(["iam:PutRolePolicy", "iam:AttachRolePolicy"]), deny("iam:PutRolePolicy"))],
  "p[0]",
  /AttachRolePolicy/,
);

test(
  "a Deny outside one Region: the Allow is named",
  found,
  [policy("p", deny("*", "*", when({ StringNotEquals: { "aws:RequestedRegion": "eu-west-1" } })), allow("*"))],
  "p[1]",
  /every action/,
);

test("no policy", harmless, []);
test("another service altogether", harmless, [policy("p", allow("s3:*"))]);
test("reading IAM", harmless, [policy("p", allow(["iam:Get*", "iam:List*"]))]);
test("everything but IAM", harmless, [
  policy("p", { Effect: "Allow", NotAction: ["iam:*", "organizations:*", "account:*"], Resource: "*" }),
]);
test("roles under one path", harmless, [policy("p", allow("iam:*", `arn:aws:iam::${home}:role/pods/*`))]);
test("one's own name by a variable", harmless, [policy("p", allow("iam:*", "arn:aws:iam::*:user/${aws:username}"))]);
test("only with a boundary set: that is delegation", harmless, [
  policy("p", allow("iam:*", "*", when({ StringEquals: { "iam:PermissionsBoundary": "arn:aws:iam::1:policy/b" } }))),
]);
test("only on tagged roles", harmless, [
  policy("p", allow("iam:*", "*", when({ StringEquals: { "iam:ResourceTag/team": "x" } }))),
]);
test("a Deny of everything in IAM", harmless, [policy("p", allow(["iam:*"])), policy("guard", deny("iam:*"))]);
test("a boundary without IAM", harmless, [policy("p", allow("*"))], policy("boundary", allow(["s3:*", "ec2:*"])));
