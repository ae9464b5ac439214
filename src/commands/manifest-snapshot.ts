// Makes a snapshot of manifest files, with an account from a file where there is one: an audit without a cluster.
import { type AccountRoles, gapsOf, sourceOf } from "../access/account-details.ts";
import { lookUpRoles } from "../access/look-up-roles.ts";
import { settingsOfProxies } from "../access/proxy-settings.ts";
import type { RoleLookup } from "../access/role-facts.ts";
import { rolesToLookUp } from "../access/roles-to-look-up.ts";
import { type ClusterFacts, unknownAccount, type Snapshot } from "../access/snapshot.ts";
import { type Inventory, takeInventory } from "../access/take-inventory.ts";
import { parseRoleArn, type RoleArn, roleParts } from "../iam/arn.ts";
import { parseYaml } from "../yaml.ts";
import { asNamed, parseNodeRole } from "./discover-nodes.ts";
import type { Manifests } from "./read-manifests.ts";

export interface ManifestWishes {
  readonly prefix: string;
  /** Of objects that name none; kubectl's own default when absent. */
  readonly namespace: string | undefined;
  readonly nodeRoles: readonly string[];
  readonly accountRoles: AccountRoles | undefined;
  readonly now: Date;
}

export function manifestSnapshot({ objects, unread }: Manifests, wishes: ManifestWishes): Snapshot {
  const { prefix, namespace = "default", accountRoles, now } = wishes;
  const placed = objects.map(({ object, place }) => ({
    object: { ...object, metadata: { ...(!clusterWide.has(object.kind ?? "") && { namespace }), ...object.metadata } },
    ...(place !== undefined && { place }),
  }));
  const inventory = takeInventory(placed, {
    parseYaml: (text) => parseYaml(text, "mapRoles of aws-auth"),
    parseTime: Date.parse,
  });
  const named = wishes.nodeRoles.map(parseNodeRole);
  const cluster = placeOf(named, accountRoles, inventory);
  const settings = settingsOfProxies(inventory.proxies, { prefix, ...cluster });
  const wanted = rolesToLookUp({ ...inventory, pods: [], settings, nodeRoles: named });
  const missing = { call: "iam:GetRole", problem: "no account was read: name one with --auth-details FILE" };
  const roles =
    accountRoles === undefined
      ? new Map(wanted.map((role): [RoleArn, RoleLookup] => [role, { kind: "unreadable", ...missing }]))
      : lookUpRoles(wanted, accountRoles, cluster.account);
  const noNodes = {
    call: "list nodes",
    subject: "the cluster",
    problem: "files hold no nodes: name their roles with --node-role ARN",
  };
  return {
    cluster,
    settings,
    prefix,
    ...inventory,
    // What a Pod's manifest says is a workload; no pod runs in a file.
    pods: [],
    nodes: [],
    nodeRoles: named.map((arn) => asNamed(arn, { nodeRoles: [], otherRoles: [] })),
    roles,
    // Files seldom hold all that may do something in the cluster, or all workloads.
    rbac: { roles: inventory.roles, bindings: inventory.bindings },
    coverage: [
      ...(named.length === 0 ? [noNodes] : []),
      ...unread,
      ...(accountRoles === undefined ? [] : gapsOf(accountRoles)),
    ],
    sources: [
      { call: "read manifests", answers: 1, objects: objects.length },
      ...(accountRoles === undefined ? [] : [sourceOf(accountRoles)]),
    ],
    nodesUnread: named.length === 0 ? [noNodes] : [],
    takenAt: Math.floor(now.getTime() / 1000),
  };
}

const clusterWide: ReadonlySet<string> = new Set([
  "Namespace",
  "Node",
  "ClusterRole",
  "ClusterRoleBinding",
  "PersistentVolume",
]);

/** The account is that of the roles; where none are known, that of the first ARN in an annotation. */
function placeOf(
  named: readonly RoleArn[],
  accountRoles: AccountRoles | undefined,
  inventory: Inventory,
): ClusterFacts {
  const texts = inventory.workloads.flatMap(({ templateAnnotations }) => Object.values(templateAnnotations));
  const annotated = texts.map(parseRoleArn).find((role) => role !== undefined);
  const role = accountRoles?.roles[0]?.arn ?? named[0] ?? annotated;
  const { partition, account } = role === undefined ? { partition: "aws", account: unknownAccount } : roleParts(role);
  return { name: "manifests", account, partition, region: "" };
}
