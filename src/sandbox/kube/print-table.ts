// Prints objects as the tables that `kubectl get` shows.
import type { ResourceKind } from "./resource-kinds.ts";
import type { Json, KubeObject } from "./kube-object.ts";

/** https://kubernetes.io/docs/reference/using-api/api-concepts/#receiving-resources-as-tables */
export function printTable(kind: ResourceKind, objects: readonly KubeObject[], metadata: object, now: Date): object {
  const columns = columnsOf[kind.kind] ?? {};
  const names = ["Name", ...Object.keys(columns), "Age"];
  return {
    kind: "Table",
    apiVersion: "meta.k8s.io/v1",
    metadata,
    columnDefinitions: names.map((name) => ({ name, type: "string", format: name === "Name" ? "name" : "", description: "", priority: 0 })),
    rows: objects.map((object) => ({
      cells: [object.metadata.name, ...Object.values(columns).map((cell) => cell(object)), ageOf(object, now)],
      object: { kind: "PartialObjectMetadata", apiVersion: "meta.k8s.io/v1", metadata: object.metadata },
    })),
  };
}

type Cell = (object: KubeObject) => string;

const count =
  (member: string): Cell =>
  ({ status }) =>
    String(status?.[member] ?? 0);
const wanted: Cell = ({ spec }) => String(spec?.["replicas"] ?? 1);

const columnsOf: Readonly<Record<string, Readonly<Record<string, Cell>>>> = {
  Pod: { Ready: podReady, Status: podStatus, Restarts: () => "0", IP: ({ status }) => String(status?.["podIP"] ?? "<none>"), Node: ({ spec }) => String(spec?.["nodeName"] ?? "<none>") },
  Node: { Status: () => "Ready", Version: ({ status }) => String((status?.["nodeInfo"] as Json | undefined)?.["kubeletVersion"] ?? "") },
  Namespace: { Status: () => "Active" },
  Deployment: { Ready: (object) => `${count("readyReplicas")(object)}/${wanted(object)}`, "Up-to-date": count("updatedReplicas"), Available: count("availableReplicas") },
  ReplicaSet: { Desired: wanted, Current: count("replicas"), Ready: count("readyReplicas") },
  StatefulSet: { Ready: (object) => `${count("readyReplicas")(object)}/${wanted(object)}` },
  DaemonSet: { Desired: count("desiredNumberScheduled"), Current: count("currentNumberScheduled"), Ready: count("numberReady") },
  Job: { Completions: (object) => `${count("succeeded")(object)}/1` },
  CronJob: { Schedule: ({ spec }) => String(spec?.["schedule"] ?? "") },
  Event: { Type: ({ type }) => String(type ?? ""), Reason: ({ reason }) => String(reason ?? ""), Message: ({ message }) => String(message ?? "") },
};

function podReady({ spec, status }: KubeObject): string {
  const statuses = (status?.["containerStatuses"] ?? []) as { ready?: boolean }[];
  const containers = (spec?.["containers"] ?? []) as unknown[];
  return `${statuses.filter(({ ready }) => ready === true).length}/${containers.length}`;
}

function podStatus({ metadata, status }: KubeObject): string {
  return metadata.deletionTimestamp === undefined ? String(status?.["phase"] ?? "Pending") : "Terminating";
}

function ageOf({ metadata }: KubeObject, now: Date): string {
  const seconds = Math.max(0, Math.floor((now.getTime() - Date.parse(metadata.creationTimestamp ?? "")) / 1_000));
  return seconds < 120 ? `${seconds}s` : `${Math.floor(seconds / 60)}m`;
}
