// The IAM quotas of this account that a plan must keep within.
import { NotPermitted } from "../errors.ts";
import type { Clients } from "./open-clients.ts";

export interface Quotas {
  /** Characters of a role's trust policy, white space not counted. */
  readonly trustPolicySize: number;
  readonly attachedPoliciesPerRole: number;
  readonly versionsPerPolicy: number;
  /** Characters of a managed policy, white space not counted. */
  readonly policySize: number;
  /** False when the account would not tell: then these are the values every account starts with. */
  readonly fromAccount: boolean;
}

export async function readQuotas(clients: Clients): Promise<Quotas> {
  try {
    return await clients.run({ action: "iam:GetAccountSummary", resource: "*" }, async () => {
      const { SummaryMap: told = {} } = await (await clients.iam()).getAccountSummary({});
      return {
        trustPolicySize: told["AssumeRolePolicySizeQuota"] ?? defaults.trustPolicySize,
        attachedPoliciesPerRole: told["AttachedPoliciesPerRoleQuota"] ?? defaults.attachedPoliciesPerRole,
        versionsPerPolicy: told["VersionsPerPolicyQuota"] ?? defaults.versionsPerPolicy,
        policySize: told["PolicySizeQuota"] ?? defaults.policySize,
        fromAccount: true,
      };
    });
  } catch (error) {
    if (error instanceof NotPermitted) return defaults;
    throw error;
  }
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
const defaults: Quotas = {
  trustPolicySize: 2048,
  attachedPoliciesPerRole: 10,
  versionsPerPolicy: 5,
  policySize: 6144,
  fromAccount: false,
};
