// What is remembered of a run that changed something.
import type { Step } from "./step.ts";

export interface JournalEntry {
  /** `20261123-210841-3fa2`: when the run began, in UTC, and what tells it from others of that second. Sorts by time. */
  readonly id: string;
  /** ISO 8601. */
  readonly at: string;
  readonly title: string;
  readonly cluster: string;
  /** The steps that were begun, in the order they were. */
  readonly steps: readonly JournalStep[];
  /** All that the plan had, in order; `steps` are the first of these. */
  readonly planned: readonly Step[];
  /** The run that this one undoes. */
  readonly undoes: string | undefined;
  /** The run that undid this one. */
  readonly undoneBy: string | undefined;
}

export interface JournalStep {
  readonly step: Step;
  /** `begun` and nothing else: the run was killed, and whether the change arrived is not known from here. */
  readonly state: "begun" | "done" | "failed";
}
