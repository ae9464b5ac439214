// Lets node roles into a role's trust policy and takes them out again, by statements of our own.
import type { RoleArn } from "./arn.ts";
import { appendStatement, removeStatement, replaceStatement } from "./edit-statements.ts";
import { evaluateConditions } from "./evaluate-conditions.ts";
import { matchesWildcard } from "./match-wildcard.ts";
import { canonicalStatement } from "./canonical-statement.ts";
import { joinStatement } from "./join-statement.ts";
import {
  type NodeStatement,
  printNodeStatement,
  readNodeStatement,
  type TrustAction,
  type TrustForm,
} from "./node-statement.ts";
import { nodeRolesSid, taggingSid } from "./own-sids.ts";
import type { JsonObject, JsonValue } from "./parse-json.ts";
import { decodePolicy, parsePolicy, type PolicyDocument } from "./policy-document.ts";
import { printJson } from "./print-json.ts";
import { makeContext, type RequestContext } from "./request-context.ts";

export { nodeRolesSid, sidOfCluster, taggingSid } from "./own-sids.ts";
export { trustedBy, trustPolicyName, type TrustQuestion } from "./trusted-by.ts";

export interface TrustWish {
  /** `IamctlNodeRoles` when absent. */
  readonly sid?: string | undefined;
  /** Demanded of the caller by our statement, when given. */
  readonly externalId?: string | undefined;
  /** `exact` when absent. */
  readonly form?: TrustForm | undefined;
  /** Whether they tag the sessions they ask for, which a second statement allows. */
  readonly tagSessions?: boolean | undefined;
}

export type TrustEdit =
  | { readonly kind: "unchanged" }
  | { readonly kind: "changed"; readonly text: string }
  | { readonly kind: "malformed"; readonly problem: string };

/**
 * Unchanged when statements of whatever Sid say already what is wished: in the exact form, that every role is admitted
 * by its ARN under no condition but an external id equal to the wished one; in the others, when one says the same.
 * Otherwise our statement is added, widened, or brought into the wished form; with several external ids wished over
 * time it accepts each of them, and none is demanded once a wish came without. Nothing else is touched.
 */
export function admitRoles(text: string, nodeRoles: readonly RoleArn[], wish: TrustWish): TrustEdit {
  const admitted = admit(text, nodeRoles, wish, "sts:AssumeRole");
  if (admitted.kind === "malformed" || wish.tagSessions !== true) return admitted;
  const tagging = admit(textAfter(admitted, text), nodeRoles, taggingWish(wish), "sts:TagSession");
  return tagging.kind === "unchanged" ? admitted : tagging;
}

function taggingWish({ sid = nodeRolesSid, form }: TrustWish): TrustWish {
  return { sid: taggingSid(sid), form };
}

function textAfter(edit: TrustEdit, before: string): string {
  return edit.kind === "changed" ? edit.text : before;
}

function admit(text: string, nodeRoles: readonly RoleArn[], wish: TrustWish, action: TrustAction): TrustEdit {
  const trust = readTrust(text);
  if (trust.kind === "malformed") return trust;
  const { sid = nodeRolesSid, form = { kind: "exact" } } = wish;
  const missing = [...new Set(nodeRoles)].filter(
    (role) => form.kind !== "exact" || !admits(trust.document, role, wish.externalId, action),
  );
  if (missing.length === 0) return { kind: "unchanged" };
  const at = trust.document.statements.findIndex((statement) => statement.sid === sid);
  const present = trust.document.statements[at];
  const own = present === undefined ? undefined : readNodeStatement(present);
  if (present !== undefined && own?.action !== action) {
    return { kind: "malformed", problem: `the statement ${sid} was changed by somebody: rename its Sid or remove it` };
  }
  const wanted = printNodeStatement(
    sid,
    joinStatement(own, { action, form, nodeRoles: missing, externalId: wish.externalId }),
    present,
  );
  if (form.kind !== "exact" && saysAlready(trust.document, wanted)) return { kind: "unchanged" };
  return {
    kind: "changed",
    text: present === undefined ? appendStatement(trust.text, wanted) : replaceStatement(trust.text, at, wanted),
  };
}

/** Our statement in a trust policy, as far as there is one that nobody changed. */
export function ownStatement(text: string, sid: string): NodeStatement | undefined {
  const trust = readTrust(text);
  const present = trust.kind === "read" ? trust.document.statements.find((one) => one.sid === sid) : undefined;
  return present === undefined ? undefined : readNodeStatement(present);
}

/** The trust policy of a new role that admits these node roles and nobody else. */
export function newTrustPolicy(nodeRoles: readonly RoleArn[], wish: TrustWish): string {
  const statement = newStatement(nodeRoles, wish, "sts:AssumeRole");
  const tagging = wish.tagSessions === true ? [newStatement(nodeRoles, taggingWish(wish), "sts:TagSession")] : [];
  return printJson(
    new Map<string, JsonValue>([
      ["Version", "2012-10-17"],
      ["Statement", [statement, ...tagging]],
    ]),
  );
}

function newStatement(nodeRoles: readonly RoleArn[], wish: TrustWish, action: TrustAction): JsonObject {
  const { sid = nodeRolesSid, form = { kind: "exact" }, externalId } = wish;
  return printNodeStatement(sid, joinStatement(undefined, { action, form, nodeRoles, externalId }));
}

/** Removes our statements; what `admitRoles` made of a text that had none becomes that text again, to the character. */
export function withdrawRoles(text: string, sid = nodeRolesSid): TrustEdit {
  const tagging = withdraw(text, taggingSid(sid));
  if (tagging.kind === "malformed") return tagging;
  const rest = withdraw(textAfter(tagging, text), sid);
  return rest.kind === "unchanged" ? tagging : rest;
}

function withdraw(text: string, sid: string): TrustEdit {
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
function admits(document: PolicyDocument, role: RoleArn, externalId: string | undefined, action: TrustAction): boolean {
  const scope = { version: document.version, context: onlyExternalId(externalId) };
  return document.statements.some((statement) => {
    return (
      statement.effect === "Allow" &&
      statement.principals?.negated === false &&
      statement.principals.entries.some(({ type, value }) => type === "AWS" && value === role) &&
      !statement.actions.negated &&
      statement.actions.patterns.some((pattern) => matchesWildcard(pattern.toLowerCase(), action.toLowerCase())) &&
      evaluateConditions(statement.conditions, scope) === true
    );
  });
}

function onlyExternalId(externalId: string | undefined): RequestContext {
  const { values } = makeContext(externalId === undefined ? {} : { "sts:ExternalId": externalId });
  return { values, unknown: (key) => key !== "sts:externalid" };
}

function saysAlready(document: PolicyDocument, wanted: JsonObject): boolean {
  const parsed = parsePolicy(printJson(new Map<string, JsonValue>([["Statement", wanted]])));
  const [statement] = parsed.kind === "parsed" ? parsed.document.statements : [];
  const words = statement === undefined ? undefined : canonicalStatement(statement);
  return document.statements.some((present) => canonicalStatement(present) === words);
}
