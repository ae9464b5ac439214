// Watches objects: one JSON line for every change since a version, and bookmarks when the client allows them.
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Change, KubeState } from "./create-kube-state.ts";
import { KubeFault, printStatus } from "./kube-fault.ts";
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

export function answerWatch(state: KubeState, request: IncomingMessage, response: ServerResponse, watch: WatchQuery): void {
  const { path, query, asTable, bookmarkMs } = watch;
  const selects = selectObjects(query.get("labelSelector"), query.get("fieldSelector"));
  const matches = (object: KubeObject): boolean =>
    (path.namespace === undefined || object.metadata.namespace === path.namespace) &&
    (path.name === undefined || object.metadata.name === path.name) &&
    selects(object);
  const shown = new Set<string>();
  const write = (type: string, object: object): void => void response.write(`${JSON.stringify({ type, object })}\n`);
  const send = (type: string, object: KubeObject): void =>
    write(type, asTable ? printTable(path.kind, [object], { resourceVersion: object.metadata.resourceVersion }, state.now()) : object);

  const tell = ({ type, kind, object }: Change): void => {
    if (kind !== path.kind) return;
    const uid = object.metadata.uid ?? "";
    const isShown = shown.has(uid);
    // An object that no longer matches the selector is deleted as far as this watch goes, and the other way round.
    if (type === "DELETED" || !matches(object)) {
      if (isShown) send("DELETED", object);
      shown.delete(uid);
      return;
    }
    shown.add(uid);
    send(isShown ? "MODIFIED" : "ADDED", object);
  };

  response.writeHead(200, { "Content-Type": "application/json" });
  response.flushHeaders();
  const from = query.get("resourceVersion") ?? "";
  try {
    begin(from === "" || from === "0" ? undefined : Number(from));
  } catch (error) {
    if (!(error instanceof KubeFault)) throw error;
    write("ERROR", printStatus(error));
    response.end();
    return;
  }
  const unsubscribe = state.subscribe(tell);
  const timers = [
    query.get("allowWatchBookmarks") === "true" ? setInterval(bookmark, bookmarkMs) : undefined,
    setTimeout(() => response.end(), Number(query.get("timeoutSeconds") ?? "3600") * 1_000),
  ];
  request.once("close", () => {
    unsubscribe();
    for (const timer of timers) clearTimeout(timer);
  });

  function begin(version: number | undefined): void {
    const present = state.list(path.kind, path.namespace);
    if (version === undefined) {
      for (const object of present) tell({ version: 0, type: "ADDED", kind: path.kind, object });
      return;
    }
    // What the client has listed already matched then: every change to it is a modification.
    for (const object of present) if (matches(object) && createdBy(object, version)) shown.add(object.metadata.uid ?? "");
    const changes = state.changesAfter(version);
    for (const { type, kind, object } of changes) {
      if (kind === path.kind && type === "DELETED" && matches(object)) shown.add(object.metadata.uid ?? "");
      if (kind === path.kind && type === "ADDED") shown.delete(object.metadata.uid ?? "");
    }
    for (const change of changes) tell(change);
  }

  function createdBy(object: KubeObject, version: number): boolean {
    return !state.changesAfter(version).some((change) => change.type === "ADDED" && change.object.metadata.uid === object.metadata.uid);
  }

  function bookmark(): void {
    const metadata = { resourceVersion: String(state.version), creationTimestamp: null };
    write("BOOKMARK", { kind: path.kind.kind, apiVersion: groupVersion(path.kind), metadata });
  }
}
