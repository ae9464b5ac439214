// Shows a plan to a person: numbered steps grouped by what they touch, each with what it changes.
import type { Plan } from "../plan/plan.ts";
import type { Step } from "../plan/step.ts";
import { plain } from "./plain.ts";
import { stepChanges, stepTitle } from "./step-text.ts";
import type { Style } from "./style.ts";

/** Numbers are those of the order in which the steps run; nothing is cut off, however narrow the terminal. */
export function planText(plan: Plan, style: Style): string {
  const sections = groups.flatMap(({ heading, kinds }) => {
    const numbered = plan.steps
      .map((step, index) => ({ step, number: index + 1 }))
      .filter(({ step }) => kinds.includes(step.kind));
    if (numbered.length === 0) return [];
    return [
      [style.bold(heading), ...numbered.flatMap(({ step, number }) => stepLines(step, number, style))].join("\n"),
    ];
  });
  return [headLines(plan, style), ...sections, ...tail(plan, style)].join("\n\n");
}

interface Group {
  readonly heading: string;
  readonly kinds: readonly Step["kind"][];
}

const groups: readonly Group[] = [
  {
    heading: "AWS",
    kinds: ["create-policy", "replace-policy", "attach-policy", "detach-policy", "delete-policy", "replace-trust"],
  },
  { heading: "Kubernetes", kinds: ["annotate-workload"] },
  { heading: "Files", kinds: ["write-file"] },
];

function headLines(plan: Plan, style: Style): string {
  const count = plan.steps.length === 1 ? "1 step" : `${plan.steps.length} steps`;
  return [`${style.bold("Plan")}: ${plain(plan.title)}`, style.dim(`cluster ${plain(plan.cluster)}, ${count}`)].join(
    "\n",
  );
}

function stepLines(step: Step, number: number, style: Style): string[] {
  return [`  ${number}. ${stepTitle(step)}`, ...stepChanges(step, style).map((line) => `     ${line}`)];
}

function tail(plan: Plan, style: Style): string[] {
  const notes = plan.notes.map((note) => `${style.cyan("Note")}: ${plain(note)}`);
  const broadens = plan.broadens
    ? [`${style.yellow("This plan broadens access")}: somebody can do more after it than before.`]
    : [];
  return [...(notes.length > 0 ? [notes.join("\n")] : []), ...broadens];
}
