// Joins what our statement in a trust policy says already with what it is wished to say.
import type { RoleArn } from "./arn.ts";
import { type NodeStatement, principalsFor, type TrustAction, type TrustForm } from "./node-statement.ts";

export interface StatementWish {
  readonly action: TrustAction;
  readonly form: TrustForm;
  readonly nodeRoles: readonly RoleArn[];
  readonly externalId: string | undefined;
}

/** What is said now counts as far as it is of the same form. */
export function joinStatement(own: NodeStatement | undefined, wish: StatementWish): NodeStatement {
  const { action, form, nodeRoles, externalId } = wish;
  const same = own?.form.kind === form.kind ? own : undefined;
  const present = same?.principals.filter((principal) => !isDangling(principal)) ?? [];
  const patterns = same?.form.kind === "pattern" ? same.form.patterns : [];
  return {
    action,
    form: form.kind === "pattern" ? { ...form, patterns: union(patterns, form.patterns) } : form,
    principals: union(present, principalsFor(form, nodeRoles)),
    externalIds: acceptedIds(own, externalId),
  };
}

/** The unique id that IAM shows in place of a deleted principal's ARN, and refuses to save again. */
function isDangling(principal: string): boolean {
  return /^A(?:RO|ID)A[A-Z0-9]+$/.test(principal);
}

function acceptedIds(own: NodeStatement | undefined, externalId: string | undefined): readonly string[] {
  if (externalId === undefined || own?.externalIds.length === 0) return [];
  return union(own?.externalIds ?? [], [externalId]);
}

function union(one: readonly string[], other: readonly string[]): readonly string[] {
  return [...new Set([...one, ...other])];
}
