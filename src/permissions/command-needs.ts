// What each command must be permitted to do, in AWS and in the cluster: the smallest set that lets it do all it offers.
import {
  changeTemplates,
  listNamespaces,
  listWorkloads,
  readAccounts,
  readRights,
  readService,
} from "./workload-needs.ts";
import type { CommandWithNeeds } from "./commands-with-needs.ts";
import type { IamNeed, RbacNeed } from "./need.ts";
import { findNodes, listNodes, readNodes } from "./node-needs.ts";

export interface CommandNeeds {
  readonly iam: readonly IamNeed[];
  readonly rbac: readonly RbacNeed[];
}

/** Where EKS does not know the cluster, its instances' tags name it. */
const nameCluster: IamNeed = {
  sid: "NameCluster",
  actions: ["ec2:DescribeInstances", "eks:DescribeCluster", "eks:ListClusters"],
  on: "anything",
};
const findOwnParts: IamNeed = {
  sid: "FindOwnParts",
  actions: [
    "iam:GetPolicy",
    "iam:GetPolicyVersion",
    "iam:ListEntitiesForPolicy",
    "iam:ListPolicies",
    "iam:ListPolicyVersions",
    "iam:ListRoles",
  ],
  on: "anything",
};
const readRoles: IamNeed = {
  sid: "ReadRoles",
  actions: [
    "iam:GetPolicy",
    "iam:GetPolicyVersion",
    "iam:GetRole",
    "iam:GetRolePolicy",
    "iam:ListAttachedRolePolicies",
    "iam:ListRolePolicies",
  ],
  on: "anything",
};
/** Every role in one call, and what EKS and IAM know of service accounts and of who may enter the cluster. */
const readAccount: IamNeed = {
  sid: "ReadAccount",
  actions: [
    "eks:DescribePodIdentityAssociation",
    "eks:ListAssociatedAccessPolicies",
    "eks:ListPodIdentityAssociations",
    "iam:GetAccountAuthorizationDetails",
    "iam:ListOpenIDConnectProviders",
  ],
  on: "anything",
};
/** What of it a single workload's chain through its service account rests on. */
const readAccountWays: IamNeed = {
  sid: "ReadServiceAccountRoles",
  actions: ["eks:DescribePodIdentityAssociation", "eks:ListPodIdentityAssociations", "iam:ListOpenIDConnectProviders"],
  on: "anything",
};
const readQuotas: IamNeed = { sid: "ReadQuotas", actions: ["iam:GetAccountSummary"], on: "anything" };
const editTrust: IamNeed = { sid: "EditTrust", actions: ["iam:UpdateAssumeRolePolicy"], on: "pod-roles" };
const writePolicies: IamNeed = {
  sid: "WriteAssumePolicy",
  actions: [
    "iam:CreatePolicy",
    "iam:CreatePolicyVersion",
    "iam:DeletePolicyVersion",
    "iam:ListPolicyVersions",
    "iam:TagPolicy",
  ],
  on: "own-policies",
};
const attach: IamNeed = { sid: "AttachAssumePolicy", actions: ["iam:AttachRolePolicy"], on: "attaching-own-policies" };
/** Which roles a fence would cut off. */
const seeFence: IamNeed = { sid: "SeeWhatAFenceCutsOff", actions: ["iam:ListRoles"], on: "anything" };
const bind: IamNeed = {
  sid: "BindNodeRoles",
  actions: ["iam:PutRolePermissionsBoundary"],
  on: "bounding-by-own-policies",
};
const unbind: IamNeed = {
  sid: "UnbindNodeRoles",
  actions: ["iam:DeleteRolePermissionsBoundary"],
  on: "bounding-by-own-policies",
};
const takeBack: IamNeed = {
  sid: "TakePolicyBack",
  actions: ["iam:DeletePolicy", "iam:DeletePolicyVersion", "iam:ListPolicyVersions", "iam:SetDefaultPolicyVersion"],
  on: "own-policies",
};
const detach: IamNeed = { sid: "DetachAssumePolicy", actions: ["iam:DetachRolePolicy"], on: "attaching-own-policies" };

/** Cannot be held to one policy's name, so whoever may do this may write any policy into the node roles. */
const writeInline: IamNeed = {
  sid: "WritePolicyIntoNodeRoles",
  actions: ["iam:DeleteRolePolicy", "iam:PutRolePolicy"],
  on: "node-roles",
};

/** Whoever may do this may make a role that can do anything. */
const makeRoles: IamNeed = {
  sid: "MakePodRoles",
  actions: ["iam:AttachRolePolicy", "iam:CreateRole", "iam:DeleteRole", "iam:DetachRolePolicy", "iam:TagRole"],
  on: "pod-roles",
};

const judging: CommandNeeds = {
  iam: [readNodes, readRoles],
  rbac: [...findNodes, listNamespaces, ...listWorkloads],
};

/** Whatever a plan of another command may hold. */
const changing: CommandNeeds = {
  iam: [nameCluster, readRoles, writePolicies, attach, takeBack, detach, bind, unbind, editTrust],
  rbac: [listNodes, ...changeTemplates],
};

/** The whole account, and who may do what in the cluster. */
const auditing: CommandNeeds = { iam: [readNodes, readAccount], rbac: [...judging.rbac, ...readRights] };

/** It tells which version of the policy there is. */
const statusNeeds: CommandNeeds = {
  iam: [...judging.iam, { sid: "ReadPolicyVersions", actions: ["iam:ListPolicyVersions"], on: "own-policies" }],
  rbac: judging.rbac,
};

export const commandNeeds: Readonly<Record<CommandWithNeeds, CommandNeeds>> = {
  nodes: { iam: [readNodes], rbac: findNodes },
  // Without what an inline policy (--inline, or a role that has no free slot) needs, which is `inline` below.
  init: {
    iam: [readNodes, readRoles, readQuotas, seeFence, writePolicies, attach, bind, unbind],
    rbac: [...findNodes, { group: "apps", resources: ["daemonsets"], verbs: ["list"] }],
  },
  grant: {
    iam: [readNodes, readRoles, readQuotas, editTrust],
    rbac: [...judging.rbac, readService, ...changeTemplates],
  },
  revoke: {
    iam: [nameCluster, readRoles, editTrust],
    rbac: [listNodes, ...listWorkloads, readService, ...changeTemplates],
  },
  undo: changing,
  apply: changing,
  uninstall: {
    iam: [nameCluster, findOwnParts, readRoles, takeBack, detach, unbind, editTrust],
    rbac: [listNodes, ...listWorkloads, ...changeTemplates],
  },
  status: statusNeeds,
  /** What `grant --create-role` and its undo need beside their own. */
  "create-role": { iam: [makeRoles, writePolicies, takeBack], rbac: [] },
  /** What `init --inline` needs beside its own, and undo, apply and uninstall where such a policy is taken back. */
  inline: { iam: [writeInline, detach], rbac: [] },
  audit: auditing,
  why: { iam: [...judging.iam, readAccountWays], rbac: [...judging.rbac, readAccounts, readService] },
  "who-can": auditing,
  /** Of `proxy --startup-taint`: RBAC cannot hold it to one node, an admission policy beside it does. */
  "startup-taint": { iam: [], rbac: [{ group: "", resources: ["nodes"], verbs: ["get", "patch"] }] },
  // AssumeRole on the roles under the prefix is the node role's, by the policy that init writes.
  proxy: {
    iam: [],
    rbac: [
      { group: "", resources: ["namespaces", "pods"], verbs: ["list", "watch"] },
      { group: "", resources: ["events"], verbs: ["create", "patch"] },
    ],
  },
};
