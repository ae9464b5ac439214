// Label and field selectors, as list and watch take them.
import { badRequest } from "./kube-fault.ts";
import type { Json, KubeObject } from "./kube-object.ts";

export type Selector = (object: KubeObject) => boolean;

export function selectObjects(labelSelector: string | null, fieldSelector: string | null): Selector {
  const tests = [
    ...splitTerms(labelSelector ?? "").map(parseLabelTerm),
    ...splitTerms(fieldSelector ?? "").map(parseFieldTerm),
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
  const set = /^(?<key>\S+)\s+(?<not>not)?in\s*\((?<values>[^)]*)\)$/.exec(term.replace(/\s+notin\s*/, " notin "))?.groups;
  if (set !== undefined) {
    const values = (set["values"] ?? "").split(",").map((value) => value.trim());
    return (object) => values.includes(labelOf(object, set["key"]) ?? "") !== (set["not"] !== undefined);
  }
  const [, key = "", operator, value] = /^([^=!\s]+)\s*(==|=|!=)\s*(.*)$/.exec(term) ?? [];
  if (operator === "!=") return (object) => labelOf(object, key) !== value;
  if (operator !== undefined) return (object) => labelOf(object, key) === value;
  if (term.startsWith("!")) return (object) => labelOf(object, term.slice(1).trim()) === undefined;
  return (object) => labelOf(object, term) !== undefined;
}

function labelOf({ metadata }: KubeObject, key = ""): string | undefined {
  return metadata.labels?.[key];
}

function parseFieldTerm(term: string): Selector {
  const [, path, operator, value = ""] = /^([\w.]+)(==|=|!=)(.*)$/.exec(term) ?? [];
  if (path === undefined) throw badRequest(`invalid field selector: ${term}`);
  return (object) => (fieldOf(object, path) === value) === (operator !== "!=");
}

function fieldOf(object: KubeObject, path: string): string {
  let value: unknown = object;
  for (const member of path.split(".")) value = (value as Json | undefined)?.[member];
  return value === undefined ? "" : String(value);
}
