// IAM's entities as the XML of its answers.
import {
  defaultDocument,
  type Account,
  type InstanceProfileRecord,
  type PolicyRecord,
  type RoleRecord,
  type UserRecord,
} from "./account.ts";
import { members, type XmlTree } from "./print-xml.ts";

/** Documents travel URL-encoded. https://www.rfc-editor.org/rfc/rfc3986 */
export function encodeDocument(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (character) => {
    return `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
  });
}

/** As ListRoles prints it: without boundary and tags. */
export function printRoleSummary(role: RoleRecord): XmlTree {
  return {
    Path: role.path,
    RoleName: role.name,
    RoleId: role.id,
    Arn: role.arn,
    CreateDate: role.createdAt,
    AssumeRolePolicyDocument: encodeDocument(role.trust),
    Description: role.description,
    MaxSessionDuration: role.maxSessionSeconds,
  };
}

export function printRole(role: RoleRecord): XmlTree {
  return { ...printRoleSummary(role), ...printBoundary(role), ...printTags(role.tags), RoleLastUsed: {} };
}

export function printBoundary({ boundary }: RoleRecord): XmlTree {
  if (boundary === undefined) return {};
  return { PermissionsBoundary: { PermissionsBoundaryType: "Policy", PermissionsBoundaryArn: boundary } };
}

/** Nothing when there are none, like GetRole. */
export function printTags(tags: ReadonlyMap<string, string>): XmlTree {
  return tags.size === 0 ? {} : { Tags: printTagList(tags) };
}

export function printTagList(tags: ReadonlyMap<string, string>): XmlTree {
  return members([...tags].map(([Key, Value]) => ({ Key, Value })));
}

export function printUser(user: UserRecord): XmlTree {
  return { Path: user.path, UserName: user.name, UserId: user.id, Arn: user.arn, CreateDate: user.createdAt };
}

/** As ListPolicies prints it: without description and tags. */
export function printPolicySummary(account: Account, policy: PolicyRecord): XmlTree {
  return {
    PolicyName: policy.name,
    PolicyId: policy.id,
    Arn: policy.arn,
    Path: policy.path,
    DefaultVersionId: policy.defaultVersion,
    AttachmentCount: attachmentCount(account, policy.arn),
    PermissionsBoundaryUsageCount: [...account.roles.values()].filter((role) => role.boundary === policy.arn).length,
    IsAttachable: true,
    CreateDate: policy.createdAt,
    UpdateDate: policy.updatedAt,
  };
}

export function printPolicy(account: Account, policy: PolicyRecord): XmlTree {
  return { ...printPolicySummary(account, policy), Description: policy.description, ...printTags(policy.tags) };
}

/** `document` false leaves it out, as ListPolicyVersions does. */
export function printVersion(policy: PolicyRecord, id: string, document: boolean): XmlTree {
  const version = policy.versions.get(id);
  return {
    ...(document ? { Document: encodeDocument(version?.document ?? defaultDocument(policy)) } : {}),
    VersionId: id,
    IsDefaultVersion: id === policy.defaultVersion,
    CreateDate: version?.createdAt,
  };
}

export function printInstanceProfile(account: Account, profile: InstanceProfileRecord): XmlTree {
  const role = account.roles.get(profile.role.toLowerCase());
  return {
    InstanceProfileId: profile.id,
    InstanceProfileName: profile.name,
    Path: profile.path,
    Arn: profile.arn,
    CreateDate: profile.createdAt,
    Roles: members(role === undefined ? [] : [printRoleSummary(role)]),
  };
}

/** Managed policies attached to a role or user, as name and ARN. */
export function printAttachment(account: Account, arn: string): XmlTree {
  return { PolicyName: account.policies.get(arn)?.name, PolicyArn: arn };
}

export function attachmentCount(account: Account, arn: string): number {
  const holders = [...account.roles.values(), ...account.users.values()];
  return holders.filter((holder) => holder.attached.has(arn)).length;
}
