// Refuses objects that the API server would refuse, as far as somebody who edits labels, annotations and templates meets it.
import { invalid } from "./kube-fault.ts";
import { checkFixedFields } from "./check-fixed-fields.ts";
import { checkPodSpec } from "./check-pod-spec.ts";
import type { KubeObject } from "./kube-object.ts";
import { type PodTemplate, podTemplateOf } from "./pod-template.ts";
import type { ResourceKind } from "./resource-kinds.ts";

/** `present`: what it is to take the place of. Throws 422 Invalid. */
export function checkObject(kind: ResourceKind, object: KubeObject, present?: KubeObject): void {
  const problem =
    checkName(object) ??
    checkMetadata("metadata", object.metadata) ??
    checkTemplate(object) ??
    checkSelector(kind, object, present) ??
    checkReplicas(object) ??
    checkPodSpec(object) ??
    (present === undefined ? undefined : checkFixedFields(object, present));
  if (problem !== undefined) throw invalid(kind, object.metadata.name, problem);
}

type Problem = string | undefined;

/** https://kubernetes.io/docs/concepts/overview/working-with-objects/names/ */
function checkName({ metadata: { name } }: KubeObject): Problem {
  return subdomain.test(name) && name.length <= 253
    ? undefined
    : `metadata.name: Invalid value: ${JSON.stringify(name)}: a lowercase RFC 1123 subdomain is needed`;
}

const subdomain = /^[a-z\d]([-a-z\d]*[a-z\d])?(\.[a-z\d]([-a-z\d]*[a-z\d])?)*$/;
const namePart = /^[A-Za-z\d]([-\w.]{0,61}[A-Za-z\d])?$/;
const longestAnnotations = 256 * 1024;

/** https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#syntax-and-character-set, and annotations */
function checkMetadata(
  field: string,
  { labels = {}, annotations = {} }: NonNullable<PodTemplate["metadata"]>,
): Problem {
  for (const [member, map] of Object.entries({ labels, annotations })) {
    for (const [key, value] of Object.entries(map)) {
      if (!isQualifiedName(key)) return `${field}.${member}: Invalid value: ${JSON.stringify(key)}: no qualified name`;
      if (typeof value !== "string") return `${field}.${member}: Invalid value: ${JSON.stringify(value)}: no string`;
      if (member === "labels" && value !== "" && !namePart.test(value))
        return `${field}.labels: Invalid value: ${JSON.stringify(value)}: no label value`;
    }
  }
  return JSON.stringify(annotations).length > longestAnnotations
    ? `${field}.annotations: Too long: may not be more than ${longestAnnotations} bytes`
    : undefined;
}

function isQualifiedName(key: string): boolean {
  const slash = key.indexOf("/");
  return (slash < 0 || subdomain.test(key.slice(0, slash).toLowerCase())) && namePart.test(key.slice(slash + 1));
}

function checkTemplate(object: KubeObject): Problem {
  const { metadata } = podTemplateOf(object) ?? {};
  return metadata === undefined ? undefined : checkMetadata("spec.template", metadata);
}

/** https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#selector */
function checkSelector({ group }: ResourceKind, { spec }: KubeObject, present?: KubeObject): Problem {
  if (group !== "apps") return undefined;
  const wanted = matchLabelsOf(spec);
  if (present !== undefined && !sameLabels(wanted, matchLabelsOf(present.spec))) {
    return `spec.selector: Invalid value: ${JSON.stringify(wanted)}: field is immutable`;
  }
  const { labels = {} } = (spec?.["template"] as PodTemplate | undefined)?.metadata ?? {};
  return Object.entries(wanted).every(([key, value]) => labels[key] === value)
    ? undefined
    : "spec.template.metadata.labels: Invalid value: `selector` does not match template `labels`";
}

function matchLabelsOf(spec: KubeObject["spec"]): Readonly<Record<string, string>> {
  const selector = spec?.["selector"] as { readonly matchLabels?: Readonly<Record<string, string>> } | undefined;
  return selector?.matchLabels ?? {};
}

function sameLabels(one: Readonly<Record<string, string>>, other: Readonly<Record<string, string>>): boolean {
  const keys = Object.keys({ ...one, ...other });
  return keys.every((key) => one[key] === other[key]);
}

function checkReplicas({ spec }: KubeObject): Problem {
  const replicas = spec?.["replicas"];
  return typeof replicas === "number" && replicas < 0
    ? `spec.replicas: Invalid value: ${replicas}: must be greater than or equal to 0`
    : undefined;
}
