// Reads Kubernetes objects from files, folders and stdin: plain manifests, lists, and what helm and kustomize print.
import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { quoteWord } from "../access/grant-command.ts";
import type { ApiObject, PlacedObject } from "../access/take-inventory.ts";
import { listCall } from "../access/unread-list.ts";
import { exitCodes, IamctlError, type Unread } from "../errors.ts";
import { cutList, unwrapList } from "../pods/unwrap-list.ts";
import { readText } from "../read-text.ts";
import { parsePlacedYaml } from "../yaml.ts";

export interface Manifests {
  readonly objects: readonly PlacedObject[];
  /** Lists of which the files hold the first page only. */
  readonly unread: readonly Unread[];
}

/** `-` is stdin. Of a folder every `.yaml`, `.yml` and `.json` file in it and below, but for hidden ones. */
export async function readManifests(paths: readonly string[]): Promise<Manifests> {
  const files = (await Promise.all(paths.map(filesOf))).flat();
  const objects: PlacedObject[] = [];
  const unread: Unread[] = [];
  for (const file of files) {
    const text = await readText(file === "-" ? "/dev/stdin" : file);
    if (text === undefined) continue;
    const read = readObjects(text, file === "-" ? "stdin" : file);
    objects.push(...read.objects);
    unread.push(...read.unread);
  }
  if (objects.length === 0) {
    throw new IamctlError(
      `There is no Kubernetes object in ${paths.map((path) => (path === "-" ? "standard input" : path)).join(", ")}.`,
      {
        hint: "Name manifests, or pipe them in: helm template CHART | iamctl audit -f -",
        exitCode: exitCodes.usage,
      },
    );
  }
  return { objects, unread };
}

async function filesOf(path: string): Promise<readonly string[]> {
  if (path === "-") return [path];
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) throw new IamctlError(`There is no file ${path}.`, { exitCode: exitCodes.usage });
  if (!found.isDirectory()) return [path];
  const names = await readdir(path, { withFileTypes: true });
  const nested = names
    .filter(({ name }) => !name.startsWith(".") && name !== "node_modules")
    .toSorted((one, other) => (one.name < other.name ? -1 : 1))
    .map(async (entry): Promise<readonly string[]> => {
      if (entry.isDirectory()) return filesOf(join(path, entry.name));
      return /\.(?:ya?ml|json)$/.test(entry.name) ? [join(path, entry.name)] : [];
    });
  return (await Promise.all(nested)).flat();
}

function readObjects(text: string, file: string): Manifests {
  const documents = parsePlacedYaml(text, file);
  const objects = documents.flatMap(({ value, line, comment }) => {
    // helm tells for each document which template it came from.
    const source = /^#?\s*Source: (\S+)/m.exec(comment)?.[1];
    const place = source === undefined ? { file, line } : { file: source, line: 1 };
    return unwrapList(value).flatMap(({ object }) => (isObject(object) ? [{ object, place }] : []));
  });
  return { objects, unread: documents.flatMap(({ value }) => tellCut(value, file)) };
}

/** Named as the call that would tell the rest, so that no rule concludes from it. */
function tellCut(value: unknown, file: string): readonly Unread[] {
  const cut = cutList(value);
  if (cut === undefined) return [];
  return [
    {
      call: listCall(cut.kind),
      subject: file,
      problem: `it holds the first ${cut.length} and says that there are more (metadata.continue)`,
      remedy: `Write it whole: kubectl get ${quoteWord(cut.kind)} -A -o json`,
      truncatedAfter: cut.length,
    },
  ];
}

/** Values files and the like are none. */
function isObject(value: Readonly<Record<string, unknown>>): value is ApiObject & Readonly<Record<string, unknown>> {
  return typeof value["kind"] === "string" && "apiVersion" in value;
}
