// Asks whether the session of a node role may assume a role, and prints the answer on one line.
import { evaluateAccess, makeContext, type ApplicablePolicies, type PolicySource } from "../../src/iam/evaluate.ts";
import type { Caller } from "../../src/iam/match-principal.ts";
import { abroad, allow, home, instanceOf, policy, roleArn, trusts } from "./iam-build.ts";

export const node = roleArn("eks/node-a");
export const caller = instanceOf(node);
export const root = `arn:aws:iam::${home}:root`;
export const stranger = { AWS: `arn:aws:iam::${home}:role/other` };
export const may = policy("assume", allow("sts:AssumeRole", `arn:aws:iam::${home}:role/pods/*`));
export const tight = policy("boundary", allow("s3:*"));
export const wide = policy("boundary", allow("*"));
export const farNode = roleArn(`arn:aws:iam::${abroad}:role/eks/node-a`);

export function trust(...principals: unknown[]): PolicySource {
  return policy("trust", ...principals.map((principal) => trusts(principal)));
}

export interface Question extends Partial<ApplicablePolicies> {
  readonly context?: Record<string, string>;
  readonly unknown?: string[];
  readonly caller?: Caller;
  readonly action?: string;
  readonly on?: string;
}

/** By default the node's session asks for sts:AssumeRole on the role pods/api of its own account. */
export function decide(question: Question): string {
  const { context = {}, unknown = [], action = "sts:AssumeRole", on = roleArn("pods/api"), ...policies } = question;
  const request = { action, resource: on, caller: question.caller ?? caller, context: makeContext(context, unknown) };
  const result = evaluateAccess(request, { identity: [], resourceAccount: home, ...policies });
  if (result.kind === "allow") return `allow by ${result.by.map(printReference).join(" + ")}`;
  if (result.kind === "implicit-deny") return `implicit deny of ${result.layer}`;
  if (result.kind === "explicit-deny") return `deny by ${printReference(result.by)}`;
  return `unknown without ${result.missing.join()} by ${printReference(result.by)}`;
}

function printReference(by: { readonly policy: string; readonly index: number }): string {
  return `${by.policy}[${by.index}]`;
}
