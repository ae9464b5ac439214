// Lists all that an audit judges, with the same clients and pages, and keeps nothing: what the audit is measured against.
import { findCluster } from "../src/aws/find-cluster.ts";
import { openClients } from "../src/aws/open-clients.ts";
import { readAccessEntries } from "../src/aws/read-access-entries.ts";
import { detailsWanted } from "../src/aws/read-account-roles.ts";
import { readAutoScalingGroups } from "../src/aws/read-auto-scaling-groups.ts";
import { readEksFacts } from "../src/aws/read-eks-facts.ts";
import { readFargateProfiles } from "../src/aws/read-fargate-profiles.ts";
import { readIdentity } from "../src/aws/read-identity.ts";
import { readInstances } from "../src/aws/read-instances.ts";
import { readNodegroups } from "../src/aws/read-nodegroups.ts";
import { readOidcIssuers } from "../src/aws/read-oidc-issuers.ts";
import { openApi } from "../src/kube/open-api.ts";
import { listWorkloads } from "../src/kube/read-workloads.ts";
import { namespaceKind, nodeKind, rbacKinds, serviceAccountKind, workloadKinds } from "../src/kube/resource-kinds.ts";
import type { WorkloadKind } from "../src/pods/workload-record.ts";

/** `large`: roles, policies, namespaces, workloads and pods alone, whose lists take nearly all of the time. */
const onlyLarge = process.argv[2] === "large";
const api = openApi({ kubeconfig: process.env["KUBECONFIG"], context: undefined });
const clients = openClients({});
let objects = 0;
const count = (): void => void (objects += 1);

async function listRoles(): Promise<void> {
  const iam = await clients.iam();
  const pages = iam.paginateGetAccountAuthorizationDetails(detailsWanted.filter, detailsWanted.paging);
  for await (const page of pages) objects += (page.RoleDetailList ?? []).length + (page.Policies ?? []).length;
}

/** Each waits for what it needs to be asked with, and for nothing else. */
async function listCluster(): Promise<void> {
  const { serverUrl, certificateAuthority, eksName: name } = api.connection;
  const nodes = api.list(nodeKind, {}, ({ spec = {} }: { spec?: { providerID?: string } }) => spec.providerID ?? "");
  const found = await findCluster(clients, { serverUrl, certificateAuthority, name });
  const cluster = found.kind === "found" ? found.cluster.name : "large";
  await Promise.all([
    nodes.then(async (ids) =>
      readInstances(
        clients,
        ids.map((id) => id.slice(id.lastIndexOf("/") + 1)),
      ),
    ),
    readEksFacts(clients, cluster, true),
    readNodegroups(clients, cluster),
    readFargateProfiles(clients, cluster),
    readAccessEntries(clients, cluster),
    readAutoScalingGroups(clients, cluster),
  ]);
}

await Promise.all([
  listRoles(),
  api.list(namespaceKind, {}, count),
  ...(Object.keys(workloadKinds) as WorkloadKind[]).map(async (kind) => listWorkloads(api, kind, {}, count)),
  ...(onlyLarge
    ? []
    : [
        readIdentity(clients),
        listCluster(),
        readOidcIssuers(clients),
        ...[serviceAccountKind, ...Object.values(rbacKinds)].map(async (kind) => api.list(kind, {}, count)),
      ]),
]);
console.error(`listed ${objects} objects`);
