// Shows a plan to a person: numbered steps grouped by what they touch, each with what it changes.
import type { Plan } from "../plan/plan.ts";
import type { Step } from "../plan/step.ts";
import { plain } from "./plain.ts";
import { stepChanges, stepTitle } from "./step-text.ts";
import type { Style } from "./style.ts";

/** Numbers tell the order in which the steps run, and the group that runs first comes first; nothing is cut off, however narrow the terminal. */
export function planText(plan: Plan, style: Style): string {
  const numbered = plan.steps.map((step, index): NumberedStep => ({ step, number: index + 1 }));
  const sections = groups
    .map(({ heading, kinds }) => ({ heading, members: numbered.filter(({ step }) => kinds.includes(step.kind)) }))
    .filter(({ members }) => members.length > 0)
    .toSorted((one, other) => (one.members[0]?.number ?? 0) - (other.members[0]?.number ?? 0))
    .map(({ heading, members }) =>
      [style.bold(heading), ...members.flatMap((step) => stepLines(step, style))].join("\n"),
    );
  return [headLines(plan, style), ...sections, ...tail(plan, style)].join("\n\n");
}

interface NumberedStep {
  readonly step: Step;
  readonly number: number;
}

interface Group {
  readonly heading: string;
  readonly kinds: readonly Step["kind"][];
}

const groups: readonly Group[] = [
  {
    heading: "AWS",
    kinds: [
      "create-policy",
      "replace-policy",
      "create-role",
      "attach-policy",
      "detach-policy",
      "delete-policy",
      "delete-role",
      "replace-trust",
    ],
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

function stepLines({ step, number }: NumberedStep, style: Style): string[] {
  return [`  ${number}. ${stepTitle(step)}`, ...stepChanges(step, style).map((line) => `     ${line}`)];
}

function tail(plan: Plan, style: Style): string[] {
  const notes = plan.notes.map((note) => `${style.cyan("Note")}: ${plain(note)}`);
  const broadens = plan.broadens
    ? [`${style.yellow("This plan broadens access")}: somebody can do more after it than before.`]
    : [];
  return [...(notes.length > 0 ? [notes.join("\n")] : []), ...broadens];
}
