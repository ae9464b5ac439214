// The project's own files as text, with what each one imports.
import { readdirSync, readFileSync } from "node:fs";
import { join, posix, relative, sep } from "node:path";

export interface SourceFile {
  /** From the project's folder, with forward slashes: `src/iam/arn.ts`. */
  readonly path: string;
  readonly text: string;
  readonly imports: readonly Import[];
}

export interface Import {
  /** A path like those of the files, a package's name, or `node:…`. */
  readonly target: string;
  /** `import type`: gone after compiling. */
  readonly typeOnly: boolean;
}

export function makeSourceFile(path: string, text: string): SourceFile {
  return { path, text, imports: path.endsWith(".ts") ? readImports(path, text) : [] };
}

/** Every text file below `folders` and at the top of the project. */
export function readSourceFiles(root: string, folders: readonly string[]): SourceFile[] {
  const below = folders.flatMap((folder) => readdirSync(join(root, folder), { recursive: true, withFileTypes: true }));
  const top = readdirSync(root, { withFileTypes: true });
  return [...top, ...below]
    .filter((entry) => entry.isFile() && /\.(?:[cm]?[jt]s|json|md|ya?ml)$/u.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => makeSourceFile(relative(root, path).replaceAll(sep, "/"), readFileSync(path, "utf8")));
}

const importPattern =
  /^(?:import|export(?= (?:type )?[*{])) (?<type>type )?(?:[\w*{][^"'`;=]*? from )?"(?<named>[^"]+)"|\bimport\("(?<dynamic>[^"]+)"\)/gmu;

function readImports(path: string, text: string): Import[] {
  return [...text.matchAll(importPattern)].map(({ groups = {} }) => {
    const specifier = groups["named"] ?? groups["dynamic"] ?? "";
    return { target: targetOf(path, specifier), typeOnly: groups["type"] !== undefined };
  });
}

function targetOf(path: string, specifier: string): string {
  if (specifier.startsWith(".")) return posix.join(posix.dirname(path), specifier);
  if (specifier.startsWith("node:")) return specifier;
  const [scope = "", name = ""] = specifier.split("/");
  return scope.startsWith("@") ? `${scope}/${name}` : scope;
}
