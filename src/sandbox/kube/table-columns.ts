// Which columns `kubectl get` shows for a kind, and what is in them.
import { type Json, type KubeObject, textOf } from "./kube-object.ts";

export type Cell = (object: KubeObject) => string;

export interface Columns {
  /** Between NAME and AGE. */
  readonly columns: Readonly<Record<string, Cell>>;
  /** Only with `-o wide`. */
  readonly wide: Readonly<Record<string, Cell>>;
}

export function columnsOf(kind: string): Columns {
  return { columns: columns[kind] ?? {}, wide: wideColumns[kind] ?? {} };
}

const count =
  (member: string): Cell =>
  ({ status }) =>
    textOf(status?.[member], "0");
const inSpec =
  (member: string, absent = "<none>"): Cell =>
  ({ spec }) =>
    textOf(spec?.[member], absent);
const inStatus =
  (member: string, absent = "<none>"): Cell =>
  ({ status }) =>
    textOf(status?.[member], absent);
const readyOfWanted: Cell = (object) => `${count("readyReplicas")(object)}/${inSpec("replicas", "1")(object)}`;

const columns: Readonly<Record<string, Readonly<Record<string, Cell>>>> = {
  Pod: { Ready: podReady, Status: podStatus, Restarts: () => "0" },
  Node: { Status: nodeStatus, Version: kubeletVersion },
  Namespace: { Status: inStatus("phase", "Active") },
  Service: { Type: inSpec("type", "ClusterIP"), "Cluster-IP": inSpec("clusterIP"), "Port(s)": servicePorts },
  ConfigMap: { Data: ({ data }) => String(Object.keys(data ?? {}).length) },
  Deployment: { Ready: readyOfWanted, "Up-to-date": count("updatedReplicas"), Available: count("availableReplicas") },
  ReplicaSet: { Desired: inSpec("replicas", "1"), Current: count("replicas"), Ready: count("readyReplicas") },
  StatefulSet: { Ready: readyOfWanted },
  DaemonSet: {
    Desired: count("desiredNumberScheduled"),
    Current: count("currentNumberScheduled"),
    Ready: count("numberReady"),
    "Up-to-date": count("updatedNumberScheduled"),
    Available: count("numberAvailable"),
  },
  Job: {
    Status: ({ status }) => (Number(status?.["succeeded"] ?? 0) > 0 ? "Complete" : "Running"),
    Completions: (object) => `${count("succeeded")(object)}/1`,
  },
  CronJob: { Schedule: inSpec("schedule"), Suspend: ({ spec }) => (spec?.["suspend"] === true ? "True" : "False") },
  Event: { Type: inEvent("type"), Reason: inEvent("reason"), Object: eventObject, Message: inEvent("message") },
};

const wideColumns: Readonly<Record<string, Readonly<Record<string, Cell>>>> = {
  Pod: { IP: inStatus("podIP"), Node: inSpec("nodeName") },
  Node: { "Internal-IP": internalAddress },
};

function podReady({ spec, status }: KubeObject): string {
  const statuses = (status?.["containerStatuses"] ?? []) as readonly { readonly ready?: boolean }[];
  const containers = (spec?.["containers"] ?? []) as readonly unknown[];
  return `${statuses.filter(({ ready }) => ready === true).length}/${containers.length}`;
}

function podStatus({ metadata, status }: KubeObject): string {
  if (metadata.deletionTimestamp !== undefined) return "Terminating";
  const phase = textOf(status?.["phase"], "Pending");
  return phase === "Succeeded" ? "Completed" : phase;
}

function nodeStatus({ spec, status }: KubeObject): string {
  const conditions = (status?.["conditions"] ?? []) as readonly { readonly type: string; readonly status: string }[];
  const isReady = conditions.find(({ type }) => type === "Ready")?.status !== "False";
  return `${isReady ? "Ready" : "NotReady"}${spec?.["unschedulable"] === true ? ",SchedulingDisabled" : ""}`;
}

function kubeletVersion({ status }: KubeObject): string {
  return textOf((status?.["nodeInfo"] as Json | undefined)?.["kubeletVersion"]);
}

function internalAddress({ status }: KubeObject): string {
  const addresses = (status?.["addresses"] ?? []) as readonly { readonly type: string; readonly address: string }[];
  return addresses.find(({ type }) => type === "InternalIP")?.address ?? "<none>";
}

function servicePorts({ spec }: KubeObject): string {
  const ports = (spec?.["ports"] ?? []) as readonly { readonly port: number; readonly protocol?: string }[];
  return ports.map(({ port, protocol }) => `${port}/${protocol ?? "TCP"}`).join(",") || "<none>";
}

function inEvent(member: string): Cell {
  return (event) => textOf(event[member]);
}

function eventObject({ involvedObject }: KubeObject): string {
  const { kind = "", name = "" } = (involvedObject ?? {}) as { readonly kind?: string; readonly name?: string };
  return `${kind.toLowerCase()}/${name}`;
}
