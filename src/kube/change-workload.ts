// Changes annotations of a workload's pod template, only while they are still what the plan saw.
import { exitCodes, IamctlError } from "../errors.ts";
import { podTemplate } from "../pods/read-workload.ts";
import type { ApiWorkload } from "../pods/read-workload.ts";
import { heldKeys } from "../pods/template-managers.ts";
import { annotationsPath } from "../pods/template-path.ts";
import { printWorkload } from "../pods/workload-record.ts";
import type { WorkloadKind, WorkloadReference } from "../pods/workload-record.ts";
import type { AnnotateWorkload, AnnotationChange } from "../plan/step.ts";
import type { KubeApi } from "./open-api.ts";
import { apiVersion, workloadKinds } from "./resource-kinds.ts";

/** While a rollout is under way, its controller writes the status several times a second, and each time is a conflict. */
const mostTries = 8;

/** The object's resourceVersion goes with the patch, so that a change made in between is met, not overwritten. */
export async function annotateTemplate(api: KubeApi, step: AnnotateWorkload): Promise<void> {
  await change(api, step, { dryRun: false });
}

/**
 * Asks the API server whether it would take the change, admission webhooks included, before anything else is changed.
 * A webhook that cannot be asked so is none to wait for: https://kubernetes.io/docs/reference/using-api/api-concepts/#dry-run
 */
export async function rehearseTemplate(api: KubeApi, step: AnnotateWorkload): Promise<void> {
  try {
    await change(api, step, { dryRun: true });
  } catch (error) {
    if (!(error instanceof Error) || !/does not support dry run/i.test(error.message)) throw error;
  }
}

async function change(
  api: KubeApi,
  { workload, changes }: AnnotateWorkload,
  mode: { readonly dryRun: boolean },
): Promise<void> {
  const { kind, namespace, name } = workload;
  for (let tries = 0; tries < mostTries; tries += 1) {
    const object = await readPresent(api, workload);
    const present = podTemplate(kind, object).metadata?.annotations ?? {};
    if (changes.every(({ key, after }) => present[key] === after)) return;
    const other = changes.find(({ key, before }) => present[key] !== before);
    if (other !== undefined) throw changedMeanwhile(workload, other, present[other.key]);
    if (isImmutable(kind, object)) throw immutable(workload);
    const resource = workloadKinds[kind];
    const isOurs = changes.every(({ after, afterBy }) => after !== undefined && afterBy === undefined);
    const asBefore = { ...mode, manager: formerHolder(changes) };
    const sent = isOurs
      ? api.apply(resource, namespace, name, annotationApply(workload, changes, object), mode)
      : api.patch(
          resource,
          namespace,
          name,
          annotationPatch(kind, changes, object.metadata?.resourceVersion),
          asBefore,
        );
    if ((await sent) === "patched") return;
  }
  throw new IamctlError(`${describe(workload)} is being changed by somebody else all the time`, {
    hint: "Run the command again.",
  });
}

/**
 * Who held what is put back, where that is one: under another name the next uninstallation would take it for ours.
 * A merge patch, whatever it was set by: applying in somebody's name would take away all else that they applied.
 */
function formerHolder(changes: readonly AnnotationChange[]): string | undefined {
  const holders = new Set(changes.filter(({ after }) => after !== undefined).map(({ afterBy }) => afterBy));
  return holders.size === 1 ? [...holders][0] : undefined;
}

/**
 * What is ours of the object, and no more: fields that an applier leaves out are taken away again.
 * https://kubernetes.io/docs/reference/using-api/server-side-apply/
 */
function annotationApply(
  { kind, namespace, name }: WorkloadReference,
  changes: readonly AnnotationChange[],
  object: ApiWorkload,
): object {
  const present = podTemplate(kind, object).metadata?.annotations ?? {};
  const kept = appliedKeys(kind, object).flatMap((key) => (present[key] === undefined ? [] : [[key, present[key]]]));
  const annotations = Object.fromEntries([...kept, ...changes.map(({ key, after }) => [key, after])]) as unknown;
  const { resourceVersion } = object.metadata ?? {};
  const head = { name, namespace, ...(resourceVersion !== undefined && { resourceVersion }) };
  return { apiVersion: apiVersion(workloadKinds[kind]), kind, ...withTemplate(kind, head, annotations) };
}

/** The template's annotations that earlier grants applied. */
function appliedKeys(kind: WorkloadKind, { metadata }: ApiWorkload): readonly string[] {
  const own = metadata?.managedFields?.find(({ manager, operation }) => manager === "iamctl" && operation === "Apply");
  return own === undefined ? [] : heldKeys(kind, own);
}

async function readPresent(api: KubeApi, workload: WorkloadReference): Promise<ApiWorkload> {
  const { kind, namespace, name } = workload;
  const object = await api.find<ApiWorkload>(workloadKinds[kind], namespace, name);
  if (object !== undefined) return object;
  throw new IamctlError(`There is no ${describe(workload)} any more`, {
    hint: `See what there is: kubectl get ${kind.toLowerCase()} -n ${namespace}`,
  });
}

/** Takes away what others set, too, which applying cannot. `null` removes a key: https://www.rfc-editor.org/rfc/rfc7396 */
function annotationPatch(
  kind: WorkloadKind,
  changes: readonly AnnotationChange[],
  resourceVersion: string | undefined,
): unknown {
  const annotations = Object.fromEntries(changes.map(({ key, after }) => [key, after ?? null]));
  return withTemplate(kind, resourceVersion === undefined ? {} : { resourceVersion }, annotations);
}

function withTemplate(kind: WorkloadKind, metadata: object, annotations: unknown): object {
  if (kind === "Pod") return { metadata: { ...metadata, annotations } };
  const nested = annotationsPath(kind).reduceRight<unknown>((inner, step) => ({ [step]: inner }), annotations);
  return { metadata, ...(nested as object) };
}

/** https://kubernetes.io/docs/concepts/workloads/controllers/job/#mutable-scheduling-directives */
function isImmutable(kind: WorkloadKind, { spec }: ApiWorkload): boolean {
  return kind === "Job" && spec?.suspend !== true;
}

function immutable(workload: WorkloadReference): IamctlError {
  return new IamctlError(
    `The pod template of ${describe(workload)} cannot be changed: a Job's template is fixed once it runs`,
    {
      hint: "Put the annotation into its manifest under spec.template.metadata.annotations, and replace the Job: kubectl replace --force -f FILE",
    },
  );
}

/** Not a ChangedMeanwhile, which is planned anew and done: another role in this annotation is somebody's decision. */
function changedMeanwhile(
  workload: WorkloadReference,
  { key }: AnnotationChange,
  present: string | undefined,
): IamctlError {
  const now = present === undefined ? "is not set" : `is ${JSON.stringify(present)}`;
  const subject = describe(workload);
  return new IamctlError(
    `${subject} changed since the plan was made, so it was left alone: annotation ${key} ${now} now`,
    { hint: "Run the command again to plan from what is there now.", exitCode: exitCodes.refused },
  );
}

function describe(workload: WorkloadReference): string {
  return `${printWorkload(workload)} in namespace ${workload.namespace}`;
}
