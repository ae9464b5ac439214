// Makes pods from the pod template of their controller, and tells templates apart.
import { createHash, randomUUID } from "node:crypto";
import { isMap, type Json, type KubeObject, type Metadata, ownedBy } from "./kube-object.ts";

export interface PodTemplate {
  readonly metadata?: Pick<Metadata, "labels" | "annotations"> | undefined;
  readonly spec?: Json | undefined;
}

/** Of every kind that makes pods, a CronJob's included; `undefined` for the others. */
export function podTemplateOf({ kind, spec = {} }: KubeObject): PodTemplate | undefined {
  switch (kind) {
    case "Deployment":
    case "ReplicaSet":
    case "StatefulSet":
    case "DaemonSet":
    case "Job":
      return spec["template"] ?? {};
    case "CronJob": {
      const job = (spec["jobTemplate"] ?? {}) as { readonly spec?: Json };
      return job.spec?.["template"] ?? {};
    }
    default:
      return undefined;
  }
}

export function templateOf(owner: KubeObject): PodTemplate {
  return owner.spec?.["template"] ?? {};
}

/** Ten letters that change when the template does, as in `pod-template-hash`. */
export function hashTemplate(template: PodTemplate): string {
  const hex = createHash("sha256").update(JSON.stringify(template, sortMembers)).digest("hex").slice(0, 10);
  // Kubernetes leaves out vowels and what resembles them, so that no hash spells a word.
  return hex.replaceAll(/[013ae]/g, (letter) => ({ "0": "b", "1": "c", "3": "g", a: "h", e: "k" })[letter] ?? letter);
}

/** A client may send members in any order, and Go's clients send `null` and `{}` for what was never set. */
function sortMembers(_: string, value: unknown): unknown {
  if (!isMap(value)) return value;
  const set = Object.entries(value).filter(
    ([, member]) => member !== null && !(isMap(member) && Object.keys(member).length === 0),
  );
  return Object.fromEntries(set.toSorted(([one], [other]) => (one < other ? -1 : 1)));
}

export interface NewPod {
  readonly owner: KubeObject;
  readonly template: PodTemplate;
  /** The whole name, or `undefined` for the owner's name and five random letters. */
  readonly name?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly node?: string;
}

export function makePod({ owner, template, name, labels, node }: NewPod): KubeObject {
  const { namespace } = owner.metadata;
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: {
      name: name ?? `${owner.metadata.name}-${randomUUID().slice(0, 5)}`,
      ...(namespace !== undefined && { namespace }),
      labels: { ...template.metadata?.labels, ...labels },
      ...(template.metadata?.annotations !== undefined && { annotations: template.metadata.annotations }),
      ownerReferences: ownedBy(owner),
    },
    spec: { serviceAccountName: "default", ...template.spec, ...(node !== undefined && { nodeName: node }) },
    status: { phase: "Pending" },
  };
}

/** Whether the controller replaces pods of an old template itself; with `OnDelete` whoever deletes them does. */
export function rollsOut(set: KubeObject): boolean {
  return (set.spec?.["updateStrategy"] as Json | undefined)?.["type"] !== "OnDelete";
}

export function isReady(pod: KubeObject | undefined): boolean {
  return pod?.status?.["phase"] === "Running" && pod.metadata.deletionTimestamp === undefined;
}

export function isEnding(pod: KubeObject): boolean {
  return pod.metadata.deletionTimestamp !== undefined;
}
