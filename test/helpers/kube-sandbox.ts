// A simulated cluster for one test, and requests to it as a client would send them.
import type { ExecutionContext } from "ava";
import { createKubeState } from "../../src/sandbox/kube/create-kube-state.ts";
import type { KubeObject, Metadata } from "../../src/sandbox/kube/kube-object.ts";
import { runControllers } from "../../src/sandbox/kube/run-controllers.ts";
import { serveKube } from "../../src/sandbox/kube/serve-kube.ts";

export interface Answer {
  readonly status: number;
  readonly body: AnswerBody;
}

/** What tests look at in answers of every kind: objects, lists, tables and failures. Others' members are absent. */
export interface AnswerBody {
  readonly kind: string;
  readonly metadata: Metadata & {
    readonly continue?: string;
    readonly remainingItemCount?: number;
    readonly resourceVersion: string;
    readonly managedFields: readonly ManagedEntry[];
  };
  readonly spec: {
    readonly replicas?: number;
    readonly template: { readonly metadata: Metadata; readonly spec: { readonly containers: readonly object[] } };
  };
  readonly status?: { readonly phase?: string };
  readonly items: readonly KubeObject[];
  readonly rows: readonly { readonly cells: readonly unknown[] }[];
  readonly columnDefinitions: readonly object[];
  readonly reason: string;
  readonly message: string;
  readonly details: { readonly causes: readonly { readonly message: string; readonly field: string }[] };
}

interface ManagedEntry {
  readonly manager: string;
  readonly operation: string;
  readonly fieldsV1: Readonly<Record<string, unknown>>;
}

export interface RequestOptions {
  readonly body?: unknown;
  readonly type?: string;
  readonly accept?: string;
}

export async function startCluster(t: ExecutionContext, objects: readonly KubeObject[], withControllers = false) {
  const namespace: KubeObject = { apiVersion: "v1", kind: "Namespace", metadata: { name: "shop" } };
  const state = createKubeState([namespace, ...objects], { now: () => new Date() });
  const server = await serveKube(state, { bookmarkMs: 20 });
  const controllers = withControllers ? runControllers(state, { podDelayMs: 5 }) : undefined;
  t.teardown(async () => {
    controllers?.stop();
    await server.stop();
  });
  await controllers?.settled();
  const ask = async (method: string, path: string, { body, type, accept }: RequestOptions = {}): Promise<Answer> => {
    const response = await fetch(`${server.url}${path}`, {
      method,
      headers: {
        "Content-Type": type ?? "application/json",
        Accept: accept ?? "application/json",
        "User-Agent": "test/1",
      },
      ...(body !== undefined && { body: typeof body === "string" ? body : JSON.stringify(body) }),
    });
    return { status: response.status, body: (await response.json()) as AnswerBody };
  };
  return { state, url: server.url, controllers, ask };
}

export function pod(
  name: string,
  labels: Record<string, string> = {},
  spec: object = {},
  namespace = "shop",
): KubeObject {
  const containers = [{ name: "app", image: "app:1" }];
  return { apiVersion: "v1", kind: "Pod", metadata: { name, namespace, labels }, spec: { containers, ...spec } };
}

export function node(name: string, address: string, labels: Record<string, string> = {}): KubeObject {
  const status = { addresses: [{ type: "InternalIP", address }] };
  return { apiVersion: "v1", kind: "Node", metadata: { name, labels }, spec: {}, status };
}

export function workload(kind: string, name: string, spec: object = {}, podSpec: object = {}): KubeObject {
  const template = {
    metadata: { labels: { app: name } },
    spec: { containers: [{ name: "app", image: "app:1" }], ...podSpec },
  };
  const isJob = kind === "Job" || kind === "CronJob";
  const own = kind === "CronJob" ? { schedule: "* * * * *", jobTemplate: { spec: { template } } } : { template };
  const selector = isJob ? {} : { selector: { matchLabels: { app: name } } };
  const apiVersion = isJob ? "batch/v1" : "apps/v1";
  return { apiVersion, kind, metadata: { name, namespace: "shop" }, spec: { ...selector, ...own, ...spec } };
}
