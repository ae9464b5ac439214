// The condition operators by name, taken apart into set prefix, comparison and IfExists.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
import { containsAddress } from "./compare-addresses.ts";
import { resemblesArn } from "./compare-arns.ts";
import { compareDates } from "./compare-dates.ts";
import { compareNumbers } from "./compare-numbers.ts";
import { equalsBoolean, equalsText, equalsTextIgnoringCase, literalText, resemblesText } from "./compare-strings.ts";
import type { Pattern } from "./match-wildcard.ts";

export interface Operator {
  readonly quantifier: "one" | "any" | "all";
  readonly ifExists: boolean;
  readonly comparison: Comparison;
}

export interface Comparison {
  /** Whether policy variables expand in the policy's values. */
  readonly variables: boolean;
  /** Of a negated operator, `matches` is the positive comparison and no value may match. */
  readonly negated: boolean;
  readonly matches: (wanted: Pattern, actual: string) => boolean;
}

/** `undefined` for a name that IAM does not know. `Null` is not among them: it compares nothing. */
export function parseOperator(name: string): Operator | undefined {
  const found = /^(?:(ForAnyValue|ForAllValues):)?([A-Za-z]+?)(IfExists)?$/.exec(name);
  const comparison = comparisons.get(found?.[2] ?? "");
  if (found === null || comparison === undefined) return undefined;
  const quantifier = found[1] === undefined ? "one" : found[1] === "ForAnyValue" ? "any" : "all";
  return { quantifier, ifExists: found[3] !== undefined, comparison };
}

const comparisons: ReadonlyMap<string, Comparison> = new Map([
  ["StringEquals", expanding(equalsText)],
  ["StringNotEquals", negated(expanding(equalsText))],
  ["StringEqualsIgnoreCase", expanding(equalsTextIgnoringCase)],
  ["StringNotEqualsIgnoreCase", negated(expanding(equalsTextIgnoringCase))],
  ["StringLike", expanding(resemblesText)],
  ["StringNotLike", negated(expanding(resemblesText))],
  ["Bool", expanding(equalsBoolean)],
  ["BinaryEquals", plain((wanted, actual) => wanted === actual)],
  ["ArnEquals", expanding(resemblesArn)],
  ["ArnLike", expanding(resemblesArn)],
  ["ArnNotEquals", negated(expanding(resemblesArn))],
  ["ArnNotLike", negated(expanding(resemblesArn))],
  ["IpAddress", plain(containsAddress)],
  ["NotIpAddress", negated(plain(containsAddress))],
  ...ordered("Numeric", compareNumbers),
  ...ordered("Date", compareDates),
]);

function ordered(
  family: string,
  compare: (wanted: string, actual: string) => number | undefined,
): readonly (readonly [string, Comparison])[] {
  const when = (holds: (order: number) => boolean): Comparison => {
    return plain((wanted, actual) => {
      const order = compare(wanted, actual);
      return order !== undefined && holds(order);
    });
  };
  return [
    [`${family}Equals`, when((order) => order === 0)],
    [`${family}NotEquals`, negated(when((order) => order === 0))],
    [`${family}LessThan`, when((order) => order < 0)],
    [`${family}LessThanEquals`, when((order) => order <= 0)],
    [`${family}GreaterThan`, when((order) => order > 0)],
    [`${family}GreaterThanEquals`, when((order) => order >= 0)],
  ];
}

function expanding(matches: Comparison["matches"]): Comparison {
  return { variables: true, negated: false, matches };
}

function plain(matches: (wanted: string, actual: string) => boolean): Comparison {
  return { variables: false, negated: false, matches: (wanted, actual) => matches(literalText(wanted), actual) };
}

function negated(comparison: Comparison): Comparison {
  return { ...comparison, negated: true };
}
