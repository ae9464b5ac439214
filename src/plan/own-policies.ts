// The names and texts of iamctl's own policies of a cluster.
import type { ClusterFacts } from "../access/snapshot.ts";
import { boundaryPolicy, type RolePrefix } from "../iam/assume-policy.ts";
import { printPolicy } from "../iam/policy-document.ts";
import type { PolicyText } from "./step.ts";

/** The path tells iamctl's own policies from everybody else's, without any local record. */
export const ownPolicyPath = "/iamctl/";

export function assumePolicyArn(cluster: ClusterFacts): string {
  return arnOf(cluster, assumePolicyName(cluster));
}

export function boundaryPolicyArn(cluster: ClusterFacts): string {
  return arnOf(cluster, nameFor("bound-node-roles", cluster));
}

/** The inline policy of a node role without a free slot has this name, too. */
export function assumePolicyName(cluster: ClusterFacts): string {
  return nameFor("assume-pod-roles", cluster);
}

export function newAssumePolicy(cluster: ClusterFacts, document: string): PolicyText {
  const description = `Lets the nodes of ${cluster.name} assume the roles meant for pods. Made by iamctl.`;
  return ownPolicy(cluster, { name: assumePolicyName(cluster), description, document });
}

export function newBoundaryPolicy(cluster: ClusterFacts, prefix: RolePrefix): PolicyText {
  const description = `Keeps the nodes of ${cluster.name} from all roles but those meant for pods. Made by iamctl.`;
  const document = printPolicy(boundaryPolicy(prefix));
  return ownPolicy(cluster, { name: nameFor("bound-node-roles", cluster), description, document });
}

function ownPolicy(
  cluster: ClusterFacts,
  { name, description, document }: Pick<PolicyText, "name" | "description" | "document">,
): PolicyText {
  const tags = { "iamctl/cluster": cluster.name };
  return { arn: arnOf(cluster, name), name, path: ownPolicyPath, description, tags, document };
}

function arnOf({ partition, account }: ClusterFacts, name: string): string {
  return `arn:${partition}:iam::${account}:policy${ownPolicyPath}${name}`;
}

/**
 * Clusters of one name in two regions have a policy each. Policy names take 128 characters of `[\w+=,.@-]`; a
 * kubeconfig context may be longer and hold others.
 */
function nameFor(purpose: string, { name, region }: ClusterFacts): string {
  const ending = `-${region}`;
  return `${purpose}-${name.replaceAll(/[^\w+=,.@-]/g, "-")}`.slice(0, 128 - ending.length) + ending;
}
