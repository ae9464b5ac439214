// Reads what grants are planned from: each workload and its role, the node roles, the account's quota, and files to edit.
import { createRefusals } from "../access/refusals.ts";
import type { RoleFacts } from "../access/role-facts.ts";
import type { Account } from "../aws/connect-account.ts";
import type { GrantOptions } from "../command-options.ts";
import type { GrantRequest } from "../plan/grant-request.ts";
import type { Context } from "../context.ts";
import type { RoleArn } from "../iam/arn.ts";
import type { Cluster } from "../kube/connect-cluster.ts";
import type { RoleBase } from "../iam/role-reference.ts";
import { baseOfPrefix } from "../iam/role-prefix.ts";
import type { GrantFacts, GrantWishes } from "../plan/grant-facts.ts";
import type { OneGrant } from "../plan/plan-grants.ts";
import type { WorkloadRecord } from "../pods/workload-record.ts";
import { didYouMean } from "../report/did-you-mean.ts";
import { plain } from "../report/plain.ts";
import { collectBelongings, roleToMake } from "./collect-belongings.ts";
import { discoverNodes } from "./discover-nodes.ts";
import { createSourceEditor, type SourceEditor } from "./edit-sources.ts";
import { lookUpRole, noSuchRole } from "./find-role.ts";
import { findService } from "./find-service.ts";
import { readNearRoles } from "./near-roles.ts";
import { requireAllNodeRoles } from "./require-all-node-roles.ts";

export async function collectGrants(
  context: Context,
  options: GrantOptions,
  requests: readonly GrantRequest[],
): Promise<readonly OneGrant[]> {
  const [account, cluster] = await Promise.all([context.account(), context.cluster()]);
  const { account: accountId, partition } = await account.identity();
  const base = baseOfPrefix(options.prefix, { partition, account: accountId });
  const sources = createSourceEditor();
  const named: Named[] = [];
  for (const request of requests) {
    const workload = await findSubject(cluster, request, sources);
    named.push({ request, workload, ...(await findOrMakeRole(context, account, request, base)) });
  }
  const shared = { base, prefix: options.prefix, ...(await collectShared(account, cluster, options)) };
  const grants: OneGrant[] = [];
  // One after the other: the second edit of a file goes on from the first.
  for (const one of named) grants.push(await planFrom(one, options, shared, sources));
  return grants;
}

interface Named extends Pick<GrantFacts, "workload" | "role" | "isNewRole" | "belongings"> {
  readonly request: GrantRequest;
}

/** On a terminal, a role that is not there is offered to be made. */
async function findOrMakeRole(
  { ask, terminal }: Context,
  account: Account,
  request: GrantRequest,
  base: RoleBase,
): Promise<Pick<GrantFacts, "role" | "isNewRole" | "belongings">> {
  const found = await lookUpRole(account, request.role, base);
  if (found.kind === "found") {
    return request.policy.length === 0
      ? { role: found.facts }
      : { role: found.facts, belongings: await collectBelongings(account, found.facts.arn, request) };
  }
  const { role } = found;
  if (!request.createRole) {
    const near = await readNearRoles(account, role);
    if (!terminal.interactive) throw noSuchRole(role, near);
    const question = [`There is no role ${plain(role)}.`, didYouMean(near), "Make it?"];
    const isWished = await ask.confirm(question.filter(Boolean).join(" "), { flag: "--create-role" });
    if (!isWished) throw noSuchRole(role, near);
  }
  return { role: roleToMake(role), isNewRole: true, belongings: await collectBelongings(account, role, request) };
}

type Shared = Omit<GrantFacts, "workload" | "role" | "isNewRole" | "belongings">;

async function collectShared(
  account: Account,
  cluster: Cluster,
  { nodeRole }: GrantOptions,
): Promise<Omit<Shared, "base" | "prefix">> {
  const [discovered, quotas, proxies] = await Promise.all([
    discoverNodes(account, cluster, nodeRole),
    account.readQuotas(),
    // The verification tells that they could not be read.
    cluster.readProxies().catch(createRefusals().note),
  ]);
  requireAllNodeRoles(discovered, nodeRole);
  const nodeRoles = discovered.nodeRoles.map(({ arn }) => arn);
  return {
    cluster: discovered.cluster,
    proxies,
    nodeRoles,
    nodeRoleFacts: await readNodeRoles(account, nodeRoles),
    trustSizeQuota: quotas.trustPolicySize,
  };
}

async function planFrom(
  { request, ...subject }: Named,
  { overrideOwner, sessionTags }: GrantOptions,
  shared: Shared,
  sources: SourceEditor,
): Promise<OneGrant> {
  const facts: GrantFacts = { ...shared, ...subject };
  const wishes: GrantWishes = {
    externalId: request.externalId,
    sessionName: request.sessionName,
    trust: request.trust,
    nodePatterns: request.nodePattern,
    nodeTag: request.nodeTag,
    overrideOwner,
    sessionTags,
  };
  const edits = await sources.edit(request, facts, wishes);
  return { facts, wishes: edits === undefined ? wishes : { ...wishes, edits } };
}

/** In the manifests, where such are given: the cluster may not have the workload yet. */
async function findSubject(cluster: Cluster, request: GrantRequest, sources: SourceEditor): Promise<WorkloadRecord> {
  const namespace = request.namespace ?? cluster.defaultNamespace;
  return request.manifest.length > 0
    ? sources.findInManifests(request, namespace)
    : findService(cluster, request.service, request.namespace);
}

/** Only to tell beforehand what the verification would find, so that a role which cannot be read is no obstacle. */
async function readNodeRoles(account: Account, nodeRoles: readonly RoleArn[]): Promise<readonly RoleFacts[]> {
  const lookups = await account.readRoles(nodeRoles);
  return [...lookups.values()].flatMap((lookup) => (lookup.kind === "found" ? [lookup.facts] : []));
}
