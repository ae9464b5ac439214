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
  ["everything denied, the long way", [allow("s3:*"), { Effect: "Deny", Action: "*:*", Resource: "*" }], {}],
  [
    "a Deny on all but some resources takes nothing away",
    [allow("s3:GetObject"), { Effect: "Deny", Action: "s3:*", NotResource: "*" }],
    { s3: "read" },
  ],
  [
    "nor does one on some",
    [allow("s3:GetObject"), { Effect: "Deny", Action: "s3:*", Resource: "arn:aws:s3:::ledger" }],
    { s3: "read" },
  ],
  ["nor one on none that is named", [allow("s3:GetObject"), { Effect: "Deny", Action: "s3:*" }], { s3: "read" }],
  [
    "nor one of all but some actions",
    [allow("s3:GetObject"), { Effect: "Deny", NotAction: "s3:*", Resource: "*" }],
    { s3: "read" },
  ],
  [
    "a Deny of services whose names end alike takes none of them away",
    [allow("s3:GetObject"), { Effect: "Deny", Action: "x*s3:*", Resource: "*" }],
    { s3: "read" },
  ],
  [
    "a Deny by the end of an action takes no service away",
    [allow("s3:GetObject"), { Effect: "Deny", Action: "s3:*Bucket", Resource: "*" }],
    { s3: "read" },
  ],
  ["a Deny in other letters", [allow("s3:GetObject"), { Effect: "Deny", Action: "S3:*", Resource: "*" }], {}],
  ["a wildcard in the service may be any", [allow("s?:GetObject")], { "*": "change" }],
  ["a reading verb inside another", [allow("s3:PutGetObject")], { s3: "change" }],
  ["no policy", [], {}],
];

for (const [title, statements, reach] of cases) {
  test(`what a role reaches: ${title}`, (t) => {
    const facts = role("pods/api", { policies: statements.length === 0 ? [] : [policy("inline", ...statements)] });
    t.deepEqual(Object.fromEntries(reachOf(facts).map(({ service, mode }) => [service, mode])), reach);
  });
}

test("services come by name, in whatever order they are allowed", (t) => {
  const services = ["sqs", "ec2", "s3", "dynamodb"];
  const facts = role("pods/api", {
    policies: [policy("inline", allow(services.map((service) => `${service}:GetIt`)))],
  });
  t.deepEqual(
    reachOf(facts),
    services.toSorted().map((service) => ({ service, mode: "read" })),
  );
});
