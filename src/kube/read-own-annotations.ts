// Reads the workloads whose pod templates carry role annotations, with who set each, and the workloads that run a proxy.
import type { AnnotatedWorkload, ProxyWorkload } from "../plan/uninstall-facts.ts";
import { grantedKeys } from "../pods/annotations.ts";
import { type ApiWorkload, podTemplate } from "../pods/read-workload.ts";
import { type ManagedFieldsEntry, managersOf } from "../pods/template-managers.ts";
import type { WorkloadKind, WorkloadReference } from "../pods/workload-record.ts";
import type { KubeApi } from "./open-api.ts";
import { listWorkloads } from "./read-workloads.ts";
import { toInstalledProxy } from "./read-proxies.ts";
import { workloadKinds } from "./resource-kinds.ts";

export interface OwnInCluster {
  readonly workloads: readonly AnnotatedWorkload[];
  readonly proxies: readonly ProxyWorkload[];
}

/** Throws when a kind may not be listed: what was not seen cannot be said to be gone. */
export async function readOwnInCluster(api: KubeApi): Promise<OwnInCluster> {
  const seen = await Promise.all(kinds.map((kind) => listWorkloads(api, kind, {}, see(kind))));
  const all = seen.flat();
  return {
    workloads: all.flatMap(({ annotated }) => (annotated === undefined ? [] : [annotated])),
    proxies: all.flatMap(({ proxy }) => (proxy === undefined ? [] : [proxy])),
  };
}

const kinds = Object.keys(workloadKinds) as WorkloadKind[];

interface Seen {
  readonly annotated: AnnotatedWorkload | undefined;
  readonly proxy: ProxyWorkload | undefined;
}

type Managed = ApiWorkload & { readonly metadata?: { readonly managedFields?: readonly ManagedFieldsEntry[] } };

function see(kind: WorkloadKind): (object: Managed) => Seen {
  return (object) => {
    const { namespace = "", name = "", ownerReferences = [], managedFields = [] } = object.metadata ?? {};
    if (ownerReferences.some(({ controller }) => controller === true))
      return { annotated: undefined, proxy: undefined };
    const workload = { kind, namespace, name };
    const present = podTemplate(kind, object).metadata?.annotations ?? {};
    const annotations = grantedKeys.flatMap((key) => {
      const value = present[key];
      return value === undefined ? [] : [{ key, value, managers: managersOf(kind, key, managedFields) }];
    });
    return {
      annotated: annotations.length === 0 ? undefined : { workload, annotations },
      proxy: kind === "DaemonSet" ? proxyIn(object, workload) : undefined,
    };
  };
}

function proxyIn(object: Managed, workload: WorkloadReference): ProxyWorkload | undefined {
  const installed = toInstalledProxy(object);
  return installed?.program === "iamctl" ? { workload, release: installed.release } : undefined;
}
