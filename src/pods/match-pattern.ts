// Matches role ARNs against regular expressions that other people wrote, whole and in time linear in both.
import { RE2JS, RE2JSException } from "re2js";

export type Expression =
  | { readonly kind: "expression"; matches(text: string): boolean }
  | { readonly kind: "malformed"; readonly problem: string };

/** Longer than any choice among roles that a person would write as one expression. */
const longest = 500;
/** `{12}` is 12 states of a machine that is kept and walked; nested counts multiply, up to RE2's own limit of 1000. */
const mostRepetitions = 60;
const mostRemembered = 500;

const remembered = new Map<string, Expression>();

/**
 * RE2's syntax, which kube2iam and kiam read as well. The whole text must match: with `a|b` neither `ax` nor `xb` does.
 * Nothing that is written in an annotation can make it search for long, as JavaScript's own expressions can. Parsed once
 * for all the pods that ask for the same.
 */
export function parseExpression(text: string): Expression {
  const known = remembered.get(text);
  if (known !== undefined) return known;
  const expression = parse(text);
  if (remembered.size >= mostRemembered) remembered.clear();
  remembered.set(text, expression);
  return expression;
}

/** An expression that matches the text and nothing else. */
export function quoteExpression(text: string): string {
  return RE2JS.quote(text);
}

function parse(text: string): Expression {
  if (text.length > longest) return malformed(`is longer than ${longest} characters`);
  if (countRepetitions(text) > mostRepetitions) return malformed(`asks for more than ${mostRepetitions} repetitions`);
  try {
    const compiled = RE2JS.compile(text);
    return { kind: "expression", matches: (candidate) => compiled.matches(candidate) };
  } catch (error) {
    if (error instanceof RE2JSException) return malformed(`is no regular expression: ${error.message}`);
    throw error;
  }
}

function countRepetitions(text: string): number {
  const counts = text.matchAll(/\{(\d*),?(\d*)\}/g);
  return [...counts].reduce((sum, [, least, most]) => sum + Math.max(Number(least), Number(most)), 0);
}

function malformed(problem: string): Expression {
  return { kind: "malformed", problem };
}
