// Reads what a grant is planned from: the workload, the role, the node roles and the account's quota.
import type { RoleFacts } from "../access/role-facts.ts";
import type { Account } from "../aws/connect-account.ts";
import type { GrantOptions } from "../command-options.ts";
import type { Context } from "../context.ts";
import type { RoleArn } from "../iam/arn.ts";
import { baseOfPrefix } from "../iam/role-prefix.ts";
import type { GrantFacts, GrantWishes } from "../plan/grant-facts.ts";
import { discoverNodes } from "./discover-nodes.ts";
import { findRole } from "./find-role.ts";
import { findService } from "./find-service.ts";
import { requireAllNodeRoles } from "./require-all-node-roles.ts";

export async function collectGrant(context: Context, options: GrantOptions): Promise<GrantFacts> {
  const [account, cluster] = await Promise.all([context.account(), context.cluster()]);
  const workload = await findService(cluster, options.service, options.namespace);
  const { account: accountId, partition } = await account.identity();
  const base = baseOfPrefix(options.prefix, { partition, account: accountId });
  const [role, discovered, quotas] = await Promise.all([
    findRole(account, options.role, base),
    discoverNodes(account, cluster, options.nodeRole),
    account.readQuotas(),
  ]);
  requireAllNodeRoles(discovered, options.nodeRole);
  const nodeRoles = discovered.nodeRoles.map(({ arn }) => arn);
  return {
    cluster: discovered.cluster,
    base,
    prefix: options.prefix,
    role,
    nodeRoles,
    nodeRoleFacts: await readNodeRoles(account, nodeRoles),
    workload,
    trustSizeQuota: quotas.trustPolicySize,
  };
}

export function wishesOf(options: GrantOptions): GrantWishes {
  const { externalId, sessionName, trust, nodePattern: nodePatterns, nodeTag, overrideOwner } = options;
  return { externalId, sessionName, trust, nodePatterns, nodeTag, overrideOwner };
}

/** Only to tell beforehand what the verification would find, so that a role which cannot be read is no obstacle. */
async function readNodeRoles(account: Account, nodeRoles: readonly RoleArn[]): Promise<readonly RoleFacts[]> {
  const lookups = await account.readRoles(nodeRoles);
  return [...lookups.values()].flatMap((lookup) => (lookup.kind === "found" ? [lookup.facts] : []));
}
