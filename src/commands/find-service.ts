// Resolves the SERVICE that a person typed to one workload, or says which ones it could be.
import { exitCodes, IamctlError, NotPermitted } from "../errors.ts";
import type { Cluster } from "../kube/connect-cluster.ts";
import { findWorkload, namespaceIn, printQualified, selectedBy, serviceIn } from "../pods/find-workload.ts";
import { printWorkload, type WorkloadRecord } from "../pods/workload-record.ts";

/**
 * A workload of that name before a Kubernetes Service of it, which stands for what it selects. Reads the one namespace;
 * the others only for the sake of a hint, as far as they may be read.
 */
export async function findService(cluster: Cluster, words: string, asked: string | undefined): Promise<WorkloadRecord> {
  const namespace = namespaceIn(words) ?? asked ?? cluster.defaultNamespace;
  const workloads = await cluster.readWorkloads({ namespace });
  const service = serviceIn(words);
  if (service !== undefined) {
    const selector = await cluster.readSelector(namespace, service);
    if (selector === undefined) throw noService(service, namespace);
    return theOne(service, namespace, selector, workloads);
  }
  const here = findWorkload(words, namespace, workloads);
  if (here.kind === "none" && !words.includes("/")) {
    const selector = await cluster.readSelector(namespace, words).catch(noneWhenRefused);
    if (selector !== undefined) return theOne(words, namespace, selector, workloads);
  }
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
      throw unknownKind(found.word);
    case "none":
      throw new IamctlError(`There is no workload "${words}" in namespace ${namespace}.`, {
        hint: whereElse(found.elsewhere, found.similar),
        exitCode: exitCodes.usage,
      });
  }
}

export function unknownKind(word: string): IamctlError {
  return new IamctlError(`"${word}" is not a kind of workload.`, {
    hint: "Kinds: deployment, statefulset, daemonset, replicaset, rollout, job, cronjob, pod, or service for what it selects. With its namespace: shop/deployment/api",
    exitCode: exitCodes.usage,
  });
}

/** Whoever may not read Services has named a workload, as far as we know. */
function noneWhenRefused(error: unknown): undefined {
  if (error instanceof NotPermitted) return undefined;
  throw error;
}

function theOne(
  service: string,
  namespace: string,
  selector: Readonly<Record<string, string>>,
  workloads: readonly WorkloadRecord[],
): WorkloadRecord {
  const selected = selectedBy(selector, namespace, workloads);
  const [only, ...others] = selected;
  if (only !== undefined && others.length === 0) return only;
  const problem =
    only === undefined
      ? `The Service ${service} in namespace ${namespace} selects no workload.`
      : `The Service ${service} in namespace ${namespace} selects ${selected.length} workloads.`;
  throw new IamctlError(problem, {
    hint:
      only === undefined
        ? `See what it selects: kubectl get endpoints ${service} -n ${namespace}`
        : `Say which: ${selected.map(printWorkload).join(", ")}`,
    exitCode: exitCodes.usage,
  });
}

function noService(service: string, namespace: string): IamctlError {
  return new IamctlError(`There is no Service "${service}" in namespace ${namespace}.`, {
    hint: `List them: kubectl get services -n ${namespace}`,
    exitCode: exitCodes.usage,
  });
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
