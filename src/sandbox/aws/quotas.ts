// IAM's default quotas, and the refusal of what would exceed one.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
import { AwsFault } from "./aws-fault.ts";

export const quotas = {
  assumeRolePolicySize: 2048,
  attachedPoliciesPerRole: 10,
  policySize: 6144,
  rolePolicySize: 10_240,
  versionsPerPolicy: 5,
  roles: 1000,
  policies: 1500,
  instanceProfiles: 1000,
  users: 5000,
} as const;

/** `name` is IAM's own: `ACLSizePerRole`. */
export function holdQuota(name: string, amount: number, quota: number): void {
  if (amount > quota) throw overQuota(`Cannot exceed quota for ${name}: ${quota}`);
}

export function overQuota(message: string): AwsFault {
  return new AwsFault("LimitExceeded", 409, message);
}
