// Reads everything that declares node roles: groups, profiles and classes that make nodes, and lists that let them in.
import type { Account } from "../aws/connect-account.ts";
import type { EksCluster } from "../aws/find-cluster.ts";
import type { Unread } from "../errors.ts";
import type { Cluster } from "../kube/connect-cluster.ts";
import type { NodeSource } from "../nodes/node-source.ts";

export interface DeclaredSources {
  /** What makes nodes. */
  readonly makers: readonly NodeSource[];
  /** What lets them in. */
  readonly admissions: readonly NodeSource[];
  readonly makersUnread: readonly Unread[];
  readonly admissionsUnread: readonly Unread[];
  /** Refusals that hide no node role. */
  readonly otherUnread: readonly Unread[];
}

export async function readNodeSources(
  account: Account,
  cluster: Cluster,
  eks: EksCluster | undefined,
  /** What tags call the cluster, as far as that is known. */
  tagName: Promise<string | undefined>,
): Promise<DeclaredSources> {
  const mode = eks?.authenticationMode ?? "API";
  const [classes, groups, scaling, fargate, entries, awsAuth] = await Promise.all([
    cluster.readNodeClasses(),
    eks === undefined ? nothing : account.readNodegroups(eks.name),
    tagName.then((name) => (name === undefined ? nothing : account.readAutoScalingGroups(name))),
    eks === undefined ? nothing : account.readFargateProfiles(eks.name),
    eks === undefined || mode === "CONFIG_MAP" ? nothing : account.readAccessEntries(eks.name),
    mode === "API" ? nothing : cluster.readAwsAuth(),
  ]);
  return {
    makers: [...groups.found, ...scaling.found, ...classes.found, ...autoMode(eks), ...fargate.found],
    admissions: [...entries.found, ...awsAuth.found],
    makersUnread: [...groups.unread, ...scaling.unread, ...classes.unread],
    admissionsUnread: [...entries.unread, ...awsAuth.unread],
    otherUnread: [...(groups.unreadAdvice ?? []), ...(fargate.unreadAdvice ?? [])],
  };
}

interface Reading {
  readonly found: readonly NodeSource[];
  readonly unread: readonly Unread[];
  readonly unreadAdvice?: readonly Unread[];
}

const nothing: Reading = { found: [], unread: [] };

function autoMode(eks: EksCluster | undefined): readonly NodeSource[] {
  const role = eks?.autoModeRole;
  if (role === undefined) return [];
  return [{ name: "EKS Auto Mode", nodeKind: "auto", windows: false, pointer: { kind: "role", role } }];
}
