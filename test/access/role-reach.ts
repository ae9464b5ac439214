import test from "ava";
import { reachOf } from "../../src/access/role-reach.ts";
import { policy, role } from "../helpers/build.ts";

const allow = (Action: string | string[]): object => ({ Effect: "Allow", Action, Resource: "*" });

const cases: readonly [title: string, statements: readonly object[], reach: Readonly<Record<string, string>>][] = [
  ["reading", [allow(["s3:GetObject", "s3:ListBucket"])], { s3: "read" }],
  ["changing wins over reading", [allow("s3:GetObject"), allow("s3:PutObject")], { s3: "change" }],
  ["a wildcard behind a reading verb reads", [allow("ec2:Describe*")], { ec2: "read" }],
  ["a wildcard for a verb may change", [allow("s3:*Object")], { s3: "change" }],
  ["a service as a whole", [allow("dynamodb:*")], { dynamodb: "change" }],
  ["everything", [allow("*")], { "*": "change" }],
  ["everything, the long way", [allow("*:*")], { "*": "change" }],
  ["everything but something", [{ Effect: "Allow", NotAction: "iam:*", Resource: "*" }], { "*": "change" }],
  ["letter case does not matter", [allow("S3:getobject"), allow("s3:GetObject")], { s3: "change" }],
  [
    "a service that is denied as a whole",
    [allow(["s3:GetObject", "iam:PassRole"]), { Effect: "Deny", Action: "iam:*", Resource: "*" }],
    { s3: "read" },
  ],
  [
    "a Deny of some actions takes no service away",
    [allow("iam:PassRole"), { Effect: "Deny", Action: "iam:CreateUser", Resource: "*" }],
    { iam: "change" },
  ],
  [
    "a Deny under a condition takes nothing away",
    [
      allow("s3:GetObject"),
      { Effect: "Deny", Action: "s3:*", Resource: "*", Condition: { Bool: { "aws:SecureTransport": "false" } } },
    ],
    { s3: "read" },
  ],
  ["everything denied", [allow("s3:*"), { Effect: "Deny", Action: "*", Resource: "*" }], {}],
  ["no policy", [], {}],
];

for (const [title, statements, reach] of cases) {
  test(`what a role reaches: ${title}`, (t) => {
    const facts = role("pods/api", { policies: statements.length === 0 ? [] : [policy("inline", ...statements)] });
    t.deepEqual(Object.fromEntries(reachOf(facts).map(({ service, mode }) => [service, mode])), reach);
  });
}
