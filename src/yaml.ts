// Reads and prints YAML; the only file that knows the yaml package.
import { isDeepStrictEqual } from "node:util";
import { Document, isNode, LineCounter, parseAllDocuments, parseDocument, Scalar, stringify, visit } from "yaml";
import { exitCodes, IamctlError } from "./errors.ts";

/** One document; an empty text is `null`. `file` is named in errors. Duplicate keys and unknown tags are errors. */
export function parseYaml(text: string, file: string): unknown {
  const [document = null, ...others] = parseYamlDocuments(text, file);
  if (others.length > 0) {
    const problem = `${file}: holds ${others.length + 1} YAML documents, one was expected.`;
    throw new IamctlError(problem, { exitCode: exitCodes.usage });
  }
  return document;
}

/** Every document of a `---` stream in order, empty ones included as `null`. */
export function parseYamlDocuments(text: string, file: string): unknown[] {
  return parsePlacedYaml(text, file).map(({ value }) => value);
}

export interface PlacedDocument {
  readonly value: unknown;
  /** Where its content begins, from 1. */
  readonly line: number;
  /** What stands before it, without the marks. */
  readonly comment: string;
}

export function parsePlacedYaml(text: string, file: string): PlacedDocument[] {
  const lines = new LineCounter();
  const documents = parseAllDocuments(text, { lineCounter: lines, prettyErrors: false });
  return [...documents].map((document) => {
    const [fault] = [...document.errors, ...document.warnings];
    if (fault !== undefined) {
      const { line, col } = lines.linePos(fault.pos[0]);
      throw notYaml(file, `line ${line}, column ${col}: ${fault.message}`);
    }
    try {
      // A handful of aliases that point at each other can stand for gigabytes.
      const value: unknown = document.toJS({ maxAliasCount: 100 });
      const start = document.contents?.range?.[0] ?? document.range[0];
      const comment = [document.commentBefore, document.contents?.commentBefore].filter(Boolean).join("\n");
      return { value, line: lines.linePos(start).line, comment };
    } catch (cause) {
      throw notYaml(file, cause instanceof Error ? cause.message : String(cause));
    }
  });
}

/** Block style, strings quoted only where they must be, no line folding: stable enough to diff and to undo. */
export function printYaml(value: unknown): string {
  return stringify(value, { lineWidth: 0, aliasDuplicateObjects: false });
}

/** The same for a terminal: what matches `hostile` is written as an escape, in keys as well; line breaks stay. */
export function printSafeYaml(value: unknown, hostile: RegExp): string {
  const document = new Document(value, { aliasDuplicateObjects: false });
  const isHostile = (text: string): boolean => text.replaceAll("\n", "").search(hostile) >= 0;
  visit(document, {
    Scalar(_, node) {
      // Nothing else knows escapes: https://yaml.org/spec/1.2.2/#57-escaped-characters
      if (typeof node.value === "string" && isHostile(node.value)) node.type = Scalar.QUOTE_DOUBLE;
    },
  });
  return document.toString({ lineWidth: 0 }).replaceAll(hostile, (character) => {
    const code = character.codePointAt(0) ?? 0;
    if (character === "\n") return character;
    return code > 0xffff ? `\\U${code.toString(16).padStart(8, "0")}` : `\\u${code.toString(16).padStart(4, "0")}`;
  });
}

/** The text with values set by path; comments, order and everything else stay, and what is set already is not touched. */
export function fillYaml(
  text: string,
  file: string,
  values: readonly (readonly [readonly string[], unknown])[],
): string {
  const document = parseDocument(text, { prettyErrors: false });
  const [fault] = document.errors;
  if (fault !== undefined) throw notYaml(file, fault.message);
  let changed = false;
  for (const [path, value] of values) {
    const present: unknown = document.getIn(path, true);
    if (isDeepStrictEqual(isNode(present) ? present.toJS(document) : present, value)) continue;
    document.setIn(path, typeof value === "object" ? document.createNode(value, { flow: true }) : value);
    changed = true;
  }
  return changed ? document.toString({ lineWidth: 0, flowCollectionPadding: false }) : text;
}

function notYaml(file: string, problem: string): IamctlError {
  return new IamctlError(`${file}: not valid YAML: ${problem}`, { exitCode: exitCodes.usage });
}
