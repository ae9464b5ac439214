// Server-side apply: a client says what it wants of an object, and owns just that.
import { isDeepStrictEqual } from "node:util";
import { fieldsOf, removeField } from "./field-paths.ts";
import { KubeFault } from "./kube-fault.ts";
import type { KubeObject, ManagedFields } from "./kube-object.ts";
import { strategicMerge } from "./strategic-merge.ts";
import { type Manager, ownersOf, ownFieldsOf, recordFields, recordUpdate } from "./track-managers.ts";

export interface Apply {
  readonly present: KubeObject | undefined;
  readonly applied: KubeObject;
  readonly manager: Manager;
  /** Takes fields from their owners in place of failing. */
  readonly force: boolean;
}

/** 409 Conflict when the client wants another value for a field that somebody else owns. */
export function serverSideApply({ present: found, applied, manager, force }: Apply): KubeObject {
  const present = found === undefined ? undefined : withFirstOwner(found, manager);
  const wanted = fieldsOf(applied);
  const current = present === undefined ? new Map<string, unknown>() : fieldsOf(present);
  const owners = ownersOf(present, manager);
  const isConflict = (path: string): boolean =>
    owners.has(path) && wanted.has(path) && !isDeepStrictEqual(wanted.get(path), current.get(path));
  const conflicts = [...wanted.keys()].filter(isConflict);
  if (conflicts.length > 0 && !force) throw conflictOf(conflicts, (path) => printOwner(owners.get(path)));
  const dropped = ownFieldsOf(present, manager).filter((path) => !wanted.has(path) && !owners.has(path));
  let kept: unknown = present;
  for (const path of dropped) kept = removeField(kept, path.split("\n")) ?? {};
  return recordFields(
    present,
    strategicMerge(kept, applied) as KubeObject,
    manager,
    new Set(wanted.keys()),
    isConflict,
  );
}

/** What nobody has said to own is everybody's who came before: https://kubernetes.io/docs/reference/using-api/server-side-apply/#field-management */
function withFirstOwner(object: KubeObject, { time }: Manager): KubeObject {
  if ((object.metadata.managedFields ?? []).length > 0) return object;
  return recordUpdate(undefined, object, { name: "before-first-apply", operation: "Update", time });
}

function conflictOf(paths: readonly string[], ownerOf: (path: string) => string): KubeFault {
  const causes = paths.map((path) => {
    const field = path
      .split("\n")
      .map((step) => (step.startsWith("f:") ? `.${step.slice(2)}` : `[${step.slice(2)}]`))
      .join("");
    return { reason: "FieldManagerConflict", message: `conflict with ${ownerOf(path)}`, field };
  });
  const list = causes.map(({ message, field }) => `${message}: ${field}`).join(", ");
  return new KubeFault(409, "Conflict", `Apply failed with ${paths.length} conflict(s): ${list}`, { causes });
}

/** Who applied is known by name; an update is told by its version, too. */
function printOwner(owner: ManagedFields | undefined): string {
  const { manager = "", operation, apiVersion = "" } = owner ?? {};
  return `"${manager}"${operation === "Update" ? ` using ${apiVersion}` : ""}`;
}
