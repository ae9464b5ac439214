// Policy variables: `${aws:username}`, `${key, 'default'}` and the escapes `${*}`, `${?}`, `${$}` put in their values.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html
import { literalPattern, parsePattern, type Pattern } from "./match-wildcard.ts";
import type { RequestContext } from "./request-context.ts";
import { valuesOf } from "./request-context.ts";
import type { Unknown } from "./truth.ts";

/** How the text of a policy is read: variables exist from the version 2012-10-17 on. */
export interface VariableScope {
  readonly version: string;
  readonly context: RequestContext;
}

/** A pattern in which wildcards inside values are literal; `no-value` when a variable has neither value nor default. */
export type Expanded = { readonly pattern: Pattern } | Unknown | "no-value";

export function expandVariables(text: string, scope: VariableScope): Expanded {
  if (!hasVariables(text, scope)) return { pattern: parsePattern(text) };
  const pattern: Pattern[number][] = [];
  for (let at = 0; at < text.length;) {
    const variable = text.startsWith("${", at) ? readVariable(text, at) : undefined;
    if (variable === undefined) {
      pattern.push(...parsePattern(text.charAt(at)));
      at += 1;
      continue;
    }
    const value = evaluateVariable(variable, scope.context);
    if (value === undefined) return "no-value";
    if (typeof value === "object") return value;
    pattern.push(...literalPattern(value));
    at = variable.end;
  }
  return { pattern };
}

export function hasVariables(text: string, scope: VariableScope): boolean {
  return scope.version === "2012-10-17" && text.includes("${");
}

interface Variable {
  readonly name: string;
  readonly fallback: string | undefined;
  /** The position after the closing brace. */
  readonly end: number;
}

/** Reads `${name}` or `${name, 'default'}`; a quote inside a default is written twice. */
function readVariable(text: string, start: number): Variable | undefined {
  const variable = /\$\{([^{},']+)(?:,\s*'((?:[^']|'')*)'\s*)?\}/y;
  variable.lastIndex = start;
  const found = variable.exec(text);
  if (found?.[1] === undefined) return undefined;
  return { name: found[1].trim(), fallback: found[2]?.replaceAll("''", "'"), end: variable.lastIndex };
}

function evaluateVariable(variable: Variable, context: RequestContext): string | Unknown | undefined {
  if (["*", "?", "$"].includes(variable.name)) return variable.name;
  const values = valuesOf(context, variable.name);
  if (values === "unknown") return { missing: [variable.name] };
  if (values === "absent") return variable.fallback;
  // Neither a key with several values nor one with an empty value has anything to stand for it.
  const [value, ...others] = values;
  return value === undefined || value === "" || others.length > 0 ? variable.fallback : value;
}
