// Generated request contexts and condition blocks: every operator, every set prefix, IfExists, variables.
import * as fc from "fast-check";

type Family = "string" | "number" | "date" | "bool" | "address" | "arn" | "list";

/** Condition keys by the type of their values, with values worth comparing; all but sts:ExternalId go with every action. */
const families: Readonly<Record<Family, { readonly keys: readonly string[]; readonly values: readonly string[] }>> = {
  string: {
    keys: ["aws:PrincipalTag/team", "aws:userid", "aws:username", "sts:ExternalId"],
    values: [
      "orders",
      "Orders",
      "orders-eu",
      "alice",
      "a*b",
      "a?b",
      "",
      "${aws:username}",
      "true",
      "10",
      "QmluYXJ5",
      "1.5",
    ],
  },
  number: { keys: ["aws:MultiFactorAuthAge"], values: ["10", "9", "10.0", "3600", "0", "-5"] },
  date: {
    keys: ["aws:CurrentTime", "aws:TokenIssueTime"],
    values: ["2024-02-29T12:00:00Z", "2024-02-29T13:00:00+01:00", "2026-01-01T00:00:00Z", "2019-07-04T23:59:59Z"],
  },
  bool: { keys: ["aws:SecureTransport", "aws:MultiFactorAuthPresent"], values: ["true", "false"] },
  address: {
    keys: ["aws:SourceIp", "aws:VpcSourceIp"],
    values: ["203.0.113.7", "203.0.114.7", "10.0.0.1", "2001:db8:1234:5678::1", "2001:db8:1235::1", "::1"],
  },
  arn: {
    keys: ["aws:PrincipalArn", "aws:SourceArn"],
    values: [
      "arn:aws:iam::111122223333:role/node-a",
      "arn:aws:iam::111122223333:role/eks/node-a",
      "arn:aws:iam::444455556666:role/node-a",
      "arn:aws:sns:eu-west-1:111122223333:topic",
      "arn:aws:logs:eu-west-1:111122223333:log-group:one:two",
    ],
  },
  list: {
    keys: ["aws:TagKeys", "aws:PrincipalOrgPaths", "aws:CalledVia"],
    values: ["orders", "Orders", "o-1/r-1/ou-1/", "o-1/r-1/ou-2/", "alice", "x"],
  },
};

/** Values a policy may compare with, besides those that requests carry. */
const policyValues: Readonly<Record<Family, readonly string[]>> = {
  string: [
    "orders*",
    "*",
    "?rders",
    "a${*}b",
    "a${?}b",
    "${aws:username}",
    "${aws:PrincipalTag/team, 'orders'}",
    "${$}{aws:username}",
    "${AWS:UserName}-eu",
  ],
  number: ["10.5", "100", "9.99"],
  date: ["2024-02-29", "2024-02", "1709208000", "2024-02-29T12:00Z"],
  bool: ["True", "FALSE"],
  address: [
    "203.0.113.0/24",
    "10.0.0.0/8",
    "0.0.0.0/0",
    "2001:db8:1234:5678::/64",
    "2001:DB8::/32",
    "::/0",
    "203.0.113.7/32",
    "203.0.112.0/23",
    "2001:db8:1234::/47",
  ],
  arn: [
    "arn:aws:iam::111122223333:role/*",
    "arn:aws:iam::*:role/node-?",
    "arn:*:iam::111122223333:role/*/node-a",
    "arn:aws:logs:*:*:log-group:*",
    "arn:aws:*:*:111122223333:*",
    "arn:aws:iam::111122223333:role/${aws:username}",
  ],
  list: ["orders*", "o-1/*", "*", "?", "${aws:username}"],
};

const operators: Readonly<Record<Family, readonly string[]>> = {
  string: [
    "StringEquals",
    "StringNotEquals",
    "StringEqualsIgnoreCase",
    "StringNotEqualsIgnoreCase",
    "StringLike",
    "StringNotLike",
    "BinaryEquals",
  ],
  number: ordered("Numeric"),
  date: ordered("Date"),
  bool: ["Bool"],
  address: ["IpAddress", "NotIpAddress"],
  arn: ["ArnEquals", "ArnLike", "ArnNotEquals", "ArnNotLike", "StringLike", "StringNotLike"],
  list: ["StringEquals", "StringNotEquals", "StringLike", "StringNotLike", "StringEqualsIgnoreCase"],
};

function ordered(family: string): string[] {
  return ["Equals", "NotEquals", "LessThan", "LessThanEquals", "GreaterThan", "GreaterThanEquals"].map(
    (name) => family + name,
  );
}

const familyNames = Object.keys(families) as Family[];

export function arbitraryContext(): fc.Arbitrary<Record<string, string | string[]>> {
  const entries = familyNames.flatMap((family) => {
    return families[family].keys.map((key) => {
      const value = fc.constantFrom(...families[family].values);
      const present: fc.Arbitrary<string | string[]> = family === "list" ? fc.array(value, { maxLength: 3 }) : value;
      return fc.option(present, { nil: undefined, freq: 3 }).map((held) => (held === undefined ? {} : { [key]: held }));
    });
  });
  return fc.tuple(...entries).map((members) => Object.assign({}, ...members) as Record<string, string | string[]>);
}

/** `{}` or `{ Condition: … }` of at most so many operators. */
export function arbitraryConditions(most: number): fc.Arbitrary<object> {
  return fc.array(arbitraryCondition(), { maxLength: most }).map((conditions) => {
    return conditions.length === 0 ? {} : { Condition: joined(conditions) };
  });
}

/** Operator → key → values. */
type Block = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** Two keys under one operator stand side by side. */
function joined(blocks: readonly Block[]): Block {
  const all = new Map<string, Block[string]>();
  for (const [operator, keys] of blocks.flatMap((block) => Object.entries(block))) {
    all.set(operator, { ...all.get(operator), ...keys });
  }
  return Object.fromEntries(all);
}

function arbitraryCondition(): fc.Arbitrary<Block> {
  return fc.oneof(
    { weight: 1, arbitrary: arbitraryNull() },
    { weight: 12, arbitrary: fc.constantFrom(...familyNames).chain(arbitraryComparison) },
  );
}

function arbitraryNull(): fc.Arbitrary<Block> {
  const keys = familyNames.flatMap((family) => families[family].keys);
  return fc
    .record({ key: fc.constantFrom(...keys), value: fc.constantFrom("true", "false") })
    .map(({ key, value }) => ({ Null: { [key]: value } }));
}

function arbitraryComparison(family: Family): fc.Arbitrary<Block> {
  const value = fc.constantFrom(...families[family].values, ...policyValues[family]);
  return fc
    .record({
      prefix:
        family === "list"
          ? fc.constantFrom("ForAnyValue:", "ForAllValues:")
          : fc.constantFrom("", "", "", "", "ForAnyValue:", "ForAllValues:"),
      operator: fc.constantFrom(...operators[family]),
      suffix: fc.constantFrom("", "", "IfExists"),
      key: fc.constantFrom(...families[family].keys),
      upper: fc.boolean(),
      values: fc.oneof(value, fc.array(value, { minLength: 1, maxLength: 3 })),
    })
    .map(({ prefix, operator, suffix, key, upper, values }) => ({
      [`${prefix}${operator}${suffix}`]: {
        [upper ? key.toUpperCase().replace(/\/.*/, (tag) => tag.toLowerCase()) : key]: values,
      },
    }));
}
