// Resolves the SERVICE that a person typed to one workload, or says which ones it could be.
import { createRefusals } from "../access/refusals.ts";
import { exitCodes, IamctlError, NotPermitted } from "../errors.ts";
import type { Cluster } from "../kube/connect-cluster.ts";
import {
  findWorkload,
  namespaceIn,
  nearWorkloads,
  printQualified,
  selectedBy,
  serviceIn,
} from "../pods/find-workload.ts";
import { printWorkload, type WorkloadRecord } from "../pods/workload-record.ts";
import { didYouMean } from "../report/did-you-mean.ts";
import { requireNamespace } from "./require-namespace.ts";

/**
 * A workload of that name before a Kubernetes Service of it, which stands for what it selects. Reads the one namespace;
 * the others only for the sake of a hint, as far as they may be read. `orPod`: pods, too, could have been meant.
 */
export async function findService(
  cluster: Cluster,
  words: string,
  asked: string | undefined,
  { orPod = false } = {},
): Promise<WorkloadRecord> {
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
  switch (here.kind) {
    case "found":
      return here.workload;
    case "ambiguous":
      throw new IamctlError(`"${words}" is more than one workload in namespace ${namespace}.`, {
        hint: `Say which: ${here.candidates.map(printWorkload).join(", ")}`,
        exitCode: exitCodes.usage,
      });
    case "unknown-kind":
      throw unknownKind(here.word);
    case "none":
      throw await noWorkload(cluster, { words, name: here.name, namespace, orPod });
  }
}

interface Missing {
  readonly words: string;
  readonly name: string;
  readonly namespace: string;
  readonly orPod: boolean;
}

async function noWorkload(cluster: Cluster, { words, name, namespace, orPod }: Missing): Promise<IamctlError> {
  const [namespaces = [], { workloads, pods }] = await Promise.all([
    cluster.readNamespaces().catch(createRefusals().note),
    cluster.readInventory(),
  ]);
  requireNamespace(namespace, namespaces);
  // A pod that nothing controls is a workload as well.
  const owned = orPod ? pods.filter(({ owner }) => owner !== undefined) : [];
  const near = nearWorkloads(name, namespace, [
    ...workloads,
    ...owned.map((pod) => ({ kind: "Pod" as const, namespace: pod.namespace, name: pod.name })),
  ]);
  const question = didYouMean(near.map(printQualified));
  const [nearest, ...others] = near;
  const where =
    others.length === 0 && nearest?.name === name && nearest.namespace !== namespace
      ? ` Add -n ${nearest.namespace}`
      : "";
  return new IamctlError(
    `There is no ${orPod ? "pod or workload" : "workload"} "${words}" in namespace ${namespace}.`,
    {
      hint: question === undefined ? "List them: kubectl get deploy,sts,ds,cj,job,pod -A" : `${question}${where}`,
      exitCode: exitCodes.usage,
    },
  );
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
