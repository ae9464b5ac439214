// Converts what the API server says of a workload into the record that judgements rest on.
import { type Annotations, grantedKeys } from "./annotations.ts";
import { managerOfWorkload } from "./workload-manager.ts";
import { keepIdentityAnnotations } from "./identity-annotations.ts";
import { type ManagedFieldsEntry, managersOf, ownManager } from "./template-managers.ts";
import { templatePaths, valueAt } from "./template-path.ts";
import { type ApiPodSpec, environmentNames, toTemplateRecord } from "./template-record.ts";
import type { WorkloadKind, WorkloadRecord } from "./workload-record.ts";

/** The fields of a workload object that are read, as they arrive on the wire. */
export interface ApiWorkload {
  readonly metadata?: ApiMetadata & {
    readonly uid?: string;
    readonly namespace?: string;
    readonly name?: string;
    readonly resourceVersion?: string;
    readonly generation?: number;
    readonly managedFields?: readonly {
      readonly manager?: string;
      readonly operation?: string;
      readonly fieldsV1?: unknown;
    }[];
    readonly ownerReferences?: readonly {
      readonly kind?: string;
      readonly name?: string;
      readonly controller?: boolean;
    }[];
  };
  /** A Pod's own spec, or the spec of what makes pods. */
  readonly spec?: ApiPodSpec & {
    readonly template?: ApiPodTemplate;
    readonly jobTemplate?: { readonly metadata?: ApiMetadata; readonly spec?: { readonly template?: ApiPodTemplate } };
    readonly suspend?: boolean;
    /** Of an Argo Rollout that runs a Deployment's template. */
    readonly workloadRef?: unknown;
  };
}

export interface ApiPodTemplate {
  readonly metadata?: ApiMetadata;
  readonly spec?: ApiPodSpec;
}

interface ApiMetadata {
  readonly annotations?: Annotations;
  readonly labels?: Readonly<Record<string, string>>;
}

/** Keeps the annotations that may concern roles only: the rest can be large and is never judged. */
export function toWorkloadRecord(kind: WorkloadKind, object: ApiWorkload): WorkloadRecord {
  const { metadata = {} } = object;
  const template = podTemplate(kind, object);
  const spec = template.spec ?? {};
  const templateHolders = othersOf(kind, metadata.managedFields ?? []);
  return {
    kind,
    namespace: metadata.namespace ?? "",
    name: metadata.name ?? "",
    uid: metadata.uid ?? "",
    // A CronJob's template for Jobs has annotations of its own, which reach no pod either.
    annotations: keepIdentityAnnotations({
      ...object.spec?.jobTemplate?.metadata?.annotations,
      ...metadata.annotations,
    }),
    templateAnnotations: keepIdentityAnnotations(template.metadata?.annotations),
    ...(Object.keys(templateHolders).length > 0 && { templateHolders }),
    templateLabels: template.metadata?.labels ?? {},
    labels: metadata.labels ?? {},
    serviceAccount: spec.serviceAccountName ?? "default",
    hostNetwork: spec.hostNetwork === true,
    environmentNames: environmentNames(spec),
    manager: managerOfWorkload(metadata.labels ?? {}, metadata.annotations ?? {}),
    template: toTemplateRecord(spec),
  };
}

/** Where several hold it, the first that is not iamctl. */
function othersOf(kind: WorkloadKind, entries: readonly ManagedFieldsEntry[]): Readonly<Record<string, string>> {
  const holders = grantedKeys.flatMap((key) => {
    const other = managersOf(kind, key, entries).find((manager) => manager !== ownManager && manager !== "");
    return other === undefined ? [] : [[key, other]];
  });
  return Object.fromEntries(holders) as Readonly<Record<string, string>>;
}

export function podTemplate(kind: WorkloadKind, object: ApiWorkload): ApiPodTemplate {
  return valueAt(object, templatePaths[kind]) ?? {};
}
