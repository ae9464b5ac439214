// Rule W02 annotation-misplaced: the annotation stands where no pod will ever carry it.
import { unreadList } from "../../access/unread-list.ts";
import type { Snapshot } from "../../access/snapshot.ts";
import { keysOf } from "../../pods/decide-role.ts";
import type { WorkloadRecord } from "../../pods/workload-record.ts";
import { hitsWhereBroken, type Rule, type RuleHit } from "../rule.ts";

export const annotationMisplaced: Rule = {
  id: "W02",
  name: "annotation-misplaced",
  severity: "high",
  confidence: "high",
  reads: ["workloads", "pods", "service-accounts", "namespaces"],
  title: "the role annotation is not on the pod template",
  explanation:
    "Kubernetes copies annotations to pods from the pod template only; on the workload itself they change nothing, and the pods keep the node's role or none.",
  remedy: "Move the annotation to the pod template's metadata (a CronJob's: spec.jobTemplate.spec.template.metadata).",
  references: ["https://kubernetes.io/docs/concepts/workloads/pods/#pod-templates"],
  find: (judged) => [
    ...hitsWhereBroken(judged, ["annotation-misplaced"], ({ workload }) =>
      isCopied(workload, judged.snapshot) ? undefined : sureness(judged.snapshot),
    ),
    ...onOtherObjects(judged.snapshot),
  ],
};

/** Some operators copy what stands on their resource to the pods: the pods that run tell. */
function isCopied({ kind, namespace, name }: WorkloadRecord, { pods, settings }: Snapshot): boolean {
  const { role: key } = keysOf(settings);
  const own = pods.filter(({ owner }) => owner?.kind === kind && owner.namespace === namespace && owner.name === name);
  return own.length > 0 && own.every(({ annotations }) => key in annotations);
}

/** Without the pods that run nobody sees whether an operator copied it. */
function sureness(snapshot: Snapshot): Pick<RuleHit, "confidence"> {
  return unreadList("pods", snapshot) === undefined ? {} : { confidence: "medium" };
}

function onOtherObjects({ serviceAccounts = [], namespaces, settings }: Snapshot): readonly RuleHit[] {
  const { role: key } = keysOf(settings);
  const message = `${key} is read on pods only`;
  return [
    ...serviceAccounts
      .filter(({ annotations }) => key in annotations)
      .map(({ namespace, name }) => ({ subject: { kind: "ServiceAccount", namespace, name }, message })),
    ...namespaces
      .filter(({ annotations }) => key in annotations)
      .map(({ name }) => ({ subject: { kind: "Namespace", name }, message })),
  ];
}
