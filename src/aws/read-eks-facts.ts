// Reads what EKS knows of who may enter the cluster, and which service accounts it gives roles.
import type { AccessEntry, EksFacts, PodIdentityAssociation } from "../access/account-facts.ts";
import { createRefusals } from "../access/refusals.ts";
import { IamctlError, NotPermitted, type Unread } from "../errors.ts";
import { parseRoleArn } from "../iam/arn.ts";
import { inParallel } from "./in-parallel.ts";
import type { Clients } from "./open-clients.ts";

export interface EksReading {
  /** Absent where a part of it was refused: nothing may be concluded from what is not in a part of a list. */
  readonly facts: EksFacts | undefined;
  readonly unread: readonly Unread[];
}

const callsAtOnce = 6;

/** `hasEntries`: clusters that go by aws-auth alone refuse to list access entries. */
export async function readEksFacts(clients: Clients, cluster: string, hasEntries: boolean): Promise<EksReading> {
  const refusals = createRefusals();
  const withoutPodIdentity: Unread[] = [];
  const [issuer, accessEntries, associations] = await Promise.all([
    readIssuer(clients, cluster).catch(refusals.note),
    hasEntries ? readEntries(clients, cluster).catch(refusals.note) : [],
    readAssociations(clients, cluster).catch((error: unknown) => {
      if (!(error instanceof IamctlError) || error instanceof NotPermitted) return refusals.note(error);
      // Not every partition and not every stand-in for AWS knows EKS Pod Identity.
      withoutPodIdentity.push({ call: "eks:ListPodIdentityAssociations", subject: cluster, problem: error.message });
      return undefined;
    }),
  ]);
  const unread = [...refusals.unread, ...withoutPodIdentity];
  const whole = unread.length === 0 && accessEntries !== undefined && associations !== undefined;
  return { facts: whole ? { issuer, accessEntries, associations } : undefined, unread };
}

async function readIssuer(clients: Clients, name: string): Promise<string | undefined> {
  const eks = await clients.eks();
  const answer = await clients.run({ action: "eks:DescribeCluster", resource: name }, () =>
    eks.describeCluster({ name }),
  );
  return answer.cluster?.identity?.oidc?.issuer?.replace(/^https:\/\//, "");
}

async function readEntries(clients: Clients, clusterName: string): Promise<readonly AccessEntry[]> {
  const eks = await clients.eks();
  const principals = await clients.run({ action: "eks:ListAccessEntries", resource: clusterName }, async () => {
    const found: string[] = [];
    for await (const page of eks.paginateListAccessEntries({ clusterName })) found.push(...(page.accessEntries ?? []));
    return found;
  });
  return inParallel(principals, callsAtOnce, async (principalArn) => {
    const resource = `${clusterName} ${principalArn}`;
    const [entry, policies] = await Promise.all([
      clients.find({ action: "eks:DescribeAccessEntry", resource }, () =>
        eks.describeAccessEntry({ clusterName, principalArn }),
      ),
      clients.find({ action: "eks:ListAssociatedAccessPolicies", resource }, () =>
        eks.listAssociatedAccessPolicies({ clusterName, principalArn, maxResults: 100 }),
      ),
    ]);
    return {
      principal: principalArn,
      type: entry?.accessEntry?.type ?? "STANDARD",
      groups: entry?.accessEntry?.kubernetesGroups ?? [],
      policies: (policies?.associatedAccessPolicies ?? []).flatMap(({ policyArn }) => policyArn ?? []),
    };
  });
}

async function readAssociations(clients: Clients, clusterName: string): Promise<readonly PodIdentityAssociation[]> {
  const eks = await clients.eks();
  const ids = await clients.run({ action: "eks:ListPodIdentityAssociations", resource: clusterName }, async () => {
    const found: string[] = [];
    for await (const page of eks.paginateListPodIdentityAssociations({ clusterName })) {
      found.push(...(page.associations ?? []).flatMap(({ associationId }) => associationId ?? []));
    }
    return found;
  });
  const read = await inParallel(ids, callsAtOnce, async (associationId) => {
    const answer = await clients.find(
      { action: "eks:DescribePodIdentityAssociation", resource: `${clusterName} ${associationId}` },
      () => eks.describePodIdentityAssociation({ clusterName, associationId }),
    );
    const { namespace = "", serviceAccount = "", roleArn = "" } = answer?.association ?? {};
    const role = parseRoleArn(roleArn);
    return role === undefined ? undefined : { namespace, serviceAccount, role };
  });
  return read.filter((association) => association !== undefined);
}
