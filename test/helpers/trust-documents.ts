// Generates trust policies in all the shapes that people and tools write them in.
import * as fc from "fast-check";
import { accountId, arn } from "./build.ts";

const principals = fc.constantFrom<unknown>(
  "*",
  { AWS: "*" },
  { AWS: `arn:aws:iam::${accountId}:root` },
  { AWS: accountId },
  { AWS: arn("node-a") },
  { AWS: [arn("node-a"), arn("eks/node-b")] },
  { AWS: "AROAEXAMPLEDELETEDROLE" },
  { Service: "ec2.amazonaws.com" },
  { Service: ["ec2.amazonaws.com", "lambda.amazonaws.com"], AWS: arn("ci") },
  { Federated: "cognito-identity.amazonaws.com" },
);

const conditions = fc.constantFrom<unknown>(
  undefined,
  { StringEquals: { "sts:ExternalId": "42" } },
  { Bool: { "aws:MultiFactorAuthPresent": true } },
  { ArnLike: { "aws:PrincipalArn": [`arn:aws:iam::${accountId}:role/node-*`] } },
);

const statements = fc
  .record({
    sid: fc.constantFrom(undefined, "Trust", "IamctlOther", "AllowEC2"),
    effect: fc.constantFrom("Allow", "Allow", "Allow", "Deny"),
    action: fc.constantFrom<unknown>(
      "sts:AssumeRole",
      ["sts:AssumeRole"],
      ["sts:AssumeRole", "sts:TagSession"],
      "sts:*",
    ),
    principal: principals,
    condition: conditions,
  })
  .map(({ sid, effect, action, principal, condition }) => ({
    ...(sid !== undefined && { Sid: sid }),
    Effect: effect,
    Principal: principal,
    Action: action,
    ...(condition !== undefined && { Condition: condition }),
  }));

/** As text, because text is what iamctl must give back: compact or indented, one statement bare or in a list. */
export const trustTexts: fc.Arbitrary<string> = fc
  .record({
    version: fc.constantFrom("2012-10-17", "2008-10-17"),
    statement: fc.oneof(statements, fc.array(statements, { minLength: 1, maxLength: 4 })),
    indent: fc.constantFrom(undefined, 2, 4, "\t"),
    ending: fc.constantFrom("", "\n"),
  })
  .map(
    ({ version, statement, indent, ending }) =>
      JSON.stringify({ Version: version, Statement: statement }, undefined, indent) + ending,
  );
