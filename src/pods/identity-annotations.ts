// The annotations that may concern roles, near misses included: what an audit keeps of an object that a person wrote.
import { annotationKeys, type Annotations } from "./annotations.ts";

/** Keys of IAM roles for service accounts: https://docs.aws.amazon.com/eks/latest/userguide/associate-service-account-role.html */
export const serviceAccountKeys = {
  roleArn: "eks.amazonaws.com/role-arn",
  audience: "eks.amazonaws.com/audience",
} as const;

/** Not more than a few a workload, so that a large cluster does not fill the memory with unrelated text. */
export function keepIdentityAnnotations(annotations: Annotations | undefined): Annotations {
  const kept = Object.entries(annotations ?? {}).filter(([key]) => mayMeanIdentity(key));
  return Object.fromEntries(kept);
}

function mayMeanIdentity(key: string): boolean {
  const lower = key.toLowerCase();
  if (/(?:iam|eks)\.amazonaws|kube2iam|kiam/.test(lower)) return true;
  // Any domain before a name that means a role, and the name alone.
  if (/(?:^|\/)(?:(?:aws|iam)[-_.]?)*roles?(?:[-_]?(?:arn|name))?$/.test(lower)) return true;
  return Math.abs(key.length - annotationKeys.role.length) <= 2 && lower.includes("amazon");
}
