// Judges EKS Pod Identity: whether the role's trust policy admits the service that assumes it for pods.
import { type RoleArn, roleParts } from "../iam/arn.ts";
import { evaluateAccess, type Evaluation } from "../iam/evaluate.ts";
import { callerContext } from "../iam/match-principal.ts";
import type { PolicyDocument } from "../iam/policy-document.ts";
import { makeContext } from "../iam/request-context.ts";
import { trustPolicyName } from "../iam/trust-policy.ts";

/** Both calls must be allowed: https://docs.aws.amazon.com/eks/latest/userguide/pod-id-role.html */
export function judgePodIdentity(role: RoleArn, trust: PolicyDocument): Evaluation {
  const { partition, account } = roleParts(role);
  const caller = { account: "", partition, arn: "", service: "pods.eks.amazonaws.com" };
  const { values } = makeContext(callerContext(caller));
  const judge = (action: string): Evaluation =>
    evaluateAccess(
      // Source and tags of the session are the call's: https://docs.aws.amazon.com/eks/latest/userguide/pod-id-abac.html
      { action, resource: role, caller, context: { values, unknown: () => true } },
      { identity: [], resource: { name: trustPolicyName, document: trust }, resourceAccount: account },
    );
  const [assume, tag] = [judge("sts:AssumeRole"), judge("sts:TagSession")];
  return assume.kind === "allow" || tag.kind.endsWith("deny") ? tag : assume;
}
