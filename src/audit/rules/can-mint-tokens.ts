// Rule R05 can-mint-tokens: who may create tokens may hold the roles of service accounts.
import { hitsOfWay, rights } from "../rbac-hits.ts";
import type { Rule } from "../rule.ts";

export const canMintTokens: Rule = {
  id: "R05",
  name: "can-mint-tokens",
  severity: "high",
  confidence: "medium",
  reads: ["rbac", "service-accounts", "workloads", "daemon-sets"],
  title: "it can make tokens for service accounts that have AWS roles",
  explanation:
    "STS takes a service account's token from whoever has it. The right to create tokens is the right to hold the roles of those service accounts, from anywhere.",
  remedy: "Take the right away: pods get their tokens from the kubelet.",
  references: ["https://kubernetes.io/docs/concepts/security/rbac-good-practices/"],
  find: (judged) => hitsOfWay(judged, rights.mintTokens),
};
