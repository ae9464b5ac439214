// Sets one text in a YAML file by path, so that only the lines that must change do: comments, order, anchors and quotes stay.
import { isDeepStrictEqual } from "node:util";
import { type Document, isMap, LineCounter, parseAllDocuments } from "yaml";
import { exitCodes, IamctlError } from "../errors.ts";
import { type Placed, placeEntry, type Splice, type Step } from "./place-entry.ts";
import { printScalar } from "./yaml-scalar.ts";

export interface Place {
  /** Named in errors. */
  readonly file: string;
  /** From 0, in a `---` stream. */
  readonly document: number;
  /** From the document's root to the map that holds the entry; numbers count items of lists. */
  readonly path: readonly Step[];
}

/** The text with `key: value` at its place, or the text itself where it is there already. */
export function setEntry(text: string, place: Place, key: string, value: string): string {
  const documents = parseDocuments(text, place.file);
  const contents = documents[place.document]?.contents;
  const before = documents.map(valueOf);
  const present = before[place.document];
  const wanted = [...before];
  wanted[place.document] = withEntry(present, [...place.path, key], value);
  if (isDeepStrictEqual(before, wanted)) return text;
  if (!isMap(contents) && (present ?? null) !== null) throw notEditable(place.file, "the document is no map");
  const placed = isMap(contents)
    ? placeEntry(text, contents, place.path, key, value)
    : placeInEmpty(text, documents[place.document]?.range[1] ?? text.length, [...place.path, key], value);
  if ("problem" in placed) throw notEditable(place.file, `line ${lineOf(text, placed.at)}: ${placed.problem}`);
  const after = applySplices(text, placed);
  // The proof of the edit: nothing but the entry reads differently, in no document of the file.
  if (!isDeepStrictEqual(parseDocuments(after, place.file).map(valueOf), wanted)) {
    throw notEditable(
      place.file,
      `${printPath([...place.path, key])} cannot be set without changing something else: what is there is shared through an anchor or a merge (<<)`,
    );
  }
  return after;
}

/** Every document of the text; throws where it is no YAML, with what to do about templates. */
export function parseDocuments(text: string, file: string): readonly Document.Parsed[] {
  const lines = new LineCounter();
  const parsed = parseAllDocuments(text, { lineCounter: lines, prettyErrors: false, merge: true });
  const documents: readonly Document.Parsed[] = [...parsed];
  for (const { errors } of documents) {
    const [fault] = errors;
    if (fault === undefined) continue;
    const { line, col } = lines.linePos(fault.pos[0]);
    throw notEditable(file, `not valid YAML: line ${line}, column ${col}: ${fault.message}`, text.includes("{{"));
  }
  return documents;
}

export function notEditable(file: string, problem: string, isTemplate = false): IamctlError {
  return new IamctlError(`${file}: ${problem}`, {
    hint: isTemplate
      ? "This is a template. Set the annotation in the chart's values instead: --values FILE --path podAnnotations"
      : "Set the annotation by hand; what to write is printed by: iamctl grant … --dry-run",
    exitCode: exitCodes.usage,
  });
}

/** A handful of aliases that point at each other can stand for gigabytes. */
function valueOf(document: Document.Parsed): unknown {
  return document.toJS({ maxAliasCount: 100 }) as unknown;
}

/** Where something else than a map stands in the way, a map takes its place: that no edit can bring about. */
function withEntry(value: unknown, [step, ...rest]: readonly Step[], text: string): unknown {
  if (step === undefined) return text;
  if (Array.isArray(value) && typeof step === "number") {
    return (value as unknown[]).map((item, index) => (index === step ? withEntry(item, rest, text) : item));
  }
  const isMapping = typeof value === "object" && value !== null && !Array.isArray(value);
  const map = (isMapping ? value : {}) as Readonly<Record<string, unknown>>;
  return { ...map, [step]: withEntry(map[step], rest, text) };
}

/** A file of comments alone, as a values file often begins. */
function placeInEmpty(text: string, at: number, keys: readonly Step[], value: string): Placed {
  const lineEnd = /\r?\n/.exec(text)?.[0] ?? "\n";
  const lead = at === 0 || text[at - 1] === "\n" ? "" : lineEnd;
  const plain = { quotes: "plain", flow: false } as const;
  const lines = keys.map((step, depth) => `${"  ".repeat(depth)}${printScalar(String(step), plain)}:`);
  return [{ start: at, end: at, text: `${lead}${lines.join(lineEnd)} ${printScalar(value, plain)}${lineEnd}` }];
}

function applySplices(text: string, splices: readonly Splice[]): string {
  return splices
    .toSorted((one, other) => other.start - one.start)
    .reduce((done, { start, end, text: put }) => done.slice(0, start) + put + done.slice(end), text);
}

function lineOf(text: string, at: number): number {
  return text.slice(0, at).split("\n").length;
}

function printPath(path: readonly Step[]): string {
  return path.map((step) => (typeof step === "number" ? `[${step}]` : step)).join(".");
}

/** The texts of a map in a YAML file; none where it is not there. */
export function readEntries(text: string, { file, document, path }: Place): Readonly<Record<string, string>> {
  let value: unknown = parseDocuments(text, file).map(valueOf)[document];
  for (const step of path) value = (value as Readonly<Record<Step, unknown>> | null | undefined)?.[step];
  const entries = typeof value === "object" && value !== null && !Array.isArray(value) ? Object.entries(value) : [];
  return Object.fromEntries(entries.filter((entry): entry is [string, string] => typeof entry[1] === "string"));
}
