// Resolves the SERVICE that a person typed to one workload, or says which ones it could be.
import { exitCodes, IamctlError } from "../errors.ts";
import type { Cluster } from "../kube/connect-cluster.ts";
import { findWorkload, namespaceIn, printQualified } from "../pods/find-workload.ts";
import { printWorkload, type WorkloadRecord } from "../pods/workload-record.ts";

/** Reads the one namespace; the others only for the sake of a hint, as far as they may be read. */
export async function findService(cluster: Cluster, words: string, asked: string | undefined): Promise<WorkloadRecord> {
  const namespace = namespaceIn(words) ?? asked ?? cluster.defaultNamespace;
  const here = findWorkload(words, namespace, await cluster.readWorkloads({ namespace }));
  const found = here.kind === "none" ? findWorkload(words, namespace, (await cluster.readInventory()).workloads) : here;
  switch (found.kind) {
    case "found":
      return found.workload;
    case "ambiguous":
      throw new IamctlError(`"${words}" is more than one workload in namespace ${namespace}.`, {
        hint: `Say which: ${found.candidates.map(printWorkload).join(", ")}`,
        exitCode: exitCodes.usage,
      });
    case "unknown-kind":
      throw new IamctlError(`"${found.word}" is not a kind of workload.`, {
        hint: "Kinds: deployment, statefulset, daemonset, replicaset, job, cronjob, pod. With its namespace: shop/deployment/api",
        exitCode: exitCodes.usage,
      });
    case "none":
      throw new IamctlError(`There is no workload "${words}" in namespace ${namespace}.`, {
        hint: whereElse(found.elsewhere, found.similar),
        exitCode: exitCodes.usage,
      });
  }
}

function whereElse(elsewhere: readonly WorkloadRecord[], similar: readonly WorkloadRecord[]): string {
  const [only] = elsewhere;
  if (only !== undefined && elsewhere.length === 1) {
    return `Did you mean ${printQualified(only)}? Add -n ${only.namespace}`;
  }
  if (elsewhere.length > 1) return `Name its namespace with -n: ${elsewhere.map(printQualified).join(", ")}`;
  if (similar.length > 0) return `Did you mean ${similar.map(printWorkload).join(" or ")}?`;
  return "List them: kubectl get deploy,sts,ds,cj,job,pod -A";
}
