// Lets node roles into a role's trust policy and takes them out again, by one statement of our own.
import type { RoleArn } from "./arn.ts";
import { appendStatement, removeStatement, replaceStatement } from "./edit-statements.ts";
import { evaluateConditions } from "./evaluate-conditions.ts";
import { matchesWildcard } from "./match-wildcard.ts";
import type { JsonObject, JsonValue } from "./parse-json.ts";
import { decodePolicy, parsePolicy, type PolicyDocument, type Statement } from "./policy-document.ts";
import { makeContext, type RequestContext } from "./request-context.ts";

export { trustedBy, trustPolicyName, type TrustQuestion } from "./trusted-by.ts";

/** The Sid by which our statement is known again. Sids hold letters and digits only. */
export const nodeRolesSid = "IamctlNodeRoles";

/**
 * The Sid of one cluster's statement, so that another cluster's revocation leaves it alone: `IamctlNodesHarborProdEuWest1`.
 */
export function sidOfCluster({ name, region }: { readonly name: string; readonly region: string }): string {
  const words = `${name}-${region}`.split(/[^A-Za-z0-9]+/).filter((word) => word !== "");
  return `IamctlNodes${words.map((word) => `${word[0]?.toUpperCase() ?? ""}${word.slice(1)}`).join("")}`;
}

export interface TrustWish {
  /** `IamctlNodeRoles` when absent. */
  readonly sid?: string | undefined;
  /** Demanded of the caller by our statement, when given. */
  readonly externalId?: string | undefined;
}

export type TrustEdit =
  | { readonly kind: "unchanged" }
  | { readonly kind: "changed"; readonly text: string }
  | { readonly kind: "malformed"; readonly problem: string };

/**
 * Unchanged when statements of whatever Sid admit every role by its ARN, under no condition but an external id equal to
 * the wished one. Otherwise our statement is added or widened to the missing roles; with several external ids wished
 * over time it accepts each of them, and none is demanded once a wish came without. Nothing else is touched.
 */
export function admitRoles(text: string, nodeRoles: readonly RoleArn[], wish: TrustWish): TrustEdit {
  const trust = readTrust(text);
  if (trust.kind === "malformed") return trust;
  const missing = [...new Set(nodeRoles)].filter((role) => !admits(trust.document, role, wish.externalId));
  if (missing.length === 0) return { kind: "unchanged" };
  const sid = wish.sid ?? nodeRolesSid;
  const at = trust.document.statements.findIndex((statement) => statement.sid === sid);
  const own = trust.document.statements[at];
  if (own === undefined) {
    return { kind: "changed", text: appendStatement(trust.text, newStatement(sid, missing, wish.externalId)) };
  }
  if (!isOurs(own)) {
    return { kind: "malformed", problem: `the statement ${sid} was changed by somebody: rename its Sid or remove it` };
  }
  return { kind: "changed", text: replaceStatement(trust.text, at, widened(own, missing, wish.externalId)) };
}

/** Removes our statement; what `admitRoles` made of a text that had none becomes that text again, to the character. */
export function withdrawRoles(text: string, sid = nodeRolesSid): TrustEdit {
  const trust = readTrust(text);
  if (trust.kind === "malformed") return trust;
  const at = trust.document.statements.findIndex((statement) => statement.sid === sid);
  if (at < 0) return { kind: "unchanged" };
  if (trust.document.statements.length === 1) {
    return { kind: "malformed", problem: `${sid} is the only statement, and IAM accepts no trust policy without one` };
  }
  return { kind: "changed", text: removeStatement(trust.text, at) };
}

/** Characters without white space: what the quota on trust policies counts. */
export function trustSize(text: string): number {
  return (decodePolicy(text) ?? text).replaceAll(/\s/g, "").length;
}

type ReadTrust =
  | { readonly kind: "read"; readonly text: string; readonly document: PolicyDocument }
  | { readonly kind: "malformed"; readonly problem: string };

function readTrust(text: string): ReadTrust {
  const parsed = parsePolicy(text);
  if (parsed.kind === "malformed")
    return { kind: "malformed", problem: `the trust policy cannot be read: ${parsed.problem}` };
  return { kind: "read", text: decodePolicy(text) ?? text, document: parsed.document };
}

/** Whether a statement names the role by ARN under conditions that the external id alone fulfils. */
function admits(document: PolicyDocument, role: RoleArn, externalId: string | undefined): boolean {
  const scope = { version: document.version, context: onlyExternalId(externalId) };
  return document.statements.some((statement) => {
    return (
      statement.effect === "Allow" &&
      statement.principals?.negated === false &&
      statement.principals.entries.some(({ type, value }) => type === "AWS" && value === role) &&
      !statement.actions.negated &&
      statement.actions.patterns.some((pattern) => matchesWildcard(pattern.toLowerCase(), "sts:assumerole")) &&
      evaluateConditions(statement.conditions, scope) === true
    );
  });
}

function onlyExternalId(externalId: string | undefined): RequestContext {
  const { values } = makeContext(externalId === undefined ? {} : { "sts:ExternalId": externalId });
  return { values, unknown: (key) => key !== "sts:externalid" };
}

function isOurs(statement: Statement): boolean {
  const [condition, ...others] = statement.conditions;
  return (
    statement.effect === "Allow" &&
    statement.resources === undefined &&
    !statement.actions.negated &&
    statement.actions.patterns.join().toLowerCase() === "sts:assumerole" &&
    statement.principals?.negated === false &&
    statement.principals.entries.every(({ type, value }) => type === "AWS" && value !== "*") &&
    others.length === 0 &&
    (condition === undefined || isExternalId(condition.operator, condition.key))
  );
}

function isExternalId(operator: string, key: string): boolean {
  return operator === "StringEquals" && key.toLowerCase() === "sts:externalid";
}

function newStatement(sid: string, roles: readonly string[], externalId: string | undefined): JsonObject {
  const members: [string, JsonValue][] = [
    ["Sid", sid],
    ["Effect", "Allow"],
    ["Principal", new Map([["AWS", scalarOrList(roles)]])],
    ["Action", "sts:AssumeRole"],
  ];
  if (externalId !== undefined) members.push(["Condition", demandExternalId([externalId])]);
  return new Map(members);
}

function widened(own: Statement, missing: readonly RoleArn[], externalId: string | undefined): JsonObject {
  const present = own.principals?.entries.map(({ value }) => value).filter((value) => !isDangling(value)) ?? [];
  const members = new Map(own.json);
  members.set("Principal", new Map([["AWS", scalarOrList([...new Set([...present, ...missing])])]]));
  const accepted = own.conditions[0]?.values;
  if (accepted === undefined || externalId === undefined) members.delete("Condition");
  else members.set("Condition", demandExternalId([...new Set([...accepted, externalId])]));
  return members;
}

/** The unique id that IAM shows in place of a deleted principal's ARN, and refuses to save again. */
function isDangling(principal: string): boolean {
  return /^A(?:RO|ID)A[A-Z0-9]+$/.test(principal);
}

function demandExternalId(accepted: readonly string[]): JsonObject {
  return new Map([["StringEquals", new Map([["sts:ExternalId", scalarOrList(accepted)]])]]);
}

function scalarOrList(values: readonly string[]): JsonValue {
  const [only, ...others] = values;
  return only !== undefined && others.length === 0 ? only : values;
}
