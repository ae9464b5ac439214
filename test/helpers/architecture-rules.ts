// The rules of ARCHITECTURE.md as functions: the project's files in, a line for each breach out.
import { arrows, homes, packedHomes, pureFolders } from "./arrows.ts";
import type { Import, SourceFile } from "./source-files.ts";

export type Rule = (files: readonly SourceFile[]) => string[];

export const followsArrows: Rule = (files) =>
  forEachImport(files, ({ path }, { target, typeOnly }) => {
    if (!target.startsWith("src/") || folderOf(target) === folderOf(path)) return undefined;
    const from = Object.keys(arrows)
      .filter((start) => path.startsWith(start))
      .toSorted((a, b) => b.length - a.length)[0];
    const { values, types } = arrows[from ?? ""] ?? { values: [], types: [] };
    const allowed = typeOnly ? [...values, ...types] : values;
    return allowed.some((start) => target.startsWith(start)) ? undefined : `may not import ${target}`;
  });

/** Types count as well: two files that cannot be read without each other are one file, or lack a third. */
export const hasNoCircle: Rule = (files) => {
  const next = new Map(sourcesOf(files).map(({ path, imports }) => [path, imports.map(({ target }) => target)]));
  const done = new Set<string>();
  const visit = (path: string, way: readonly string[]): string[] => {
    if (way.includes(path)) return [[...way.slice(way.indexOf(path)), path].join(" imports ")];
    if (done.has(path)) return [];
    const circles = (next.get(path) ?? []).flatMap((target) => visit(target, [...way, path]));
    done.add(path);
    return circles;
  };
  return [...next.keys()].flatMap((path) => visit(path, []));
};

export const keepsPackagesAtHome: Rule = (files) =>
  forEachImport(files, ({ path }, { target }) => {
    if (target.startsWith("src/") || target.startsWith("node:")) return undefined;
    const own = homes[target] ?? packedHomes[target];
    return own?.some((home) => path.startsWith(home)) ? undefined : `may not import the package ${target}`;
  });

export const keepsNodeOutOfPureCode: Rule = (files) =>
  forEachImport(files, ({ path }, { target }) =>
    isPure(path) && target.startsWith("node:") ? `is pure and imports ${target}` : undefined,
  );

const impureWords =
  /\b(?:Date|process|console|setTimeout|setInterval|setImmediate|queueMicrotask|performance|crypto|fetch|globalThis|Math\.random)\b(?!["':])/gu;

export const keepsTheWorldOutOfPureCode: Rule = (files) =>
  files
    .filter(({ path }) => isPure(path))
    .flatMap(({ path, text }) =>
      [...codeOf(text).matchAll(impureWords)].map(([word]) => `${path} is pure and says ${word}`),
    );

/** Whoever reads the process cannot be tested without one. `pod-program.ts` is a process; `execPath` is a constant. */
const readers = ["src/main.ts", "src/proxy-main.ts", "src/demo/pod-program.ts"];

const readsProcess = /\b(?:process|console)\s*\.|^import (?!\{ execPath \}).* from "node:process"/mu;

export const readsTheProcessInMainOnly: Rule = (files) =>
  sourcesOf(files)
    .filter(({ path, text }) => !readers.includes(path) && readsProcess.test(codeOf(text, "node:process")))
    .map(({ path }) => `${path} reads the process or writes to the console`);

/** The proxy keeps what is its own, without a plan: Events about what it decided, its rules and its startup taint on the node. */
const proxyHands: Readonly<Record<string, readonly string[]>> = {
  "src/proxy/open-edges.ts": ["src/kube/change-events.ts", "src/kube/change-node.ts"],
  "src/proxy/network/open-firewall.ts": ["src/proxy/network/change-iptables.ts", "src/proxy/network/change-nft.ts"],
};

export const changesTheWorldInApplyStepOnly: Rule = (files) =>
  forEachImport(files, ({ path }, { target, typeOnly }) => {
    if (!/\/change-[^/]*$/u.test(target) || /\/change-[^/]*$/u.test(path) || path === "src/apply/apply-step.ts")
      return undefined;
    if (proxyHands[path]?.includes(target) === true || (typeOnly && path.startsWith("src/proxy/"))) return undefined;
    return `may not import ${target}`;
  });

const vagueNames = [
  "utils",
  "util",
  "helpers",
  "helper",
  "common",
  "shared",
  "misc",
  "lib",
  "types",
  "index",
  "constants",
];

export const namesFilesWell: Rule = (files) =>
  sourcesOf(files).flatMap(({ path }) => {
    const parts = path.replace(/\.ts$/u, "").split("/");
    if (parts.length > 4) return [`${path} is more than two folders below src`];
    if (parts.some((part) => vagueNames.includes(part))) return [`${path} has a name that says nothing`];
    return parts.every((part) => /^[a-z\d]+(?:-[a-z\d]+)*$/u.test(part)) ? [] : [`${path} is not in kebab-case`];
  });

export const opensWithOneSentence: Rule = (files) =>
  files
    .filter(({ path }) => /^(?:src|bench|bin|scripts)\/.*\.[jt]s$/u.test(path))
    .filter(({ text }) => {
      const [first = "", second = ""] = text.replace(/^#!.*\n/u, "").split("\n");
      return !/^\/\/ \S.*[.?]"?$/u.test(first) || /[.!?] [A-Z]/u.test(first) || /^\/\/(?! https:)/u.test(second);
    })
    .map(({ path }) => `${path} does not open with one sentence saying what it is for`);

export const keepsFilesShort: Rule = (files) =>
  files.flatMap(({ path, text }) => {
    const limit = /^(?:src|templates)\//u.test(path) ? 200 : 300;
    const lines = text.split("\n").length - 1;
    return /\.[jt]s$/u.test(path) && lines > limit ? [`${path} has ${lines} lines, more than ${limit}`] : [];
  });

export const keepsTheMedianLow: Rule = (files) => {
  const lengths = sourcesOf(files)
    .map(({ text }) => text.split("\n").length - 1)
    .toSorted((a, b) => a - b);
  const median = lengths[Math.floor(lengths.length / 2)] ?? 0;
  return median > 70 ? [`half of the files under src have more than ${median} lines`] : [];
};

/** Paths of the machine it was written on, and where its packages came from, are nobody's business. */
const privatePlaces =
  /(?<![\w.])\/(?:root|work|home|Users)\/|https?:\/\/[^\s"'/]*registry[^\s"'/]*|"resolved"(?=: "http)/gu;

export const namesNoPrivatePlaces: Rule = (files) =>
  files.flatMap(({ path, text }) => [...text.matchAll(privatePlaces)].map(([place]) => `${path} names ${place}`));

export const skipsNoTest: Rule = (files) =>
  files
    .filter(
      ({ path, text }) =>
        path.startsWith("test/") && /^\s*test\.(?:only|skip|todo|failing)\b|\.(?:only|skip)\(/mu.test(codeOf(text)),
    )
    .map(({ path }) => `${path} skips a test`);

/** `folders` are those that exist; every one must stand in the map, and the map names no other. */
export function mapsEveryFolder(map: string, folders: readonly string[]): string[] {
  const tops = [...new Set(folders.map((folder) => folder.split("/")[0]?.replaceAll(".", "\\.")))].join("|");
  const pattern = new RegExp(`(?<![\\w./-])(?:${tops}|src|templates|docs)/(?:[a-z\\d-]+/)*`, "gu");
  const named = new Set([...map.matchAll(pattern)].map(([folder]) => folder));
  return [
    ...folders.filter((folder) => !named.has(folder)).map((folder) => `ARCHITECTURE.md does not name ${folder}`),
    ...[...named]
      .filter((folder) => !folders.includes(folder))
      .map((folder) => `ARCHITECTURE.md names ${folder}, which is not there`),
  ];
}

function forEachImport(
  files: readonly SourceFile[],
  judge: (file: SourceFile, found: Import) => string | undefined,
): string[] {
  return sourcesOf(files).flatMap((file) =>
    file.imports.flatMap((found) => {
      const breach = judge(file, found);
      return breach === undefined ? [] : [`${file.path} ${breach}`];
    }),
  );
}

function sourcesOf(files: readonly SourceFile[]): SourceFile[] {
  return files.filter(({ path }) => path.startsWith("src/"));
}

function folderOf(path: string): string {
  return path.split("/").slice(0, 2).join("/");
}

function isPure(path: string): boolean {
  return pureFolders.some((folder) => path.startsWith(folder));
}

/** Without comments and without what stands in quotes (but for `kept`), where words are only words. */
function codeOf(text: string, kept?: string): string {
  return text
    .replaceAll(/"(?:[^"\\\n]|\\.)*"/gu, (quoted) => (quoted === `"${kept}"` ? quoted : '""'))
    .replaceAll(/\/\*[^]*?\*\/|(?<![:\w])\/\/.*$/gmu, "")
    .replaceAll(/'(?:[^'\\\n]|\\.)*'/gu, "''");
}
