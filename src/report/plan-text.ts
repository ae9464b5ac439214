// Shows a plan to a person: numbered steps grouped by what they touch, each with what it changes.
import type { Plan } from "../plan/plan.ts";
import type { Step } from "../plan/step.ts";
import { plain } from "./plain.ts";
import { stepChanges, stepTitle } from "./step-text.ts";
import type { Style } from "./style.ts";
import { indentText } from "./wrap-text.ts";
import { counted } from "../print-many.ts";

export interface PlanView {
  readonly style: Style;
  readonly width: number;
}

/** Numbers tell the order in which the steps run, and the group that runs first comes first; nothing is cut off, however narrow the terminal. */
export function planText(plan: Plan, view: PlanView): string {
  const numbered = plan.steps.map((step, index): NumberedStep => ({ step, number: index + 1 }));
  const { style } = view;
  const sections = [...new Set(plan.steps.map(({ kind }) => headings[kind]))].map((heading) => {
    const members = numbered.filter(({ step }) => headings[step.kind] === heading);
    return [style.bold(heading), ...members.flatMap((step) => stepLines(step, view))].join("\n");
  });
  return [headLines(plan, style), ...sections, ...tail(plan, view)].join("\n\n");
}

interface NumberedStep {
  readonly step: Step;
  readonly number: number;
}

type Heading = "AWS" | "Kubernetes" | "Files";

/** The compiler asks for a line here when a step is added: one without a heading would be done and not be shown. */
const headings: Readonly<Record<Step["kind"], Heading>> = {
  "create-policy": "AWS",
  "delete-policy": "AWS",
  "replace-policy": "AWS",
  "attach-policy": "AWS",
  "detach-policy": "AWS",
  "write-inline-policy": "AWS",
  "set-boundary": "AWS",
  "create-role": "AWS",
  "delete-role": "AWS",
  "replace-trust": "AWS",
  "annotate-workload": "Kubernetes",
  "write-file": "Files",
};

function headLines(plan: Plan, style: Style): string {
  const count = counted(plan.steps.length, "step");
  return [`${style.bold("Plan")}: ${plain(plan.title)}`, style.dim(`cluster ${plain(plan.cluster)}, ${count}`)].join(
    "\n",
  );
}

function stepLines({ step, number }: NumberedStep, { style, width }: PlanView): string[] {
  const mark = `  ${number}. `;
  const title = indentText(stepTitle(step), " ".repeat(mark.length), width).slice(mark.length);
  return [`${mark}${title}`, ...stepChanges(step, style).map((line) => `     ${line}`)];
}

/** What the person should know beside the changes, also where there are none. */
export function notesText({ notes }: Pick<Plan, "notes">, { style, width }: PlanView): string {
  return notes
    .map((note) => indentText(`Note: ${plain(note)}`, "", width).replace("Note", style.cyan("Note")))
    .join("\n");
}

function tail(plan: Plan, view: PlanView): string[] {
  const { style } = view;
  const broadens = plan.broadens
    ? [`${style.yellow("This plan broadens access")}: somebody can do more after it than before.`]
    : [];
  return [...(plan.notes.length > 0 ? [notesText(plan, view)] : []), ...broadens];
}
