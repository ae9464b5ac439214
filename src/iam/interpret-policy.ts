// Gives JSON the meaning of a policy document: one form for scalars and lists, and a problem that names its element.
import type { JsonObject, JsonPath, JsonValue } from "./parse-json.ts";
import { printPath } from "./parse-json.ts";
import type { Condition, ParsedPolicy, Patterns, PrincipalEntry, Principals, Statement } from "./policy-statement.ts";

export function interpretDocument(json: JsonValue): ParsedPolicy {
  try {
    const members = asObject(json, []);
    const version = members.get("Version") ?? "2008-10-17";
    if (version !== "2012-10-17" && version !== "2008-10-17") {
      fail(["Version"], "is neither 2012-10-17 nor 2008-10-17");
    }
    return { kind: "parsed", document: { version, statements: interpretStatements(members), json: members } };
  } catch (error) {
    if (error instanceof PolicyFault) return { kind: "malformed", problem: error.message };
    throw error;
  }
}

class PolicyFault extends Error {}

function fail(path: JsonPath, problem: string): never {
  throw new PolicyFault(`${printPath(path)} ${problem}`);
}

function interpretStatements(members: JsonObject): Statement[] {
  const statements = members.get("Statement");
  if (statements === undefined) fail([], "has no Statement");
  if (!Array.isArray(statements)) return [interpretStatement(asObject(statements, ["Statement"]), ["Statement"])];
  return statements.map((item: JsonValue, at) => {
    return interpretStatement(asObject(item, ["Statement", at]), ["Statement", at]);
  });
}

function interpretStatement(json: JsonObject, path: JsonPath): Statement {
  const sid = json.get("Sid");
  if (sid !== undefined && typeof sid !== "string") fail([...path, "Sid"], "is not a string");
  const effect = json.get("Effect");
  if (effect !== "Allow" && effect !== "Deny") fail([...path, "Effect"], "is neither Allow nor Deny");
  const actions = interpretPatterns(json, "Action", path);
  if (actions === undefined) fail(path, "has neither Action nor NotAction");
  return {
    sid,
    effect,
    principals: interpretPrincipals(json, path),
    actions,
    resources: interpretPatterns(json, "Resource", path),
    conditions: interpretConditions(json.get("Condition"), [...path, "Condition"]),
    json,
  };
}

function interpretPatterns(json: JsonObject, element: "Action" | "Resource", path: JsonPath): Patterns | undefined {
  const name = chooseElement(json, element, path);
  if (name === undefined) return undefined;
  return { negated: name !== element, patterns: asStrings(json.get(name), [...path, name]) };
}

/** The element or its Not form, whichever the statement has. */
function chooseElement(json: JsonObject, element: string, path: JsonPath): string | undefined {
  const negated = `Not${element}`;
  if (json.has(element) && json.has(negated)) fail(path, `has both ${element} and ${negated}`);
  return [element, negated].find((name) => json.has(name));
}

function interpretPrincipals(json: JsonObject, path: JsonPath): Principals | undefined {
  const name = chooseElement(json, "Principal", path);
  if (name === undefined) return undefined;
  const value = json.get(name);
  const negated = name !== "Principal";
  if (value === "*") return { negated, entries: [{ type: "*", value }] };
  if (!(value instanceof Map)) fail([...path, name], 'is neither "*" nor an object');
  const entries: PrincipalEntry[] = [];
  for (const [type, values] of value as JsonObject) {
    entries.push(...asStrings(values, [...path, name, type]).map((one) => ({ type, value: one })));
  }
  return { negated, entries };
}

function interpretConditions(json: JsonValue | undefined, path: JsonPath): Condition[] {
  if (json === undefined) return [];
  const conditions: Condition[] = [];
  for (const [operator, tests] of asObject(json, path)) {
    for (const [key, values] of asObject(tests, [...path, operator])) {
      conditions.push({ operator, key, values: asScalars(values, [...path, operator, key]) });
    }
  }
  return conditions;
}

function asObject(value: JsonValue, path: JsonPath): JsonObject {
  return value instanceof Map ? value : fail(path, "is not an object");
}

function asStrings(value: JsonValue | undefined, path: JsonPath): string[] {
  return asList(value).map((item) =>
    typeof item === "string" ? item : fail(path, "is neither a string nor a list of strings"),
  );
}

function asScalars(value: JsonValue, path: JsonPath): string[] {
  return asList(value).map((item) => {
    if (typeof item === "object") fail(path, "is neither a string, number or boolean nor a list of them");
    return String(item);
  });
}

function asList(value: JsonValue | undefined): readonly (JsonValue | undefined)[] {
  return Array.isArray(value) ? value : [value];
}
