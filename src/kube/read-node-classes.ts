// Reads the node classes of Karpenter and of EKS Auto Mode: the role or the instance profile they give their nodes.
import { createRefusals } from "../access/refusals.ts";
import type { MetadataOptions, NodeKind, NodeSource, RolePointer } from "../nodes/node-source.ts";
import type { KubeApi } from "./open-api.ts";
import type { NodeSourcesInCluster } from "./read-aws-auth.ts";
import type { ResourceKind } from "./resource-kinds.ts";

interface ClassKind {
  readonly group: string;
  /** Those we know the fields of, the one to prefer first. */
  readonly versions: readonly string[];
  readonly kind: string;
  readonly plural: string;
  readonly nodeKind: NodeKind;
}

const classKinds: readonly ClassKind[] = [
  {
    ...{ group: "karpenter.k8s.aws", versions: ["v1", "v1beta1"], kind: "EC2NodeClass", plural: "ec2nodeclasses" },
    nodeKind: "karpenter",
  },
  // Karpenter before 0.32.
  {
    ...{ group: "karpenter.k8s.aws", versions: ["v1alpha1"], kind: "AWSNodeTemplate", plural: "awsnodetemplates" },
    nodeKind: "karpenter",
  },
  { ...{ group: "eks.amazonaws.com", versions: ["v1"], kind: "NodeClass", plural: "nodeclasses" }, nodeKind: "auto" },
];

export async function readNodeClasses(api: KubeApi): Promise<NodeSourcesInCluster> {
  const refusals = createRefusals();
  const found = await Promise.all(classKinds.map((kind) => readKind(api, kind).catch(refusals.note)));
  return { found: found.flatMap((sources) => sources ?? []), unread: refusals.unread };
}

/** None where the API server does not serve the kind; whoever may not ask that finds out by listing. */
async function readKind(api: KubeApi, { group, versions, kind, plural, nodeKind }: ClassKind): Promise<NodeSource[]> {
  const served = await api.versions(group).catch(createRefusals().note);
  const version = versions.find((one) => served?.includes(one) ?? true);
  if (version === undefined) return [];
  const resource: ResourceKind = { group, plural, namespaced: false, version };
  const classes = await api.list(resource, {}, (object: NodeClass) => toSource(object, kind, nodeKind));
  return classes.flatMap((source) => source ?? []);
}

/** https://karpenter.sh/docs/concepts/nodeclasses/ */
interface NodeClass {
  readonly metadata?: { readonly name?: string };
  readonly spec?: {
    readonly role?: string;
    readonly instanceProfile?: string;
    readonly metadataOptions?: {
      readonly httpEndpoint?: string;
      readonly httpTokens?: string;
      readonly httpPutResponseHopLimit?: number;
      readonly httpProtocolIPv6?: string;
    };
  };
  readonly status?: { readonly instanceProfile?: string };
}

function toSource({ metadata, spec, status }: NodeClass, kind: string, nodeKind: NodeKind): NodeSource | undefined {
  const pointer = pointerOf(spec, status);
  if (pointer === undefined) return undefined;
  return {
    name: `${kind} ${metadata?.name ?? ""}`,
    nodeKind,
    windows: false,
    pointer,
    metadata: metadataOf(spec?.metadataOptions),
  };
}

function pointerOf(spec: NodeClass["spec"], status: NodeClass["status"]): RolePointer | undefined {
  if (spec?.role !== undefined && spec.role !== "") {
    return { kind: "role-name", name: spec.role.slice(spec.role.lastIndexOf("/") + 1) };
  }
  const profile = spec?.instanceProfile ?? status?.instanceProfile;
  return profile === undefined || profile === "" ? undefined : { kind: "instance-profile", name: profile };
}

function metadataOf(options: NonNullable<NodeClass["spec"]>["metadataOptions"]): Partial<MetadataOptions> | undefined {
  if (options === undefined) return undefined;
  const { httpEndpoint, httpTokens, httpPutResponseHopLimit, httpProtocolIPv6 } = options;
  return {
    ...(httpEndpoint !== undefined && { endpoint: httpEndpoint === "disabled" ? "disabled" : "enabled" }),
    ...(httpTokens !== undefined && { tokens: httpTokens === "optional" ? "optional" : "required" }),
    ...(httpPutResponseHopLimit !== undefined && { hopLimit: httpPutResponseHopLimit }),
    ...(httpProtocolIPv6 !== undefined && { ipv6: httpProtocolIPv6 === "enabled" ? "enabled" : "disabled" }),
  };
}
