// Reads every role of an account from GetAccountAuthorizationDetails, as an SDK hands it out or the AWS CLI prints it.
import { parseRoleArn } from "../iam/arn.ts";
import type { PolicySource } from "../iam/evaluate.ts";
import { decodePolicy, parsePolicy } from "../iam/policy-document.ts";
import type { Unread } from "../errors.ts";
import type { ReadSource } from "./read-sources.ts";
import { inlineName, type RoleFacts } from "./role-facts.ts";

/** The SDK leaves documents URL-encoded, the CLI prints them as objects. */
export type DocumentText = string | object | undefined;

export interface RoleDetail {
  readonly Arn?: string | undefined;
  readonly RoleId?: string | undefined;
  readonly CreateDate?: unknown;
  readonly AssumeRolePolicyDocument?: DocumentText;
  readonly RolePolicyList?: readonly PolicyDetail[] | undefined;
  readonly AttachedManagedPolicies?: readonly { readonly PolicyArn?: string | undefined }[] | undefined;
  readonly PermissionsBoundary?: { readonly PermissionsBoundaryArn?: string | undefined } | undefined;
  readonly Tags?: readonly { readonly Key?: string | undefined; readonly Value?: string | undefined }[] | undefined;
  readonly RoleLastUsed?: { readonly LastUsedDate?: unknown } | undefined;
}

interface PolicyDetail {
  readonly PolicyName?: string | undefined;
  readonly PolicyDocument?: DocumentText;
}

export interface ManagedPolicyDetail {
  readonly Arn?: string | undefined;
  readonly PolicyName?: string | undefined;
  readonly PolicyVersionList?:
    | readonly { readonly IsDefaultVersion?: boolean | undefined; readonly Document?: DocumentText }[]
    | undefined;
}

export interface AccountDetails {
  readonly RoleDetailList: readonly RoleDetail[];
  readonly Policies: readonly ManagedPolicyDetail[];
}

type ToSeconds = (time: unknown) => number | undefined;

export interface AccountRoles {
  readonly roles: readonly RoleFacts[];
  /** Roles with a document that cannot be read: they are told, and never judged on the rest. */
  readonly unread: readonly Unread[];
  /** Set for a listing that does not hold them all: a role that is not in it may still be there. */
  readonly cut?: Unread | undefined;
}

/** All that a listing did not tell. */
export function gapsOf({ unread, cut }: AccountRoles): readonly Unread[] {
  return cut === undefined ? unread : [...unread, cut];
}

/** What a listing from a file counts as among the sources. */
export function sourceOf({ roles }: AccountRoles): ReadSource {
  return { call: "read account details", answers: 1, objects: roles.length };
}

/** `toSeconds`: of a time stamp, in text or as the SDK has it. */
export function readAccountDetails(details: AccountDetails, toSeconds: ToSeconds): AccountRoles {
  const managed = new Map(details.Policies.map((policy) => [policy.Arn, policy]));
  const parsed = new Map<string, PolicySource>();
  const sourceOf = (arn: string): PolicySource => {
    const known = parsed.get(arn) ?? readManaged(arn, managed.get(arn));
    parsed.set(arn, known);
    return known;
  };
  const roles: RoleFacts[] = [];
  const unread: Unread[] = [];
  for (const detail of details.RoleDetailList) {
    try {
      roles.push(readRole(detail, sourceOf, toSeconds));
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error;
      const subject = detail.Arn ?? "a role without an ARN";
      unread.push({ call: "iam:GetAccountAuthorizationDetails", subject, problem: error.message });
    }
  }
  return { roles, unread };
}

class Unreadable extends Error {}

function readRole(detail: RoleDetail, sourceOf: (arn: string) => PolicySource, toSeconds: ToSeconds): RoleFacts {
  const arn = parseRoleArn(detail.Arn ?? "");
  if (arn === undefined) throw new Unreadable("it is not the ARN of a role");
  const attached = (detail.AttachedManagedPolicies ?? []).flatMap(({ PolicyArn }) => PolicyArn ?? []);
  const inline = (detail.RolePolicyList ?? []).map(({ PolicyName = "", PolicyDocument }) =>
    toSource(inlineName(PolicyName), PolicyDocument),
  );
  const boundary = detail.PermissionsBoundary?.PermissionsBoundaryArn;
  return {
    arn,
    id: detail.RoleId ?? "",
    trust: textOf(detail.AssumeRolePolicyDocument),
    policies: [...inline, ...attached.map(sourceOf)],
    attachedPolicyArns: attached,
    boundary: boundary === undefined ? undefined : sourceOf(boundary),
    // What every role allows at least: the listing does not tell more.
    maxSessionSeconds: 3600,
    tags: Object.fromEntries((detail.Tags ?? []).map(({ Key = "", Value = "" }) => [Key, Value])),
    created: toSeconds(detail.CreateDate),
    lastUsed: toSeconds(detail.RoleLastUsed?.LastUsedDate) ?? "never",
  };
}

function readManaged(arn: string, policy: ManagedPolicyDetail | undefined): PolicySource {
  const version = policy?.PolicyVersionList?.find(({ IsDefaultVersion }) => IsDefaultVersion === true);
  if (version === undefined) throw new Unreadable(`the listing does not hold the document of ${arn}`);
  return toSource(policy?.PolicyName ?? arn, version.Document);
}

function toSource(name: string, document: DocumentText): PolicySource {
  const policy = parsePolicy(textOf(document));
  if (policy.kind === "malformed") throw new Unreadable(`${name} is not a policy document: ${policy.problem}`);
  return { name, document: policy.document };
}

function textOf(document: DocumentText): string {
  if (document === undefined) return "";
  return typeof document === "string" ? (decodePolicy(document) ?? document) : JSON.stringify(document);
}
