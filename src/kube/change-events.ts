// Writes Kubernetes Events about pods and nodes, which `kubectl describe` shows to whoever wonders.
import { ApiStatus } from "./send-request.ts";
import type { SendRequest } from "./send-request.ts";

/** What the event is about. */
export interface EventSubject {
  readonly kind: "Pod" | "Node";
  /** Of a pod; nodes have none. */
  readonly namespace?: string;
  readonly name: string;
  readonly uid: string;
}

export interface EventRecord {
  readonly subject: EventSubject;
  /** Unique in its namespace; the same for every count of the same event. */
  readonly name: string;
  /** One word in CamelCase. */
  readonly reason: string;
  readonly message: string;
  /** How often it has happened; more than 1 updates the event that was written before. */
  readonly count: number;
  /** Milliseconds since the epoch. */
  readonly firstAt: number;
  readonly lastAt: number;
  readonly node: string;
}

/** Fails when the API server cannot be reached or says no. */
export type WriteEvent = (event: EventRecord) => Promise<void>;

/**
 * Core/v1 events, because `kubectl describe` finds and counts those:
 * https://kubernetes.io/docs/reference/kubernetes-api/cluster-resources/event-v1/
 */
export function createWriteEvent(send: SendRequest): WriteEvent {
  return async (event) => {
    if (event.count > 1 && (await isUpdated(send, event))) return;
    await send({ method: "POST", path: `${collection(event)}?fieldManager=iamctl`, body: toObject(event) });
  };
}

/** The API server forgets events after an hour. */
async function isUpdated(send: SendRequest, event: EventRecord): Promise<boolean> {
  const { count, lastAt, name } = event;
  const body = { count, lastTimestamp: timestamp(lastAt) };
  const path = `${collection(event)}/${encodeURIComponent(name)}?fieldManager=iamctl`;
  try {
    await send({ method: "PATCH", path, body });
    return true;
  } catch (error) {
    if (error instanceof ApiStatus && error.status === 404) return false;
    throw error;
  }
}

function toObject(event: EventRecord): object {
  const { subject, name, reason, message, count, firstAt, lastAt, node } = event;
  return {
    apiVersion: "v1",
    kind: "Event",
    metadata: { name, namespace: namespaceOf(event) },
    involvedObject: { apiVersion: "v1", ...subject },
    type: "Warning",
    reason,
    message: message.slice(0, longestMessage),
    source: { component, host: node },
    reportingComponent: component,
    reportingInstance: node,
    count,
    firstTimestamp: timestamp(firstAt),
    lastTimestamp: timestamp(lastAt),
  };
}

const component = "iamctl-proxy";
/** The API server refuses longer ones. */
const longestMessage = 1024;

function collection(event: EventRecord): string {
  return `/api/v1/namespaces/${encodeURIComponent(namespaceOf(event))}/events`;
}

function namespaceOf({ subject }: EventRecord): string {
  return subject.namespace ?? "default";
}

/** `metav1.Time` has whole seconds. */
function timestamp(milliseconds: number): string {
  return `${new Date(milliseconds).toISOString().slice(0, 19)}Z`;
}
