// Changes annotations of a workload's pod template, only while they are still what the plan saw.
import { ChangedMeanwhile, IamctlError } from "../errors.ts";
import { podTemplate } from "../pods/read-workload.ts";
import type { ApiWorkload } from "../pods/read-workload.ts";
import { printWorkload } from "../pods/workload-record.ts";
import type { WorkloadKind, WorkloadReference } from "../pods/workload-record.ts";
import type { AnnotateWorkload, AnnotationChange } from "../plan/step.ts";
import type { KubeApi } from "./open-api.ts";
import { workloadKinds } from "./resource-kinds.ts";

/** While a rollout is under way, its controller writes the status several times a second, and each time is a conflict. */
const mostTries = 8;

/** The object's resourceVersion goes with the patch, so that a change made in between is met, not overwritten. */
export async function annotateTemplate(api: KubeApi, { workload, changes }: AnnotateWorkload): Promise<void> {
  for (let tries = 0; tries < mostTries; tries += 1) {
    const object = await readPresent(api, workload);
    const present = podTemplate(workload.kind, object).metadata?.annotations ?? {};
    if (changes.every(({ key, after }) => present[key] === after)) return;
    const other = changes.find(({ key, before }) => present[key] !== before);
    if (other !== undefined) throw changedMeanwhile(workload, other, present[other.key]);
    if (isImmutable(workload.kind, object)) throw immutable(workload);
    const patch = annotationPatch(workload.kind, changes, object.metadata?.resourceVersion);
    const { kind, namespace, name } = workload;
    if ((await api.patch(workloadKinds[kind], namespace, name, patch)) === "patched") return;
  }
  throw new IamctlError(`${describe(workload)} is being changed by somebody else all the time`, {
    hint: "Run the command again.",
  });
}

async function readPresent(api: KubeApi, workload: WorkloadReference): Promise<ApiWorkload> {
  const { kind, namespace, name } = workload;
  const object = await api.find<ApiWorkload>(workloadKinds[kind], namespace, name);
  if (object !== undefined) return object;
  throw new IamctlError(`There is no ${describe(workload)} any more`, {
    hint: `See what there is: kubectl get ${kind.toLowerCase()} -n ${namespace}`,
  });
}

/** `null` removes a key: https://www.rfc-editor.org/rfc/rfc7396 */
function annotationPatch(
  kind: WorkloadKind,
  changes: readonly AnnotationChange[],
  resourceVersion: string | undefined,
): unknown {
  const annotations = Object.fromEntries(changes.map(({ key, after }) => [key, after ?? null]));
  const metadata = resourceVersion === undefined ? {} : { resourceVersion };
  if (kind === "Pod") return { metadata: { ...metadata, annotations } };
  const template = { metadata: { annotations } };
  return { metadata, spec: kind === "CronJob" ? { jobTemplate: { spec: { template } } } : { template } };
}

/** https://kubernetes.io/docs/concepts/workloads/controllers/job/#mutable-scheduling-directives */
function isImmutable(kind: WorkloadKind, { spec }: ApiWorkload): boolean {
  return kind === "Job" && spec?.suspend !== true;
}

function immutable(workload: WorkloadReference): IamctlError {
  return new IamctlError(
    `The pod template of ${describe(workload)} cannot be changed: a Job's template is fixed once it runs`,
    {
      hint: "Put the annotation into its manifest under spec.template.metadata.annotations, delete the Job, and apply it again.",
    },
  );
}

function changedMeanwhile(
  workload: WorkloadReference,
  { key }: AnnotationChange,
  present: string | undefined,
): IamctlError {
  const now = present === undefined ? "is not set" : `is ${JSON.stringify(present)}`;
  return new ChangedMeanwhile(describe(workload), `: annotation ${key} ${now} now`);
}

function describe(workload: WorkloadReference): string {
  return `${printWorkload(workload)} in namespace ${workload.namespace}`;
}
