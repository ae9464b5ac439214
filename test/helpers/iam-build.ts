// Short ways to write policies, callers and requests in tests of the IAM core.
import { parseRoleArn, type RoleArn } from "../../src/iam/arn.ts";
import type { PolicySource } from "../../src/iam/evaluate.ts";
import { sessionOf, type Caller } from "../../src/iam/match-principal.ts";
import { makePolicy } from "../../src/iam/policy-document.ts";

export const home = "111122223333";
export const abroad = "444455556666";

export function roleArn(text: string): RoleArn {
  const arn = parseRoleArn(text.startsWith("arn:") ? text : `arn:aws:iam::${home}:role/${text}`);
  if (arn === undefined) throw new TypeError(`Not a role: ${text}`);
  return arn;
}

/** A policy of the current version. */
export function policy(name: string, ...statements: object[]): PolicySource {
  return { name, document: makePolicy({ Version: "2012-10-17", Statement: statements }) };
}

export function allow(action: string | string[], resource: string | string[] = "*", more: object = {}): object {
  return { Effect: "Allow", Action: action, Resource: resource, ...more };
}

export function deny(action: string | string[], resource: string | string[] = "*", more: object = {}): object {
  return { Effect: "Deny", Action: action, Resource: resource, ...more };
}

/** A statement of a trust policy. */
export function trusts(principal: unknown, more: object = {}): object {
  return { Effect: "Allow", Principal: principal, Action: "sts:AssumeRole", ...more };
}

/** The session of an instance whose profile gives it the role. */
export function instanceOf(role: RoleArn): Caller {
  return sessionOf(role, "i-0abc");
}
