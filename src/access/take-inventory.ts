// Sorts Kubernetes objects of every kind into the records that judgements rest on; what is of no use is dropped.
import type { NamespaceRecord } from "../pods/namespace-record.ts";
import type { PodRecord } from "../pods/pod-record.ts";
import { type ApiDaemonSet, type ProxyRecord, toProxyRecord } from "../pods/proxy-record.ts";
import { type ApiNamespace, toNamespaceRecord } from "../pods/read-namespace.ts";
import { type ApiPod, toPodRecord } from "../pods/read-pod.ts";
import { readPodEnvironment } from "../pods/pod-environment.ts";
import { type ApiWorkload, toWorkloadRecord } from "../pods/read-workload.ts";
import { type ServiceAccountRecord, toServiceAccountRecord } from "../pods/service-account-record.ts";
import { findStaticKeys } from "../pods/static-key.ts";
import { templatePaths } from "../pods/template-path.ts";
import type { WorkloadKind, WorkloadRecord } from "../pods/workload-record.ts";
import type { RoleMapping, StoredKey } from "./account-facts.ts";
import {
  type ApiRbacBinding,
  type ApiRbacRole,
  type RbacBinding,
  type RbacRole,
  toRbacBinding,
  toRbacRole,
} from "./rbac-record.ts";

export interface Inventory {
  readonly workloads: readonly WorkloadRecord[];
  readonly pods: readonly PodRecord[];
  readonly namespaces: readonly NamespaceRecord[];
  readonly serviceAccounts: readonly ServiceAccountRecord[];
  readonly proxies: readonly ProxyRecord[];
  readonly networks: readonly string[];
  readonly roles: readonly RbacRole[];
  readonly bindings: readonly RbacBinding[];
  readonly roleMappings: readonly RoleMapping[];
  readonly storedKeys: readonly StoredKey[];
}

/** An object as a file or the API server has it, and where a file has it. */
export interface PlacedObject {
  readonly object: ApiObject;
  readonly place?: { readonly file: string; readonly line: number };
}

export interface ApiObject {
  readonly kind?: string;
  readonly metadata?: {
    readonly namespace?: string;
    readonly name?: string;
    readonly ownerReferences?: readonly { readonly controller?: boolean }[];
  };
}

export interface Parsers {
  /** Reads the list that the aws-auth ConfigMap holds as text. */
  readonly parseYaml: (text: string) => unknown;
  /** Milliseconds since 1970 of a time stamp. */
  readonly parseTime: (text: string) => number;
}

export function takeInventory(objects: readonly PlacedObject[], { parseYaml, parseTime }: Parsers): Inventory {
  const of = <Kept>(kinds: readonly string[], keep: (object: never, place: PlacedObject["place"]) => Kept): Kept[] =>
    objects
      .filter(({ object }) => kinds.includes(object.kind ?? ""))
      .map(({ object, place }) => keep(object as never, place));
  const configs = of(["ConfigMap", "Secret"], (object: ApiConfig) => object);
  return {
    workloads: of(workloadKinds, toOwnWorkload).filter((workload) => workload !== undefined),
    pods: of(["Pod"], (pod: ApiPod & ApiWorkload) => ({ ...toPodRecord(pod), ...readPodEnvironment(pod, parseTime) })),
    namespaces: of(["Namespace"], (namespace: ApiNamespace) => toNamespaceRecord(namespace)),
    serviceAccounts: of(["ServiceAccount"], toServiceAccountRecord),
    proxies: of(["DaemonSet"], (set: ApiDaemonSet) => toProxyRecord(set)).filter((proxy) => proxy !== undefined),
    networks: of(["DaemonSet"], ({ metadata }: ApiDaemonSet) => metadata?.name ?? ""),
    roles: of(["Role", "ClusterRole"], (role: ApiRbacRole) => toRbacRole(role)),
    bindings: of(["RoleBinding", "ClusterRoleBinding"], (binding: ApiRbacBinding) => toRbacBinding(binding)),
    roleMappings: configs.filter(isAwsAuth).flatMap((config) => toRoleMappings(config, parseYaml)),
    storedKeys: configs.flatMap(toStoredKeys),
  };
}

const workloadKinds = Object.keys(templatePaths);

/** What another object controls is no workload of its own. */
function toOwnWorkload(object: ApiObject & ApiWorkload, place: PlacedObject["place"]): WorkloadRecord | undefined {
  if (object.metadata?.ownerReferences?.some(({ controller }) => controller === true) === true) return undefined;
  return { ...toWorkloadRecord(object.kind as WorkloadKind, object), ...(place !== undefined && { place }) };
}

/** A ConfigMap or a Secret, as it arrives on the wire. */
export interface ApiConfig extends ApiObject {
  readonly data?: Readonly<Record<string, string>>;
  readonly stringData?: Readonly<Record<string, string>>;
}

function isAwsAuth({ kind, metadata }: ApiConfig): boolean {
  return kind === "ConfigMap" && metadata?.namespace === "kube-system" && metadata.name === "aws-auth";
}

/** https://docs.aws.amazon.com/eks/latest/userguide/auth-configmap.html */
export function toRoleMappings(
  { data }: Pick<ApiConfig, "data">,
  parseYaml: (text: string) => unknown,
): readonly RoleMapping[] {
  const list = parseYaml(data?.["mapRoles"] ?? "");
  if (!Array.isArray(list)) return [];
  return list.flatMap((entry: unknown): RoleMapping[] => {
    const { rolearn, username, groups } = (entry ?? {}) as Readonly<Record<string, unknown>>;
    if (typeof rolearn !== "string") return [];
    return [
      {
        roleArn: rolearn,
        username: typeof username === "string" ? username : "",
        groups: Array.isArray(groups) ? groups.map(String) : [],
      },
    ];
  });
}

export function toStoredKeys({ kind, metadata = {}, data = {}, stringData = {} }: ApiConfig): readonly StoredKey[] {
  const secret = kind === "Secret";
  const texts = [
    ...Object.entries(data).map(([key, value]) => [key, secret ? decodeBase64(value) : value] as const),
    ...Object.entries(stringData),
  ];
  const { namespace = "", name = "" } = metadata;
  return texts.flatMap(([key, text]) =>
    findStaticKeys(text, `key ${key}`).map((found) => ({
      ...{ kind: secret ? ("Secret" as const) : ("ConfigMap" as const), namespace, name },
      ...found,
    })),
  );
}

/** Enough of it to find key ids; what is no base64 stands for itself. */
function decodeBase64(text: string): string {
  try {
    return atob(text);
  } catch {
    return text;
  }
}
