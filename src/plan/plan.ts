// A plan: ordered steps with the reason for them, shown before anything changes.
import type { Step } from "./step.ts";

export interface Plan {
  readonly version: 1;
  /** What the person typed, in words: "grant media/deployment/api the role thumbnails". */
  readonly title: string;
  /** The cluster the plan is for; typed by the person to confirm a plan that broadens access. */
  readonly cluster: string;
  /** True when somebody can do something after it that they could not before. */
  readonly broadens: boolean;
  readonly steps: readonly Step[];
  /** Things the person should know that are not changes. */
  readonly notes: readonly string[];
}
