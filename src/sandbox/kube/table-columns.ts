// Which columns `kubectl get` shows for a kind, and what is in them.
import { type Json, type KubeObject, textOf } from "./kube-object.ts";
import { podTemplateOf } from "./pod-template.ts";

export type Cell = (object: KubeObject) => string;

export interface Columns {
  /** After NAME. */
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

const none = (): string => "<none>";
const age: Cell = (object) => object.metadata.creationTimestamp ?? "";

/** In the order of kubectl, `Age` included: it is printed as how long ago that was. */
const columns: Readonly<Record<string, Readonly<Record<string, Cell>>>> = {
  Pod: { Ready: podReady, Status: podStatus, Restarts: () => "0", Age: age },
  Node: { Status: nodeStatus, Roles: none, Age: age, Version: nodeInfo("kubeletVersion") },
  Namespace: { Status: inStatus("phase", "Active"), Age: age },
  Service: {
    Type: inSpec("type", "ClusterIP"),
    "Cluster-IP": inSpec("clusterIP"),
    "External-IP": none,
    "Port(s)": servicePorts,
    Age: age,
  },
  ConfigMap: { Data: ({ data }) => String(Object.keys(data ?? {}).length), Age: age },
  Deployment: {
    Ready: readyOfWanted,
    "Up-to-date": count("updatedReplicas"),
    Available: count("availableReplicas"),
    Age: age,
  },
  ReplicaSet: {
    Desired: inSpec("replicas", "1"),
    Current: count("replicas"),
    Ready: count("readyReplicas"),
    Age: age,
  },
  StatefulSet: { Ready: readyOfWanted, Age: age },
  DaemonSet: {
    Desired: count("desiredNumberScheduled"),
    Current: count("currentNumberScheduled"),
    Ready: count("numberReady"),
    "Up-to-date": count("updatedNumberScheduled"),
    Available: count("numberAvailable"),
    "Node Selector": (object) => printLabels(templateSpec(object)["nodeSelector"]),
    Age: age,
  },
  Job: {
    Status: ({ status }) => (Number(status?.["succeeded"] ?? 0) > 0 ? "Complete" : "Running"),
    Completions: (object) => `${count("succeeded")(object)}/1`,
    Duration: inStatus("startTime", ""),
    Age: age,
  },
  CronJob: {
    Schedule: inSpec("schedule"),
    Timezone: inSpec("timeZone"),
    Suspend: ({ spec }) => (spec?.["suspend"] === true ? "True" : "False"),
    Active: ({ status }) => String(((status?.["active"] ?? []) as readonly unknown[]).length),
    "Last Schedule": inStatus("lastScheduleTime"),
    Age: age,
  },
  Event: {
    "Last Seen": inEvent("lastTimestamp"),
    Type: inEvent("type"),
    Reason: inEvent("reason"),
    Object: eventObject,
    Message: inEvent("message"),
  },
};

const containerColumns: Readonly<Record<string, Cell>> = {
  Containers: (object) => containersOf(object, "name"),
  Images: (object) => containersOf(object, "image"),
};
const selectorColumn: Readonly<Record<string, Cell>> = {
  Selector: ({ spec }) => printLabels((spec?.["selector"] as Json | undefined)?.["matchLabels"]),
};

const wideColumns: Readonly<Record<string, Readonly<Record<string, Cell>>>> = {
  Pod: { IP: inStatus("podIP"), Node: inSpec("nodeName"), "Nominated Node": none, "Readiness Gates": none },
  Node: {
    "Internal-IP": internalAddress,
    "External-IP": none,
    "OS-Image": nodeInfo("osImage"),
    "Kernel-Version": nodeInfo("kernelVersion"),
    "Container-Runtime": nodeInfo("containerRuntimeVersion"),
  },
  Service: { Selector: ({ spec }) => printLabels(spec?.["selector"]) },
  Deployment: { ...containerColumns, ...selectorColumn },
  ReplicaSet: { ...containerColumns, ...selectorColumn },
  DaemonSet: { ...containerColumns, ...selectorColumn },
  Job: { ...containerColumns, ...selectorColumn },
  CronJob: containerColumns,
  StatefulSet: containerColumns,
};

function templateSpec(object: KubeObject): Json {
  return podTemplateOf(object)?.spec ?? {};
}

function containersOf(object: KubeObject, member: string): string {
  const containers = (templateSpec(object)["containers"] ?? []) as readonly Json[];
  return containers.map((container) => textOf(container[member])).join(",");
}

function printLabels(labels: unknown): string {
  const pairs = Object.entries((labels ?? {}) as Record<string, unknown>);
  return pairs.length === 0 ? "<none>" : pairs.map(([key, value]) => `${key}=${textOf(value)}`).join(",");
}

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

function nodeInfo(member: string): Cell {
  return ({ status }) => textOf((status?.["nodeInfo"] as Json | undefined)?.[member], "<unknown>");
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
