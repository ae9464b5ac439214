// The API server as the files of this folder use it: get, list through every page, patch; every failure explained.
import { setImmediate as turn, setTimeout as sleep } from "node:timers/promises";
import { createSourceCount, type ReadSource } from "../access/read-sources.ts";
import { EndedEarly, IamctlError, NotPermitted } from "../errors.ts";
import { explainKubeError } from "./explain-error.ts";
import type { KubeCall } from "./explain-error.ts";
import { loadKubeconfig } from "./load-kubeconfig.ts";
import type { LoadedKubeconfig } from "./load-kubeconfig.ts";
import type { ClusterOptions } from "./sign-in.ts";
import { withRetries } from "./retry-request.ts";
import { ownManager } from "../pods/template-managers.ts";
import type { Pause } from "./retry-request.ts";
import { resourcePath } from "./resource-kinds.ts";
import type { ResourceKind } from "./resource-kinds.ts";
import { ApiStatus, createSendRequest } from "./send-request.ts";
import type { ApiRequest } from "./send-request.ts";

export interface KubeApi {
  readonly connection: LoadedKubeconfig;
  /** Calls that were answered since this was last asked. */
  takeSources(): readonly ReadSource[];
  /** `undefined` when the API server says that there is no such object. */
  find<Item>(kind: ResourceKind, namespace: string, name: string): Promise<Item | undefined>;
  /**
   * `keep` takes from each object what is wanted, page by page, so that a large cluster never stands in memory whole.
   * Nothing is checked before it: the type of its parameter names the fields that it reads.
   */
  list<Kept>(kind: ResourceKind, options: ListOptions, keep: (object: never) => Kept): Promise<Kept[]>;
  /** Versions of an API group, the preferred one first; none where the API server does not know the group. */
  versions(group: string): Promise<readonly string[]>;
  /** `conflict` when the object is no longer at the `resourceVersion` that the patch names. */
  patch(kind: ResourceKind, namespace: string, name: string, patch: unknown, mode?: PatchMode): Promise<Patched>;
  /** Server-side apply as `iamctl`, taking fields from their present owners; `conflict` as with `patch`. */
  apply(kind: ResourceKind, namespace: string, name: string, object: object, mode?: PatchMode): Promise<Patched>;
}

export type Patched = "patched" | "conflict";

export interface PatchMode {
  /** The API server checks the change and does not make it. */
  readonly dryRun: boolean;
  /** Whose change it is to be; iamctl's when absent. */
  readonly manager?: string | undefined;
}

export interface ListOptions {
  /** All namespaces when absent. */
  readonly namespace?: string | undefined;
  readonly fieldSelector?: string | undefined;
}

/** Half of kubectl's: a page of pods is megabytes, as text and as objects, and several kinds are read at once. */
const pageSize = 250;

/** `pause`: between tries when the API server is busy; real time when absent. */
export function openApi(options: ClusterOptions, pause: Pause = realPause): KubeApi {
  const connection = loadKubeconfig(options);
  const send = withRetries(createSendRequest(connection), pause, options.tell);
  const ask = async (call: KubeCall, request: ApiRequest, expected?: number): Promise<unknown> => {
    try {
      return await send(request);
    } catch (error) {
      if (error instanceof ApiStatus && error.status === expected) return undefined;
      throw explainKubeError(error, call, connection);
    }
  };
  const change = async (
    kind: ResourceKind,
    namespace: string,
    name: string,
    request: Pick<ApiRequest, "body" | "contentType"> & { readonly query: string },
    mode: PatchMode | undefined,
  ): Promise<Patched> => {
    const call: KubeCall = { verb: "patch", kind, namespace, name };
    const { query, ...sent } = request;
    const path = `${resourcePath(kind, namespace, name)}?fieldManager=${encodeURIComponent(mode?.manager ?? ownManager)}${query}${mode?.dryRun === true ? "&dryRun=All" : ""}`;
    return (await ask(call, { method: "PATCH", path, ...sent }, 409)) === undefined ? "conflict" : "patched";
  };
  const sources = createSourceCount();
  return {
    connection,
    takeSources: sources.take,
    async find<Item>(kind: ResourceKind, namespace: string, name: string) {
      const call: KubeCall = { verb: "get", kind, namespace, name };
      const found = await ask(call, { method: "GET", path: resourcePath(kind, namespace, name) }, 404);
      sources.note(`get ${kind.plural}`);
      return found as Item | undefined;
    },
    async list<Kept>(kind: ResourceKind, listing: ListOptions, keep: (object: never) => Kept) {
      const kept = await listPages(ask, kind, listing, keep);
      sources.note(`list ${kind.plural}`, kept.length);
      return kept;
    },
    versions: (group) => readVersions(ask, group),
    patch: (kind, namespace, name, body, mode) => change(kind, namespace, name, { body, query: "" }, mode),
    apply: (kind, namespace, name, body, mode) =>
      change(kind, namespace, name, { body, query: "&force=true", contentType: "application/apply-patch+yaml" }, mode),
  };
}

interface ApiGroup {
  readonly preferredVersion?: { readonly version?: string };
  readonly versions?: readonly { readonly version?: string }[];
}

/** Discovery is open to everybody who is signed in: https://kubernetes.io/docs/reference/access-authn-authz/rbac/#discovery-roles */
async function readVersions(ask: Ask, group: string): Promise<readonly string[]> {
  const call: KubeCall = { verb: "get", kind: { group, plural: "", namespaced: false } };
  const found = (await ask(call, { method: "GET", path: `/apis/${group}` }, 404)) as ApiGroup | undefined;
  const all = [found?.preferredVersion, ...(found?.versions ?? [])].flatMap((one) => one?.version ?? []);
  return [...new Set(all)];
}

interface Page {
  readonly metadata?: { readonly continue?: string };
  readonly items?: readonly unknown[];
}

type Ask = (call: KubeCall, request: ApiRequest, expected?: number) => Promise<unknown>;

/**
 * A list whose continue token has expired (410) begins again, twice at most:
 * https://kubernetes.io/docs/reference/using-api/api-concepts/#retrieving-large-results-sets-in-chunks
 */
async function listPages<Kept>(
  ask: Ask,
  kind: ResourceKind,
  options: ListOptions,
  keep: (object: never) => Kept,
): Promise<Kept[]> {
  const first = await listOnce(ask, kind, options, keep, true);
  const second = first ?? (await listOnce(ask, kind, options, keep, true));
  return second ?? (await listOnce(ask, kind, options, keep, false)) ?? [];
}

/** `undefined` when the continue token expired on the way and `mayExpire`. */
async function listOnce<Kept>(
  ask: Ask,
  kind: ResourceKind,
  options: ListOptions,
  keep: (object: never) => Kept,
  mayExpire: boolean,
): Promise<Kept[] | undefined> {
  const call: KubeCall = { verb: "list", kind, namespace: options.namespace };
  const query = new URLSearchParams({ limit: String(pageSize) });
  if (options.fieldSelector !== undefined) query.set("fieldSelector", options.fieldSelector);
  const request = async (token: string): Promise<unknown> => {
    if (token !== "") query.set("continue", token);
    const path = `${resourcePath(kind, options.namespace)}?${query.toString()}`;
    return ask(call, { method: "GET", path }, mayExpire ? 410 : undefined);
  };
  const kept: Kept[] = [];
  let asked = request("");
  for (;;) {
    const page = (await asked.catch((error: unknown) => {
      throw kept.length > 0 ? brokenOff(error, call, kept) : error;
    })) as Page | undefined;
    if (page === undefined) return undefined;
    const token = page.metadata?.continue ?? "";
    if (token !== "") {
      // The server makes the next page while this one is looked at; that it failed is told when its turn comes.
      asked = request(token);
      asked.catch(() => undefined);
      await turn();
    }
    for (const item of page.items ?? []) kept.push(keep(item as never));
    if (token === "") return kept;
  }
}

function brokenOff(error: unknown, { verb, kind, namespace }: KubeCall, kept: readonly unknown[]): unknown {
  if (!(error instanceof IamctlError) || error instanceof NotPermitted) return error;
  return new EndedEarly({ call: `${verb} ${kind.plural}`, subject: namespace ?? "all namespaces" }, kept, error);
}

async function realPause(milliseconds: number): Promise<void> {
  await sleep(milliseconds);
}
