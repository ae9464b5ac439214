// Shows the runs of the journal: one a line, or one with every step it had.
import type { JournalEntry } from "../plan/journal-entry.ts";
import { plain } from "./plain.ts";
import { stepChanges, stepTitle } from "./step-text.ts";
import type { Style } from "./style.ts";
import { indentText } from "./wrap-text.ts";

export type RunState = "done" | "cut short" | "failed" | "undone" | "nothing done";

export function runState({ steps, planned, undoneBy }: JournalEntry): RunState {
  if (undoneBy !== undefined) return "undone";
  if (steps.length === planned.length && steps.every(({ state }) => state === "done")) return "done";
  if (!steps.some(({ state }) => state !== "failed")) return "nothing done";
  return steps.some(({ state }) => state === "failed") ? "failed" : "cut short";
}

export function historyTable(
  entries: readonly JournalEntry[],
  { style, width }: { readonly style: Style; readonly width: number },
): string {
  return entries
    .map((entry) => {
      const state = runState(entry);
      const head = `${style.bold(entry.id)}  ${colour(state, style)(state)}  ${plain(entry.cluster)}`;
      const lines = [`${plain(entry.title)}${back(entry)}`, ...next(entry, state)];
      return [head, ...lines.map((line) => indentText(line, "  ", width))].join("\n");
    })
    .join("\n");
}

/** Every planned step, with what became of it and the documents it changes. */
export function runText(entry: JournalEntry, style: Style): string {
  const state = runState(entry);
  const head = [
    `${style.bold(entry.id)}  ${colour(state, style)(state)}  ${plain(entry.cluster)}  ${entry.at}`,
    `${plain(entry.title)}${back(entry)}`,
    ...next(entry, state),
  ];
  const steps = entry.planned.flatMap((step, at) => [
    `  ${at + 1}. ${stepTitle(step)}: ${entry.steps[at]?.state ?? "not begun"}`,
    ...stepChanges(step, style).map((line) => `     ${line}`),
  ]);
  return [...head, "", ...steps].join("\n");
}

function back({ undoes, undoneBy }: JournalEntry): string {
  if (undoneBy !== undefined) return ` (undone by ${undoneBy})`;
  return undoes === undefined ? "" : ` (took back ${undoes})`;
}

function next({ id }: JournalEntry, state: RunState): readonly string[] {
  if (state !== "cut short" && state !== "failed") return [];
  return [`To go on: iamctl apply --resume ${id}`, `To take it back: iamctl undo ${id}`];
}

function colour(state: RunState, style: Style): (text: string) => string {
  if (state === "done") return style.green;
  return state === "failed" || state === "cut short" ? style.yellow : style.dim;
}
