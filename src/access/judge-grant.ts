// Judges one grant for `iamctl status`: whether it holds, why not, and which node roles its role admits.
import type { RoleArn } from "../iam/arn.ts";
import { parsePolicy } from "../iam/policy-document.ts";
import { resolveRoleReference } from "../iam/role-reference.ts";
import { mayTagSession, trustedBy, type TrustQuestion } from "../iam/trusted-by.ts";
import { keysOf } from "../pods/decide-role.ts";
import { sessionTagsOf } from "../pods/session-tags.ts";
import type { WorkloadRecord } from "../pods/workload-record.ts";
import { judgeAccess } from "./judge-access.ts";
import { askedTags } from "./judge-assumption.ts";
import { judgeServing, type ServingFacts } from "./judge-serving.ts";
import type { Obstacle } from "./link.ts";
import type { RoleFacts } from "./role-facts.ts";
import type { Answer, GrantStatus } from "./set-up.ts";
import type { Snapshot } from "./snapshot.ts";
import { subjectOfWorkload } from "./subject.ts";

/** A workload that names no role is no grant. */
export function judgeGrant(workload: WorkloadRecord, { snapshot, proxies }: ServingFacts): readonly GrantStatus[] {
  const keys = keysOf(snapshot.settings);
  const reference = workload.templateAnnotations[keys.role];
  if (reference === undefined) return [];
  const { kind, namespace, name } = workload;
  const { obstacle } = judgeAccess(subjectOfWorkload(workload), snapshot);
  // Also of a grant whose first link is broken a person wants to see whom its role admits.
  const resolved = resolveRoleReference(reference, snapshot.settings.base);
  const role = resolved.kind === "resolved" ? resolved.role : undefined;
  const lookup = role && snapshot.roles.get(role);
  const externalId = workload.templateAnnotations[keys.externalId];
  const { serviceAccount } = workload;
  const { sessionTags: cluster } = snapshot.settings;
  const asked = {
    externalId,
    sessionTags: askedTags(cluster && sessionTagsOf({ namespace, serviceAccount }, cluster)),
  };
  return [
    {
      workload: { kind, namespace, name },
      reference,
      role,
      verdict: obstacle?.verdict.kind ?? "holds",
      obstacle: obstacle && wordsOf(obstacle),
      serving: judgeServing(workload, { snapshot, proxies }),
      admits: snapshot.nodeRoles.map(({ arn: nodeRole }) => ({
        nodeRole,
        answer: lookup?.kind === "found" ? admits(lookup.facts, nodeRole, asked, snapshot) : "unknown",
      })),
    },
  ];
}

function wordsOf({ verdict }: Obstacle): string {
  return verdict.kind === "unknown" ? verdict.problem : verdict.explanation;
}

function admits(
  role: RoleFacts,
  nodeRole: RoleArn,
  asked: Pick<TrustQuestion, "externalId" | "sessionTags">,
  snapshot: Snapshot,
): Answer | "conditional" {
  const lookup = snapshot.roles.get(nodeRole);
  const trust = parsePolicy(role.trust);
  if (trust.kind === "malformed") return "no";
  if (lookup?.kind !== "found") return "unknown";
  const question = { trust: trust.document, nodeRole: lookup.facts, role: role.arn, ...asked };
  const assumed = trustedBy(question).kind;
  const kind = assumed === "allow" && asked.sessionTags !== undefined ? mayTagSession(question).kind : assumed;
  if (kind === "allow") return "yes";
  return kind === "unknown" ? "conditional" : "no";
}
