// Watches objects: one JSON line for every change since a version, and bookmarks when the client allows them.
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Change, KubeState } from "./create-kube-state.ts";
import { badRequest, KubeFault, printStatus } from "./kube-fault.ts";
import type { KubeObject } from "./kube-object.ts";
import type { ResourcePath } from "./parse-path.ts";
import { printTable } from "./print-table.ts";
import { groupVersion } from "./resource-kinds.ts";
import { selectObjects } from "./select-objects.ts";

export interface WatchQuery {
  readonly path: ResourcePath;
  readonly query: URLSearchParams;
  readonly asTable: boolean;
  readonly bookmarkMs: number;
}

/** A real API server sends a bookmark two seconds before it ends a watch, so that the next one begins late enough. */
const beforeTheEnd = 2_000;

export function answerWatch(
  state: KubeState,
  request: IncomingMessage,
  response: ServerResponse,
  watch: WatchQuery,
): void {
  const { path, query, asTable, bookmarkMs } = watch;
  const selects = selectObjects(path.kind, query.get("labelSelector"), query.get("fieldSelector"));
  const matches = (object: KubeObject): boolean =>
    (path.namespace === undefined || object.metadata.namespace === path.namespace) &&
    (path.name === undefined || object.metadata.name === path.name) &&
    selects(object);
  const write = (type: string, object: object): void => void response.write(`${JSON.stringify({ type, object })}\n`);
  const send = (type: string, object: KubeObject): void =>
    write(
      type,
      asTable
        ? printTable(path.kind, [object], { resourceVersion: object.metadata.resourceVersion }, state.now())
        : object,
    );

  // An object that begins to match the selector is added as far as this watch goes, and one that no longer does is deleted.
  const tell = ({ type, kind, object, previous }: Change): void => {
    if (kind !== path.kind) return;
    const wasShown = previous !== undefined && matches(previous);
    if (type !== "DELETED" && matches(object)) send(wasShown ? "MODIFIED" : "ADDED", object);
    else if (wasShown) send("DELETED", object);
  };

  response.writeHead(200, { "Content-Type": "application/json" });
  response.flushHeaders();
  try {
    begin();
  } catch (error) {
    if (!(error instanceof KubeFault)) throw error;
    write("ERROR", printStatus(error));
    response.end();
    return;
  }
  const unsubscribe = state.subscribe(tell);
  const wantsBookmarks = query.get("allowWatchBookmarks") === "true";
  const lifetime = Number(query.get("timeoutSeconds") ?? "3600") * 1_000;
  const timers = [
    wantsBookmarks ? setInterval(() => bookmark(), bookmarkMs) : undefined,
    wantsBookmarks ? setTimeout(() => bookmark(), Math.max(0, lifetime - beforeTheEnd)) : undefined,
    setTimeout(() => response.end(), lifetime),
  ];
  request.once("close", () => {
    unsubscribe();
    for (const timer of timers) clearTimeout(timer);
  });

  function begin(): void {
    const from = query.get("resourceVersion") ?? "";
    const wantsList = query.get("sendInitialEvents") === "true";
    if (from !== "" && from !== "0" && !wantsList) {
      if (!/^\d+$/.test(from)) throw badRequest(`Invalid value: "${from}": resourceVersion is no number`);
      for (const change of state.changesAfter(Number(from))) tell(change);
      return;
    }
    for (const object of state.list(path.kind, path.namespace)) if (matches(object)) send("ADDED", object);
    if (wantsList) bookmark({ annotations: { "k8s.io/initial-events-end": "true" } });
  }

  function bookmark(more: object = {}): void {
    const metadata = { resourceVersion: String(state.version), creationTimestamp: null, ...more };
    write("BOOKMARK", { kind: path.kind.kind, apiVersion: groupVersion(path.kind), metadata });
  }
}
