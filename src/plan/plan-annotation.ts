// Plans the annotations of a granted workload: which they are, and whether they are set in the cluster or in its sources.
import { annotationChange } from "./annotation-change.ts";
import { printRoleReference } from "../iam/print-role-reference.ts";
import { annotationKeys, type Annotations } from "../pods/annotations.ts";
import { printWorkload } from "../pods/workload-record.ts";
import type { GrantFacts, GrantWishes } from "./grant-facts.ts";
import type { Refusal } from "./planned.ts";
import { refuseJob } from "./refuse-job.ts";
import type { Step } from "./step.ts";

/** What is there already and means the same stays as it is written. `present`: the pod template's annotations. */
export function wantedAnnotations(
  { base, role }: Pick<GrantFacts, "base" | "role">,
  { externalId, sessionName }: Pick<GrantWishes, "externalId" | "sessionName">,
  present: Annotations,
): Annotations {
  return {
    [annotationKeys.role]: printRoleReference(role.arn, base, present[annotationKeys.role]),
    ...(externalId !== undefined && { [annotationKeys.externalId]: externalId }),
    ...(sessionName !== undefined && { [annotationKeys.sessionName]: sessionName }),
  };
}

export function annotationSteps(facts: GrantFacts, wishes: GrantWishes): readonly Step[] | Refusal {
  if (wishes.edits !== undefined) return wishes.edits.filter(({ before, after }) => before !== after);
  const { workload } = facts;
  const present = workload.templateAnnotations;
  const changes = Object.entries(wantedAnnotations(facts, wishes, present))
    .map(([key, after]) => annotationChange(workload, key, after))
    .filter(({ before, after }) => before !== after);
  if (changes.length === 0) return [];
  const { kind, namespace, name } = workload;
  const steps: readonly Step[] = [{ kind: "annotate-workload", workload: { kind, namespace, name }, changes }];
  return refuseManaged(facts, wishes) ?? refuseJob(workload, steps) ?? steps;
}

function refuseManaged({ workload }: GrantFacts, { overrideOwner = false }: GrantWishes): Refusal | undefined {
  const { manager } = workload;
  if (manager === undefined || overrideOwner) return undefined;
  const where = manager.name === "" ? manager.tool : `${manager.tool} (${manager.name})`;
  const values = "--values FILE --path podAnnotations";
  const edit = manager.source === "chart" ? values : `--manifest FILE (or, for a chart, ${values})`;
  const end = manager.tool === "Helm" ? "would not know of a change made here" : "would take a change made here back";
  return {
    kind: "refused",
    problem: `${where} keeps ${printWorkload(workload)} in namespace ${workload.namespace} and ${end}`,
    hint: `Change its source: iamctl grant … ${edit}\nTo change it in the cluster all the same: --override-owner`,
  };
}
