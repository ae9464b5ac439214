// Reads the lines of one run's journal file back into an entry; what a killed run left half-written is passed over.
import type { JournalEntry, JournalStep } from "../plan/journal-entry.ts";
import type { Step } from "../plan/step.ts";

export type JournalLine =
  | {
      readonly type: "run";
      readonly version: 1;
      readonly id: string;
      readonly at: string;
      readonly title: string;
      readonly cluster: string;
      readonly planned: readonly Step[];
      readonly undoes: string | undefined;
    }
  | { readonly type: "begun"; readonly index: number; readonly step: Step }
  | { readonly type: "done"; readonly index: number }
  | { readonly type: "failed"; readonly index: number }
  | { readonly type: "undone"; readonly by: string }
  /** Its undo was undone. */
  | { readonly type: "redone" };

/** `undefined` when not even the first line tells what the run was. */
export function readJournalText(text: string): JournalEntry | undefined {
  const lines = text
    .split("\n")
    .map(parseLine)
    .filter((line) => line !== undefined);
  const [head] = lines;
  if (head?.type !== "run") return undefined;
  const steps = new Map<number, JournalStep>();
  let undoneBy: string | undefined;
  for (const line of lines) {
    if (line.type === "begun") steps.set(line.index, { step: line.step, state: "begun" });
    if (line.type === "undone") undoneBy = line.by;
    if (line.type === "redone") undoneBy = undefined;
    const begun = line.type === "done" || line.type === "failed" ? steps.get(line.index) : undefined;
    if (begun !== undefined && (line.type === "done" || line.type === "failed"))
      steps.set(line.index, { step: begun.step, state: line.type });
  }
  const { id, at, title, cluster, planned, undoes } = head;
  return { id, at, title, cluster, planned, undoes, undoneBy, steps: [...steps.values()] };
}

function parseLine(line: string): JournalLine | undefined {
  if (line === "") return undefined;
  try {
    return JSON.parse(line) as JournalLine;
  } catch {
    return undefined;
  }
}
