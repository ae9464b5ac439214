// The corpus of YAML files: what is to be edited in each, and which lines the edit may touch.
import { readFileSync } from "node:fs";
import { diffLines } from "diff";
import { findInManifest } from "../../src/manifests/find-in-manifest.ts";
import { setEntry, type Place } from "../../src/manifests/set-entry.ts";
import { parseValuesPath } from "../../src/manifests/values-path.ts";
import { findPackageFolder } from "../../src/package-folder.ts";

export interface Edit {
  readonly file: string;
  /** `Kind/name` of a manifest, or the path of a map in values. */
  readonly target: string;
  /** Lines with their marks, in order. */
  readonly lines: readonly string[];
}

const folder = `${findPackageFolder()}/test/manifests/corpus`;

export function readCorpusFile(file: string): string {
  return readFileSync(`${folder}/${file}`, "utf8");
}

/** `edits.txt`: a heading for each edit, and below it the lines that go and come. */
export function readEdits(): readonly Edit[] {
  return readFileSync(`${folder}/edits.txt`, "utf8")
    .split(/^== /m)
    .slice(1)
    .map((block) => {
      const [heading = "", ...lines] = block.trimEnd().split("\n");
      const [file = "", target = ""] = heading.split(" ");
      return { file, target, lines };
    });
}

export const editedKey = "iam.amazonaws.com/role";

export function edit(text: string, { file, target }: Pick<Edit, "file" | "target">, value = "thumbnails"): string {
  return setEntry(text, placeOf(text, file, target), editedKey, value);
}

function placeOf(text: string, file: string, target: string): Place {
  const path = parseValuesPath(target);
  if (!target.includes("/") || target.includes("\\")) return { file, document: 0, path: path ?? [] };
  const [kind, name] = target.split("/");
  const found = findInManifest(text, file, "shop").filter(({ record }) => record.kind === kind && record.name === name);
  const [only] = found;
  if (only === undefined || found.length > 1) throw new Error(`${found.length} ${target} in ${file}`);
  return only.annotations;
}

/** Line ends are shown, where they are not the usual one. */
export function changedLines(before: string, after: string): readonly string[] {
  return diffLines(before, after).flatMap(({ added, removed, value }) => {
    if (!added && !removed) return [];
    const lines = value.replace(/\n$/, "").split("\n");
    return lines.map((line) => `${added ? "+" : "-"} ${line.replace("\r", "<CR>")}`.trimEnd());
  });
}
