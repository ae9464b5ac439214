// Lists objects: selected, in pages, and as a table when the client asks for one.
import type { KubeState } from "./create-kube-state.ts";
import { badRequest, tooLarge } from "./kube-fault.ts";
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
  const selects = selectObjects(kind, query.get("labelSelector"), query.get("fieldSelector"));
  const token = readToken(query.get("continue") ?? "");
  // Every page shows the cluster as it was when the first was asked for; 410 Gone once that is forgotten:
  // https://kubernetes.io/docs/reference/using-api/api-concepts/#retrieving-large-results-sets-in-chunks
  const { version, after } = token ?? { version: state.version, after: "" };
  checkVersion(query.get("resourceVersion") ?? "", state.version);
  const all = state.listAt(kind, namespace, version);
  const rest = all.slice(firstAfter(all, after)).filter(selects);
  const limit = readNumber("limit", query.get("limit") ?? "0");
  const page = limit > 0 ? rest.slice(0, limit) : rest;
  const metadata = { resourceVersion: String(version), ...printRest(version, page, rest.length - page.length) };
  if (asTable) return printTable(kind, page, metadata, state.now());
  return { kind: `${kind.kind}List`, apiVersion: groupVersion(kind), metadata, items: page };
}

/** The list is in the order of places. */
function firstAfter(list: readonly KubeObject[], after: string): number {
  let from = 0;
  let to = list.length;
  while (from < to) {
    const middle = (from + to) >> 1;
    const object = list[middle];
    if (object !== undefined && placeOf(object) <= after) from = middle + 1;
    else to = middle;
  }
  return from;
}

/** Any version up to the present one is answered with the present: https://kubernetes.io/docs/reference/using-api/api-concepts/#resource-versions */
function checkVersion(asked: string, present: number): void {
  if (asked !== "" && readNumber("resource version", asked) > present) throw tooLarge(asked, present);
}

function readNumber(what: string, text: string): number {
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw badRequest(`invalid ${what}: ${JSON.stringify(text)} is no number`);
}

function printRest(version: number, page: readonly KubeObject[], remainingItemCount: number): object {
  const last = page.at(-1);
  if (last === undefined || remainingItemCount === 0) return {};
  const token = Buffer.from(JSON.stringify({ version, after: placeOf(last) })).toString("base64url");
  return { continue: token, remainingItemCount };
}

function placeOf({ metadata: { namespace = "", name } }: KubeObject): string {
  return `${namespace}/${name}`;
}

interface Token {
  readonly version: number;
  /** The place of the last object shown. */
  readonly after: string;
}

function readToken(token: string): Token | undefined {
  if (token === "") return undefined;
  try {
    const { version, after } = JSON.parse(Buffer.from(token, "base64url").toString()) as Record<string, unknown>;
    if (typeof version === "number" && typeof after === "string") return { version, after };
  } catch {
    // Refused below, like every other token that this server did not give.
  }
  throw badRequest("continue key is not valid");
}
