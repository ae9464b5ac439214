// Reads managed policies: the default version's text, and what a plan needs to know before replacing it.
import { NotPermitted } from "../errors.ts";
import { decodeDocument } from "./decode-document.ts";
import type { Clients } from "./open-clients.ts";

export interface PolicyVersion {
  /** `v1`, `v2`, … never reused. */
  readonly id: string;
  readonly isDefault: boolean;
  readonly created: Date;
}

export interface PolicyFacts {
  readonly arn: string;
  readonly name: string;
  /** Begins and ends with `/`. */
  readonly path: string;
  readonly description: string;
  readonly tags: Readonly<Record<string, string>>;
  /** Exact text of the default version. */
  readonly text: string;
  /** Oldest first. */
  readonly versions: readonly PolicyVersion[];
  /** Roles, users and groups it is attached to. */
  readonly attachmentCount: number;
}

export type PolicyLookup =
  | ({ readonly kind: "found" } & PolicyFacts)
  | { readonly kind: "absent" }
  | { readonly kind: "unreadable"; readonly call: string; readonly problem: string };

/** Always asks anew: a plan must not rest on what was true before the last change. */
export async function readPolicy(clients: Clients, arn: string): Promise<PolicyLookup> {
  try {
    const iam = await clients.iam();
    const head = await clients.find({ action: "iam:GetPolicy", resource: arn }, () =>
      iam.getPolicy({ PolicyArn: arn }),
    );
    if (head?.Policy === undefined) return { kind: "absent" };
    const { Policy: policy } = head;
    const [versions, text] = await Promise.all([
      readVersions(clients, arn),
      readVersionText(clients, arn, policy.DefaultVersionId ?? "v1"),
    ]);
    return {
      kind: "found",
      arn: policy.Arn ?? arn,
      name: policy.PolicyName ?? "",
      path: policy.Path ?? "/",
      description: policy.Description ?? "",
      tags: toTags(policy.Tags),
      text,
      versions,
      attachmentCount: policy.AttachmentCount ?? 0,
    };
  } catch (error) {
    if (error instanceof NotPermitted) return { kind: "unreadable", call: error.call, problem: error.message };
    throw error;
  }
}

/** Oldest first. */
export function readVersions(clients: Clients, arn: string): Promise<readonly PolicyVersion[]> {
  return clients.run({ action: "iam:ListPolicyVersions", resource: arn }, async () => {
    const versions: PolicyVersion[] = [];
    for await (const page of (await clients.iam()).paginateListPolicyVersions({ PolicyArn: arn })) {
      for (const { VersionId, IsDefaultVersion, CreateDate } of page.Versions ?? []) {
        versions.push({
          id: VersionId ?? "",
          isDefault: IsDefaultVersion ?? false,
          created: CreateDate ?? new Date(0),
        });
      }
    }
    return versions.toSorted((a, b) => versionNumber(a) - versionNumber(b));
  });
}

/** The exact text of one version. */
export function readVersionText(clients: Clients, arn: string, version: string): Promise<string> {
  return clients.run({ action: "iam:GetPolicyVersion", resource: arn }, async () => {
    const answer = await (await clients.iam()).getPolicyVersion({ PolicyArn: arn, VersionId: version });
    return decodeDocument(answer.PolicyVersion?.Document ?? "");
  });
}

/** Name and text of the default version; what `readRole` needs of an attached policy. */
export function readDefaultText(
  clients: Clients,
  arn: string,
): Promise<{ readonly name: string; readonly text: string }> {
  return clients.run({ action: "iam:GetPolicy", resource: arn }, async () => {
    const { Policy: policy } = await (await clients.iam()).getPolicy({ PolicyArn: arn });
    return {
      name: policy?.PolicyName ?? arn,
      text: await readVersionText(clients, arn, policy?.DefaultVersionId ?? "v1"),
    };
  });
}

/** IAM's list of tags as a record. */
export function toTags(
  tags: readonly { Key?: string | undefined; Value?: string | undefined }[] | undefined,
): Record<string, string> {
  return Object.fromEntries((tags ?? []).map(({ Key = "", Value = "" }) => [Key, Value]));
}

function versionNumber(version: PolicyVersion): number {
  return Number(version.id.slice(1));
}
