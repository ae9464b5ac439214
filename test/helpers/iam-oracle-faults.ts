// Where the independent evaluator departs from AWS's documentation, as narrowly as each class can be told.
import type { Verdict } from "./iam-oracle.ts";
import type { AccessCase } from "./iam-cases.ts";
import { allOf, conditionsOf, statementsIn, type HeldCondition } from "./iam-case-parts.ts";

/** One class of wrong answers; `docs/evaluator-oracle.md` cites AWS's words on each, under the same name. */
export interface OracleFault {
  readonly name: string;
  /** Whether a case belongs to the class, so that the two evaluators may differ on it. */
  readonly touches: (question: AccessCase) => boolean;
  /** A case of the class, and what AWS's documentation makes of it. */
  readonly example: AccessCase;
  readonly aws: Verdict;
}

const alice = {
  account: "111122223333",
  arn: "arn:aws:iam::111122223333:user/alice",
  role: undefined,
  service: undefined,
};

function allowing(statement: object, context: AccessCase["context"] = {}, version = "2012-10-17"): AccessCase {
  const everywhere = "NotResource" in statement ? {} : { Resource: "*" };
  return {
    action: "s3:ListBucket",
    resource: "arn:aws:s3:::harbor-alice",
    resourceAccount: alice.account,
    caller: alice,
    context,
    identity: [{ Version: version, Statement: [{ Effect: "Allow", Action: "s3:*", ...everywhere, ...statement }] }],
    boundary: undefined,
    session: undefined,
    resourcePolicy: undefined,
  };
}

function when(operator: string, key: string, value: string): object {
  return { Condition: { [operator]: { [key]: value } } };
}

export const oracleFaults: readonly OracleFault[] = [
  {
    name: "variables in the old version",
    touches: (question) =>
      statementsIn(question).some(({ version, text }) => version === "2008-10-17" && text.includes("${")),
    example: allowing({ Resource: "arn:aws:s3:::harbor-${aws:username}" }, { "aws:username": "alice" }, "2008-10-17"),
    aws: "implicit-deny",
  },
  {
    name: "variables in a resource without a type",
    touches: (question) => allOf(question, "Resource", "NotResource").some(isBareWithVariable),
    example: {
      ...allowing(
        { Action: "sqs:*", Resource: "arn:aws:sqs:eu-west-1:111122223333:${aws:username}" },
        { "aws:username": "alice" },
      ),
      action: "sqs:SendMessage",
      resource: "arn:aws:sqs:eu-west-1:111122223333:alice",
    },
    aws: "allow",
  },
  {
    name: "NotResource with a variable that has no value",
    touches: (question) => allOf(question, "NotResource").some((pattern) => lacksValue(pattern, question)),
    example: allowing({ NotResource: "arn:aws:s3:::harbor-${aws:username}" }),
    aws: "allow",
  },
  {
    name: "session policies and grants to the session itself",
    touches: (question) =>
      question.session !== undefined && question.resourcePolicy !== undefined && grantsDirectly(question),
    example: sessionGrant(),
    aws: "allow",
  },
  {
    name: "epoch dates",
    touches: some((held) => held.operator.includes("Date") && held.values.some((value) => /^\d+$/.test(value))),
    example: allowing(when("DateEquals", "aws:CurrentTime", "1709208000"), {
      "aws:CurrentTime": "2024-02-29T12:00:00Z",
    }),
    aws: "allow",
  },
  {
    name: "the range of all IPv4 addresses",
    touches: some((held) => held.operator.includes("IpAddress") && held.values.includes("0.0.0.0/0")),
    example: allowing(when("IpAddress", "aws:SourceIp", "0.0.0.0/0"), { "aws:SourceIp": "203.0.113.7" }),
    aws: "allow",
  },
  {
    name: "NotIpAddress with a single address of the other family",
    touches: some((held) => held.operator.includes("NotIpAddress") && crossesFamilies(held)),
    example: allowing(when("NotIpAddress", "aws:SourceIp", "203.0.113.7"), { "aws:SourceIp": "2001:db8::1" }),
    aws: "allow",
  },
  {
    name: "ForAnyValue with IfExists on a missing key",
    touches: some(
      (held) =>
        held.operator.startsWith("ForAnyValue:") && held.operator.endsWith("IfExists") && held.actual.length === 0,
    ),
    example: allowing(when("ForAnyValue:StringEqualsIfExists", "aws:TagKeys", "team")),
    aws: "allow",
  },
  {
    name: "negated operators with a variable that has no value",
    touches: (question) => {
      return conditionsOf(question).some(({ operator, values }) => {
        return /(?:String|Arn)Not/.test(operator) && values.some((value) => lacksValue(value, question));
      });
    },
    example: allowing(when("StringNotEquals", "aws:userid", "${aws:PrincipalTag/team}"), { "aws:userid": "orders" }),
    aws: "allow",
  },
  {
    name: "escapes under the exact string operators",
    touches: some(
      (held) => /String(?:Not)?Equals/.test(held.operator) && held.values.some((value) => /\$\{[*?$]\}/.test(value)),
    ),
    example: allowing(when("StringEquals", "aws:userid", "a${*}b"), { "aws:userid": "a*b" }),
    aws: "allow",
  },
  {
    name: "null data sets",
    touches: some(
      (held) =>
        (held.operator === "Null" || held.operator.startsWith("For")) &&
        held.isPresent &&
        held.actual.every((value) => value === ""),
    ),
    example: allowing(when("ForAllValues:StringEquals", "aws:TagKeys", "team"), { "aws:TagKeys": [""] }),
    aws: "allow",
  },
];

function some(touches: (held: HeldCondition) => boolean): (question: AccessCase) => boolean {
  return (question) => conditionsOf(question).some(touches);
}

/** A resource portion that begins neither with a type and a slash or colon nor belongs to S3. */
function isBareWithVariable(pattern: string): boolean {
  return /^arn:[^:]*:(?!s3:)[^:]*:[^:]*:[^:]*:[^/:$]*\$\{/.test(pattern);
}

/** Whether the text has a variable without a default whose key is absent, empty or a list. */
function lacksValue(text: string, question: AccessCase): boolean {
  const held = new Map(Object.entries(question.context).map(([key, value]) => [key.toLowerCase(), value]));
  return [...text.matchAll(/\$\{([^}*?$,]+)\}/g)].some(([, key = ""]) => {
    const value = held.get(key.toLowerCase());
    return typeof value !== "string" || value === "";
  });
}

function crossesFamilies({ values, actual }: HeldCondition): boolean {
  return actual.some((address) =>
    values.some((range) => !range.includes("/") && range.includes(":") !== address.includes(":")),
  );
}

function grantsDirectly(question: AccessCase): boolean {
  const names = allOf(
    { ...question, identity: [], boundary: undefined, session: undefined },
    "Principal",
    "NotPrincipal",
  );
  return (
    names.includes("*") ||
    names.includes(question.caller.arn) ||
    JSON.stringify(question.resourcePolicy).includes("NotPrincipal")
  );
}

function sessionGrant(): AccessCase {
  const arn = "arn:aws:sts::111122223333:assumed-role/node-a/i-0abc";
  const caller = { account: alice.account, arn, role: "arn:aws:iam::111122223333:role/node-a", service: undefined };
  const statement = { Effect: "Allow", Principal: { AWS: arn }, Action: "s3:*", Resource: "arn:aws:s3:::harbor-alice" };
  const other = { Version: "2012-10-17", Statement: { Effect: "Allow", Action: "sqs:*", Resource: "*" } };
  return {
    ...allowing({}),
    caller,
    identity: [],
    session: other,
    resourcePolicy: { Version: "2012-10-17", Statement: [statement] },
  };
}
