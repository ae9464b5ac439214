// Label and field selectors, as list and watch take them.
import { badRequest } from "./kube-fault.ts";
import { type Json, type KubeObject, textOf } from "./kube-object.ts";
import type { ResourceKind } from "./resource-kinds.ts";

export type Selector = (object: KubeObject) => boolean;

export function selectObjects(
  kind: ResourceKind,
  labelSelector: string | null,
  fieldSelector: string | null,
): Selector {
  const tests = [
    ...splitTerms(labelSelector ?? "").map(parseLabelTerm),
    ...splitTerms(fieldSelector ?? "").map((term) => parseFieldTerm(kind, term)),
  ];
  return (object) => tests.every((test) => test(object));
}

/** At commas that are not inside the parentheses of a set. */
function splitTerms(text: string): readonly string[] {
  return text
    .split(/,(?![^(]*\))/)
    .map((term) => term.trim())
    .filter((term) => term !== "");
}

/** https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#label-selectors */
function parseLabelTerm(term: string): Selector {
  const set = /^(?<key>\S+)\s+(?<not>not)?in\s*\((?<values>[^)]*)\)$/.exec(
    term.replace(/\s+notin\s*/, " notin "),
  )?.groups;
  if (set !== undefined) {
    const values = (set["values"] ?? "").split(",").map((value) => value.trim());
    return (object) => {
      const label = labelOf(object, set["key"]);
      return (label !== undefined && values.includes(label)) !== (set["not"] !== undefined);
    };
  }
  const [, key = "", operator, value] = /^([^=!\s]+)\s*(==|=|!=)\s*(.*)$/.exec(term) ?? [];
  if (operator === "!=") return (object) => labelOf(object, key) !== value;
  if (operator !== undefined) return (object) => labelOf(object, key) === value;
  if (/\s/.test(term.replace(/^!\s*/, ""))) throw badRequest(`unable to parse requirement: ${term}`);
  if (term.startsWith("!")) return (object) => labelOf(object, term.slice(1).trim()) === undefined;
  return (object) => labelOf(object, term) !== undefined;
}

function labelOf({ metadata }: KubeObject, key = ""): string | undefined {
  return metadata.labels?.[key];
}

const podFields = "spec.nodeName spec.restartPolicy spec.schedulerName spec.serviceAccountName spec.hostNetwork";
const eventFields = ["kind", "namespace", "name", "uid", "apiVersion", "resourceVersion", "fieldPath"];

/** https://kubernetes.io/docs/concepts/overview/working-with-objects/field-selectors/#list-of-supported-fields */
const selectableFields: Readonly<Record<string, readonly string[]>> = {
  Pod: [...podFields.split(" "), "status.phase", "status.podIP", "status.nominatedNodeName"],
  Event: [...eventFields.map((member) => `involvedObject.${member}`), "reason", "type", "reportingComponent"],
  ReplicaSet: ["status.replicas"],
  Job: ["status.successful"],
  Node: ["spec.unschedulable"],
  Namespace: ["status.phase"],
};

function parseFieldTerm(kind: ResourceKind, term: string): Selector {
  const [, path, operator, value = ""] = /^([\w.]+)(==|=|!=)(.*)$/.exec(term) ?? [];
  if (path === undefined) throw badRequest(`invalid field selector: ${term}`);
  if (!["metadata.name", "metadata.namespace", ...(selectableFields[kind.kind] ?? [])].includes(path)) {
    throw badRequest(`field label not supported: ${path}`);
  }
  return (object) => (fieldOf(object, path) === value) === (operator !== "!=");
}

function fieldOf(object: KubeObject, path: string): string {
  let value: unknown = object;
  for (const member of path.split(".")) value = (value as Json | undefined)?.[member];
  return textOf(value);
}
