// Says where a document departs from a JSON schema; the only file that knows the validator.
import { Ajv2020, type ErrorObject } from "ajv/dist/2020.js";
import formats from "ajv-formats";

/** Sentences such as `exceptions[0].expires: must match format "date"`; none when the document fits. */
export function checkSchema(schema: object, document: unknown): readonly string[] {
  const ajv = new Ajv2020({ allErrors: true });
  formats.default(ajv, ["date", "date-time"]);
  const validate = ajv.compile(schema);
  return validate(document) ? [] : [...new Set((validate.errors ?? []).filter(saysSomething).map(sentence))];
}

/** The branches of a choice are told one by one; that none of them fits adds nothing. */
function saysSomething({ keyword }: ErrorObject): boolean {
  return !["if", "oneOf", "anyOf"].includes(keyword);
}

function sentence({ instancePath, message = "does not fit", params }: ErrorObject): string {
  const path = instancePath
    .split("/")
    .slice(1)
    .map((step) => step.replaceAll("~1", "/").replaceAll("~0", "~"))
    .map((step, index) => (/^\d+$/u.test(step) ? `[${step}]` : `${index === 0 ? "" : "."}${step}`))
    .join("");
  const { additionalProperty, allowedValues } = params as { additionalProperty?: string; allowedValues?: unknown[] };
  const detail = additionalProperty ?? allowedValues?.join(", ");
  return `${path === "" ? "the document" : path}: ${message}${detail === undefined ? "" : ` (${detail})`}`;
}
