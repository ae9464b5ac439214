// Finds the workload a person means by `api`, `deploy/api` or `-n shop deployment/api`, the way kubectl would.
import { nearNames } from "./near-names.ts";
import { printWorkload, type WorkloadKind, type WorkloadRecord, type WorkloadReference } from "./workload-record.ts";

export type FoundWorkload =
  | { readonly kind: "found"; readonly workload: WorkloadRecord }
  | { readonly kind: "ambiguous"; readonly candidates: readonly WorkloadRecord[] }
  /** `elsewhere`: the same words in other namespaces. */
  | { readonly kind: "none"; readonly name: string; readonly elsewhere: readonly WorkloadRecord[] }
  | { readonly kind: "unknown-kind"; readonly word: string };

/** The namespace in words as reports print them: `shop/deployment/api`. */
export function namespaceIn(words: string): string | undefined {
  const parts = words.split("/");
  return parts.length === 3 ? parts[0] : undefined;
}

/** `asked`: the namespace, where the words do not name their own. */
export function findWorkload(words: string, asked: string, workloads: readonly WorkloadRecord[]): FoundWorkload {
  const namespace = namespaceIn(words) ?? asked;
  const [first = "", second] = words.split("/").slice(namespaceIn(words) === undefined ? 0 : 1);
  const kind = second === undefined ? undefined : kindOf(first);
  if (second !== undefined && kind === undefined) return { kind: "unknown-kind", word: first };
  const name = second ?? first;

  const named = workloads.filter(
    (workload) => workload.name === name && (kind === undefined || workload.kind === kind),
  );
  const here = named.filter((workload) => workload.namespace === namespace);
  const [only] = here;
  if (only !== undefined && here.length === 1) return { kind: "found", workload: only };
  if (here.length > 1) return { kind: "ambiguous", candidates: here };
  return { kind: "none", name, elsewhere: named };
}

/** What may have been meant by a name that is not in this namespace: the same elsewhere, else near ones, here first. */
export function nearWorkloads(
  name: string,
  namespace: string,
  candidates: readonly WorkloadReference[],
): readonly WorkloadReference[] {
  const isHere = (candidate: WorkloadReference): boolean => candidate.namespace === namespace;
  const elsewhere = candidates.filter((candidate) => !isHere(candidate));
  const near = nearNames(name, [...candidates.filter(isHere), ...elsewhere], (candidate) => candidate.name);
  const same = near.filter((candidate) => candidate.name === name);
  return same.length > 0 ? same : near;
}

/** The name of a Kubernetes Service in `service/api` or `shop/svc/api`. */
export function serviceIn(words: string): string | undefined {
  const [kind = "", name, ...more] = words.split("/").slice(namespaceIn(words) === undefined ? 0 : 1);
  return more.length === 0 && ["svc", "service", "services"].includes(kind.toLowerCase()) ? name : undefined;
}

/** The workloads whose pods a Service's selector means; an empty selector means none. */
export function selectedBy(
  selector: Readonly<Record<string, string>>,
  namespace: string,
  workloads: readonly WorkloadRecord[],
): readonly WorkloadRecord[] {
  const wanted = Object.entries(selector);
  return workloads.filter(
    (workload) =>
      wanted.length > 0 &&
      workload.namespace === namespace &&
      wanted.every(([key, value]) => workload.templateLabels[key] === value),
  );
}

/** `shop/deployment/api`, for lists of candidates. */
export function printQualified(workload: WorkloadReference): string {
  return `${workload.namespace}/${printWorkload(workload)}`;
}

/** `kubectl get -o name` writes the group as well: `deployment.apps/api`. */
function kindOf(word: string): WorkloadKind | undefined {
  const [name = ""] = word.toLowerCase().split(".");
  return kindsByWord.get(name);
}

/** kubectl's short and plural words: https://kubernetes.io/docs/reference/kubectl/#resource-types */
const kindsByWord: ReadonlyMap<string, WorkloadKind> = new Map(
  (
    [
      ["Deployment", "deploy deployment deployments"],
      ["StatefulSet", "sts statefulset statefulsets"],
      ["DaemonSet", "ds daemonset daemonsets"],
      ["ReplicaSet", "rs replicaset replicasets"],
      ["Job", "job jobs"],
      ["CronJob", "cj cronjob cronjobs"],
      ["Rollout", "ro rollout rollouts"],
      ["Pod", "po pod pods"],
    ] as const
  ).flatMap(([kind, words]) => words.split(" ").map((word): [string, WorkloadKind] => [word, kind])),
);
