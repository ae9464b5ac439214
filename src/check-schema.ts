// Says where a value departs from a JSON schema, and how, in words; the only file that knows the validator.
import { Ajv2020, type ErrorObject } from "ajv/dist/2020.js";
import formats from "ajv-formats";

/**
 * Sentences such as `exceptions[0].expires: must be a day, is "soon"`; none when the value fits. What a value must be is
 * told by the `title` of its schema, where there is one.
 */
export function checkSchema(schema: object, value: unknown): readonly string[] {
  const ajv = new Ajv2020({ allErrors: true, verbose: true, discriminator: true, allowUnionTypes: true });
  formats.default(ajv, ["date", "date-time"]);
  const validate = ajv.compile(schema);
  return validate(value) ? [] : [...new Set((validate.errors ?? []).filter(saysSomething).map(sentence))];
}

/** The branches of a choice are told one by one; that none of them fits adds nothing. */
function saysSomething({ keyword }: ErrorObject): boolean {
  return !["if", "oneOf", "anyOf"].includes(keyword);
}

function sentence(error: ErrorObject): string {
  const { keyword, instancePath, data } = error;
  const params = error.params as Readonly<Record<string, unknown>>;
  const schema = (error.parentSchema ?? {}) as Schema;
  const path = steps(instancePath);
  switch (keyword) {
    case "required":
      return `${place([...path, String(params["missingProperty"])])}: is missing`;
    case "additionalProperties": {
      const known = Object.keys(schema.properties ?? {}).join(", ");
      return `${place([...path, String(params["additionalProperty"])])}: is not known here (known: ${known})`;
    }
    case "discriminator": {
      const kinds = (schema.oneOf ?? []).map(({ properties }) => properties?.[String(params["tag"])]?.const);
      return `${place([...path, String(params["tag"])])}: must be ${kinds.join(" or ")}, is ${describe(params["tagValue"])}`;
    }
    default:
      return `${place(path)}: must be ${wanted(schema) ?? error.message?.replace(/^must be /u, "")}, is ${describe(data)}`;
  }
}

interface Schema {
  readonly title?: string;
  readonly type?: string | readonly string[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly oneOf?: readonly Schema[];
}

function wanted(schema: Schema): string | undefined {
  if (schema.title !== undefined) return schema.title;
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum !== undefined) return schema.enum.join(" or ");
  if (schema.type === "integer" && schema.minimum !== undefined && schema.maximum !== undefined) {
    return `a whole number from ${schema.minimum} to ${schema.maximum}`;
  }
  return typeof schema.type === "string" ? wordsOfTypes[schema.type] : undefined;
}

const wordsOfTypes: Readonly<Record<string, string>> = {
  ...{ string: "text", array: "a list", object: "a mapping", boolean: "true or false" },
  ...{ integer: "a whole number", number: "a number", null: "empty" },
};

/** A JSON pointer's parts: https://www.rfc-editor.org/rfc/rfc6901#section-3 */
function steps(pointer: string): readonly string[] {
  return pointer
    .split("/")
    .slice(1)
    .map((step) => step.replaceAll("~1", "/").replaceAll("~0", "~"));
}

function place(path: readonly string[]): string {
  if (path.length === 0) return "the document";
  return path.map((step, index) => (/^\d+$/u.test(step) ? `[${step}]` : `${index === 0 ? "" : "."}${step}`)).join("");
}

function describe(value: unknown): string {
  if (value === undefined || value === null) return "empty";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object") return "a mapping";
  const printed = JSON.stringify(value);
  return printed.length > 60 ? `${printed.slice(0, 60)}…` : printed;
}
