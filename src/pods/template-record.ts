// What a pod template tells beyond its annotations: where it may run, what it sets in the environment, what it may do.
import type { Scheduling } from "./scheduling.ts";
import { findStaticKeys, type StaticKey } from "./static-key.ts";

export interface TemplateRecord {
  readonly scheduling: Scheduling;
  /** AWS key ids written into the environment. */
  readonly staticKeys: readonly StaticKey[];
}

/** The fields of a pod's spec that are read, as they arrive on the wire. */
export interface ApiPodSpec {
  readonly serviceAccountName?: string;
  readonly hostNetwork?: boolean;
  readonly nodeSelector?: Readonly<Record<string, string>>;
  readonly affinity?: {
    readonly nodeAffinity?: {
      readonly requiredDuringSchedulingIgnoredDuringExecution?: {
        readonly nodeSelectorTerms?: NonNullable<Scheduling["terms"]>;
      };
    };
  };
  readonly tolerations?: Scheduling["tolerations"];
  readonly priorityClassName?: string;
  readonly containers?: readonly ApiContainer[];
  readonly initContainers?: readonly ApiContainer[];
}

export interface ApiContainer {
  readonly name?: string;
  readonly image?: string;
  readonly command?: readonly string[];
  readonly args?: readonly string[];
  readonly env?: readonly { readonly name?: string; readonly value?: string }[];
}

export function toTemplateRecord(spec: ApiPodSpec): TemplateRecord {
  const terms = spec.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms;
  return {
    scheduling: {
      nodeSelector: spec.nodeSelector ?? {},
      ...(terms !== undefined && { terms }),
      tolerations: spec.tolerations ?? [],
    },
    staticKeys: containersOf(spec).flatMap(({ name: container = "", env = [] }) =>
      env.flatMap(({ name = "", value = "" }) => findStaticKeys(value, `variable ${name} of container ${container}`)),
    ),
  };
}

/** Names only: values are never kept. Sorted. */
export function environmentNames(spec: ApiPodSpec): readonly string[] {
  const names = containersOf(spec).flatMap(({ env = [] }) => env.map(({ name = "" }) => name));
  return [...new Set(names)].toSorted();
}

export function containersOf({ containers = [], initContainers = [] }: ApiPodSpec): readonly ApiContainer[] {
  return [...initContainers, ...containers];
}
