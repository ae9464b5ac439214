// Lists objects: selected, in pages, and as a table when the client asks for one.
import type { KubeState } from "./create-kube-state.ts";
import { badRequest, gone } from "./kube-fault.ts";
import type { KubeObject } from "./kube-object.ts";
import type { ResourcePath } from "./parse-path.ts";
import { printTable } from "./print-table.ts";
import { groupVersion } from "./resource-kinds.ts";
import { selectObjects } from "./select-objects.ts";

export interface ListQuery {
  readonly path: ResourcePath;
  readonly query: URLSearchParams;
  readonly asTable: boolean;
}

export function answerList(state: KubeState, { path, query, asTable }: ListQuery): object {
  const { kind, namespace } = path;
  const selected = state.list(kind, namespace).filter(selectObjects(query.get("labelSelector"), query.get("fieldSelector")));
  const { page, metadata } = takePage(selected, query, state);
  if (asTable) return printTable(kind, page, metadata, state.now());
  return { kind: `${kind.kind}List`, apiVersion: groupVersion(kind), metadata, items: page };
}

interface Page {
  readonly page: readonly KubeObject[];
  readonly metadata: object;
}

/** A page continues after the last object of the one before it, at the version of the first page. */
function takePage(objects: readonly KubeObject[], query: URLSearchParams, state: KubeState): Page {
  const limit = Number(query.get("limit") ?? "0");
  const token = query.get("continue");
  const from = token === null || token === "" ? undefined : readToken(token);
  // A token as old as the forgotten history cannot be continued: https://kubernetes.io/docs/reference/using-api/api-concepts/#410-gone-responses
  if (from !== undefined) state.changesAfter(from.version);
  const rest = from === undefined ? objects : objects.filter((object) => placeOf(object) > from.after);
  const version = from?.version ?? state.version;
  const page = limit > 0 ? rest.slice(0, limit) : rest;
  const last = page.at(-1);
  if (last === undefined || page.length === rest.length) return { page, metadata: { resourceVersion: String(version) } };
  const next = Buffer.from(JSON.stringify({ version, after: placeOf(last) })).toString("base64url");
  return {
    page,
    metadata: { resourceVersion: String(version), continue: next, remainingItemCount: rest.length - page.length },
  };
}

function placeOf({ metadata: { namespace = "", name } }: KubeObject): string {
  return `${namespace}/${name}`;
}

function readToken(token: string): { readonly version: number; readonly after: string } {
  try {
    const { version, after } = JSON.parse(Buffer.from(token, "base64url").toString()) as Record<string, unknown>;
    if (typeof version === "number" && typeof after === "string") return { version, after };
  } catch {
    throw badRequest("continue key is not valid");
  }
  throw gone();
}
