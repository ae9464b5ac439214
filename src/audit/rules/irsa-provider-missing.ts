// Rule S02 irsa-provider-missing: service accounts with roles, and no OIDC provider that vouches for their tokens.
import { serviceAccountKeys } from "../../pods/identity-annotations.ts";
import { parseRoleArn, roleParts } from "../../iam/arn.ts";
import type { Rule } from "../rule.ts";

export const irsaProviderMissing: Rule = {
  id: "S02",
  name: "irsa-provider-missing",
  severity: "high",
  confidence: "high",
  reads: ["service-accounts", "eks", "oidc-providers"],
  title: "the account has no OIDC provider for the cluster's tokens",
  explanation:
    "STS accepts a service account's token only where IAM holds an OIDC provider with the token's issuer. A cluster that was rebuilt has another issuer than before.",
  remedy: "Create the provider: eksctl utils associate-iam-oidc-provider, or aws iam create-open-id-connect-provider.",
  references: ["https://docs.aws.amazon.com/eks/latest/userguide/enable-iam-roles-for-service-accounts.html"],
  find: ({ snapshot: { serviceAccounts = [], eks, oidcIssuers, cluster } }) => {
    const { issuer } = eks ?? {};
    if (issuer === undefined || oidcIssuers === undefined || oidcIssuers.includes(issuer)) return [];
    // For a role of another account the provider is in that account.
    const own = serviceAccounts.filter(({ annotations }) => {
      const role = parseRoleArn(annotations[serviceAccountKeys.roleArn] ?? "");
      return role !== undefined && roleParts(role).account === cluster.account;
    });
    if (own.length === 0) return [];
    const message = `${own.length === 1 ? "a service account has a role" : `${own.length} service accounts have roles`}, but IAM holds no provider for ${issuer}`;
    return [{ subject: { kind: "Cluster", name: cluster.name }, message }];
  },
};
