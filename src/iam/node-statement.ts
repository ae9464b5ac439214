// The statements by which iamctl lets node roles into a trust policy: what one says, as data, and back as JSON.
import { parseArn, roleParts, type RoleArn } from "./arn.ts";
import type { JsonObject, JsonValue } from "./parse-json.ts";
import type { Condition, Statement } from "./policy-document.ts";

/** How node roles are told from everybody else. */
export type TrustForm =
  /** Each by its ARN: needs no permission of the node role's own, and ends when the role is deleted and made anew. */
  | { readonly kind: "exact" }
  /** By ARN patterns, through the account: outlives a role that is made anew; the node role's policies must allow it, too. */
  | { readonly kind: "pattern"; readonly patterns: readonly string[] }
  /** By a tag on the node role, through the account. */
  | { readonly kind: "tag"; readonly key: string; readonly value: string };

/** To tag a session is an action of its own: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html#id_session-tags_permissions-required */
export type TrustAction = "sts:AssumeRole" | "sts:TagSession";

export interface NodeStatement {
  readonly action: TrustAction;
  readonly form: TrustForm;
  /** Node roles in the exact form, else the root ARNs or ids of their accounts. */
  readonly principals: readonly string[];
  /** Each is accepted; none is demanded when there are none. */
  readonly externalIds: readonly string[];
}

/** `undefined` when the statement says something that iamctl never writes: somebody has changed it. */
export function readNodeStatement(statement: Statement): NodeStatement | undefined {
  const { effect, resources, actions, principals, conditions } = statement;
  if (effect !== "Allow" || resources !== undefined || actions.negated || principals?.negated !== false)
    return undefined;
  const action = trustActions.find((one) => actions.patterns.join().toLowerCase() === one.toLowerCase());
  if (action === undefined) return undefined;
  if (principals.entries.some(({ type, value }) => type !== "AWS" || value === "*")) return undefined;
  const names = principals.entries.map(({ value }) => value);
  const externalId = conditions.find(isExternalId);
  const others = conditions.filter((condition) => condition !== externalId);
  const form = readForm(others);
  if (form === undefined || (form.kind !== "exact" && !names.every(isAccountName))) return undefined;
  return { action, form, principals: names, externalIds: externalId?.values ?? [] };
}

const trustActions: readonly TrustAction[] = ["sts:AssumeRole", "sts:TagSession"];

/** `present`: our statement as it is, of which everything but principals and conditions is kept. */
export function printNodeStatement(sid: string, statement: NodeStatement, present?: Statement): JsonObject {
  const members: Map<string, JsonValue> =
    present === undefined
      ? new Map([
          ["Sid", sid],
          ["Effect", "Allow"],
        ])
      : new Map(present.json);
  members.set("Principal", new Map([["AWS", scalarOrList(statement.principals)]]));
  if (present === undefined) members.set("Action", statement.action);
  const conditions = printConditions(statement);
  if (conditions.size === 0) members.delete("Condition");
  else members.set("Condition", conditions);
  return members;
}

/** Who stands under Principal when these node roles are admitted in a form. */
export function principalsFor(form: TrustForm, nodeRoles: readonly RoleArn[]): readonly string[] {
  if (form.kind === "exact") return nodeRoles;
  return [
    ...new Set(nodeRoles.map(roleParts).map(({ partition, account }) => `arn:${partition}:iam::${account}:root`)),
  ];
}

function readForm(conditions: readonly Condition[]): TrustForm | undefined {
  const [condition, ...more] = conditions;
  if (condition === undefined) return { kind: "exact" };
  if (more.length > 0) return undefined;
  const { operator, key, values } = condition;
  if (operator === "ArnLike" && key.toLowerCase() === "aws:principalarn") return { kind: "pattern", patterns: values };
  const [value, ...otherValues] = values;
  const isTag = operator === "StringEquals" && key.toLowerCase().startsWith(tagKey);
  return isTag && value !== undefined && otherValues.length === 0
    ? { kind: "tag", key: key.slice(tagKey.length), value }
    : undefined;
}

const tagKey = "aws:principaltag/";

function isExternalId({ operator, key }: Condition): boolean {
  return operator === "StringEquals" && key.toLowerCase() === "sts:externalid";
}

function isAccountName(principal: string): boolean {
  return /^\d{12}$/.test(principal) || parseArn(principal)?.resource === "root";
}

function printConditions({ form, externalIds }: NodeStatement): JsonObject {
  const equals: [string, JsonValue][] = form.kind === "tag" ? [[`aws:PrincipalTag/${form.key}`, form.value]] : [];
  if (externalIds.length > 0) equals.push(["sts:ExternalId", scalarOrList(externalIds)]);
  const conditions = new Map<string, JsonValue>();
  if (form.kind === "pattern") conditions.set("ArnLike", new Map([["aws:PrincipalArn", scalarOrList(form.patterns)]]));
  if (equals.length > 0) conditions.set("StringEquals", new Map(equals));
  return conditions;
}

function scalarOrList(values: readonly string[]): JsonValue {
  const [only, ...others] = values;
  return only !== undefined && others.length === 0 ? only : values;
}
