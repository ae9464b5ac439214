// Refuses pods, and templates of pods, that nothing could be run from.
import { isMap, type Json, type KubeObject } from "./kube-object.ts";
import { podTemplateOf } from "./pod-template.ts";

/** `undefined` when a pod could be made of it, or when it is no kind that makes pods. */
export function checkPodSpec(object: KubeObject): string | undefined {
  if (object.kind === "Pod") return checkSpec("spec", object.spec);
  const template = podTemplateOf(object);
  return template === undefined ? undefined : checkSpec("spec.template.spec", template.spec);
}

/** https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/#PodSpec */
function checkSpec(field: string, spec: Json | undefined): string | undefined {
  const containers = spec?.["containers"];
  if (!Array.isArray(containers) || containers.length === 0) return `${field}.containers: Required value`;
  for (const [index, container] of (containers as readonly unknown[]).entries()) {
    const { name, image } = isMap(container) ? container : {};
    if (typeof name !== "string" || name === "") return `${field}.containers[${index}].name: Required value`;
    if (!label.test(name)) return `${field}.containers[${index}].name: Invalid value: ${JSON.stringify(name)}`;
    if (typeof image !== "string" || image === "") return `${field}.containers[${index}].image: Required value`;
  }
  return undefined;
}

const label = /^[a-z\d]([-a-z\d]{0,61}[a-z\d])?$/;
