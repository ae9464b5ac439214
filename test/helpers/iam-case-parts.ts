// Takes generated cases apart: their statements, their patterns and their conditions with what the request holds.
import type { AccessCase } from "./iam-cases.ts";

/** A condition with the request's values of its key. */
export interface HeldCondition {
  readonly operator: string;
  readonly values: readonly string[];
  readonly actual: readonly string[];
  readonly isPresent: boolean;
}

interface PlainDocument {
  readonly Version: string;
  readonly Statement: PlainStatement | PlainStatement[];
}
type PlainStatement = Readonly<Record<string, unknown>>;

export function statementsIn(question: AccessCase): { version: string; statement: PlainStatement; text: string }[] {
  const documents = [...question.identity, question.boundary, question.session, question.resourcePolicy];
  return documents.flatMap((document) => {
    if (document === undefined) return [];
    const { Version, Statement } = document as PlainDocument;
    return [Statement].flat().map((statement) => ({ version: Version, statement, text: JSON.stringify(statement) }));
  });
}

/** Every string under the named elements, at whatever depth. */
export function allOf(question: AccessCase, ...elements: readonly string[]): string[] {
  return statementsIn(question).flatMap(({ statement }) => elements.flatMap((element) => strings(statement[element])));
}

export function conditionsOf(question: AccessCase): HeldCondition[] {
  const context = new Map(Object.entries(question.context).map(([key, value]) => [key.toLowerCase(), value]));
  return statementsIn(question).flatMap(({ statement }) => {
    const operators = Object.entries((statement["Condition"] ?? {}) as Record<string, Record<string, unknown>>);
    return operators.flatMap(([operator, tests]) => {
      return Object.entries(tests).map(([key, values]) => {
        const actual = context.get(key.toLowerCase());
        return { operator, values: strings(values), actual: strings(actual), isPresent: actual !== undefined };
      });
    });
  });
}

function strings(value: unknown): string[] {
  if (typeof value === "string") return [value];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(strings) : [];
}
