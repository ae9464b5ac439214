// Reads and checks what AssumeRole is asked for, before anybody asks whether it is allowed.
// https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
import { parseArn, parseRoleArn } from "../../iam/arn.ts";
import type { PolicySource } from "../../iam/evaluate.ts";
import { makePolicy } from "../../iam/policy-document.ts";
import type { RoleRecord } from "./account.ts";
import type { Act } from "./authorize.ts";
import { AwsFault, validationFault } from "./aws-fault.ts";
import { checkIdentityDocument } from "./check-document.ts";
import { managedPolicy, readSource } from "./collect-policies.ts";
import { missing } from "./find-entity.ts";
import type { QueryCall } from "./query-action.ts";

export interface Assumption {
  /** Absent when there is no such role; STS then answers as if it were forbidden. */
  readonly role: RoleRecord | undefined;
  readonly roleArn: string;
  readonly sessionName: string;
  readonly seconds: number;
  readonly externalId: string | undefined;
  readonly sourceIdentity: string | undefined;
  readonly sessionTags: ReadonlyMap<string, string>;
  readonly sessionPolicies: readonly PolicySource[] | undefined;
}

/** Judged by trust policy and identity policies together; a role that is not there trusts nobody. */
export function onAssumedRole(call: QueryCall): Act {
  const { role, roleArn, ...asked } = readAssumption(call);
  const tags = [...asked.sessionTags].map(([key, value]) => [`aws:RequestTag/${key}`, value]);
  return {
    action: "sts:AssumeRole",
    resource: roleArn,
    context: {
      "sts:RoleSessionName": asked.sessionName,
      ...(asked.externalId === undefined ? {} : { "sts:ExternalId": asked.externalId }),
      ...(asked.sourceIdentity === undefined ? {} : { "sts:SourceIdentity": asked.sourceIdentity }),
      ...(Object.fromEntries(tags) as Record<string, string>),
      ...(tags.length === 0 ? {} : { "aws:TagKeys": [...asked.sessionTags.keys()] }),
    },
    resourcePolicy: role === undefined ? trustsNobody : readSource("trust policy", role.trust),
  };
}

/**
 * To tag the session is judged by the same policies, but without external id and session name, which AWS does not name
 * among what it knows then: https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssecuritytokenservice.html
 */
export function onTaggedSession(call: QueryCall): Act {
  const act = onAssumedRole(call);
  const { "sts:ExternalId": _id, "sts:RoleSessionName": _name, ...context } = act.context ?? {};
  return { ...act, action: "sts:TagSession", context };
}

const trustsNobody: PolicySource = {
  name: "trust policy",
  document: makePolicy({ Version: "2012-10-17", Statement: [] }),
};

export function readAssumption({ account, parameters }: QueryCall): Assumption {
  const roleArn = parameters.need("RoleArn");
  if (parseArn(roleArn) === undefined) throw new AwsFault("ValidationError", 400, `${roleArn} is invalid`);
  const role = [...account.roles.values()].find(({ arn }) => arn === parseRoleArn(roleArn));
  const sessionName = need(parameters.need("RoleSessionName"), "roleSessionName", /^[\w+=,.@-]{2,64}$/, "[\\w+=,.@-]*");
  const externalId = parameters.text("ExternalId");
  const sourceIdentity = parameters.text("SourceIdentity");
  return {
    role,
    roleArn,
    sessionName,
    externalId: externalId && need(externalId, "externalId", /^[\w+=,.@:/-]{2,1224}$/, "[\\w+=,.@:\\/-]*"),
    sourceIdentity: sourceIdentity && need(sourceIdentity, "sourceIdentity", /^[\w+=,.@-]{2,64}$/, "[\\w+=,.@-]*"),
    seconds: parameters.integer("DurationSeconds", { least: 900, most: 43_200, usual: 3600 }),
    sessionTags: parameters.pairs("Tags.member"),
    sessionPolicies: readSessionPolicies({ account, parameters }),
  };
}

function need(value: string, member: string, form: RegExp, shownForm: string): string {
  if (value.length < 2) throw validationFault(value, member, "Member must have length greater than or equal to 2");
  const most = member === "externalId" ? 1224 : 64;
  if (value.length > most)
    throw validationFault(value, member, `Member must have length less than or equal to ${most}`);
  if (form.test(value)) return value;
  throw validationFault(value, member, `Member must satisfy regular expression pattern: ${shownForm}`);
}

function readSessionPolicies({ account, parameters }: Pick<QueryCall, "account" | "parameters">) {
  const inline = parameters.text("Policy");
  const arns = numberedArns(parameters);
  if (inline === undefined && arns.length === 0) return undefined;
  if (inline !== undefined) checkIdentityDocument(inline);
  const unknown = arns.find((arn) => !account.policies.has(arn));
  if (unknown !== undefined) missing(`Policy ${unknown} was not found.`);
  const managed = arns.map((arn) => managedPolicy(account, arn));
  return inline === undefined ? managed : [readSource("session policy", inline), ...managed];
}

/** `PolicyArns.member.1.arn`, `PolicyArns.member.2.arn`, … */
function numberedArns(parameters: QueryCall["parameters"]): string[] {
  const arns: string[] = [];
  for (;;) {
    const arn = parameters.text(`PolicyArns.member.${arns.length + 1}.arn`);
    if (arn === undefined) return arns;
    arns.push(arn);
  }
}
