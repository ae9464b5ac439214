// Prints objects as the tables that `kubectl get` shows.
import type { Json, KubeObject } from "./kube-object.ts";
import type { ResourceKind } from "./resource-kinds.ts";
import { columnsOf } from "./table-columns.ts";

/** https://kubernetes.io/docs/reference/using-api/api-concepts/#receiving-resources-as-tables */
export function printTable(kind: ResourceKind, objects: readonly KubeObject[], metadata: object, now: Date): object {
  const { columns, wide } = columnsOf(kind.kind);
  const shown = Object.entries(columns);
  const define = (name: string, priority: number): Json => {
    return { name, type: "string", format: name === "Name" ? "name" : "", description: "", priority };
  };
  return {
    kind: "Table",
    apiVersion: "meta.k8s.io/v1",
    metadata,
    columnDefinitions: [
      ...["Name", ...shown.map(([name]) => name)].map((name) => define(name, 0)),
      ...Object.keys(wide).map((name) => define(name, 1)),
    ],
    rows: objects.map((object) => ({
      cells: [
        object.metadata.name,
        ...[...shown, ...Object.entries(wide)].map(([name, cell]) => printCell(name, cell(object), now)),
      ],
      object: { kind: "PartialObjectMetadata", apiVersion: "meta.k8s.io/v1", metadata: object.metadata },
    })),
  };
}

const times = ["Age", "Duration", "Last Schedule", "Last Seen"];

/** Times are shown as how long ago they were. */
function printCell(name: string, text: string, now: Date): string {
  const time = times.includes(name) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(time) ? text : printAge((now.getTime() - time) / 1_000);
}

function printAge(elapsed: number): string {
  const seconds = Math.max(0, Math.floor(elapsed));
  if (seconds < 120) return `${seconds}s`;
  const minutes = Math.floor(seconds / 60);
  return minutes < 120 ? `${minutes}m` : `${Math.floor(minutes / 60)}h`;
}
