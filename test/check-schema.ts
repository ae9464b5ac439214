import test from "ava";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { checkSchema } from "../src/check-schema.ts";
import { findPackageFolder } from "../src/package-folder.ts";

const schema = JSON.parse(
  readFileSync(join(findPackageFolder(), "templates/schemas/house-policy.json"), "utf8"),
) as object;

const exception = { rule: "W05", subject: "shop/*", reason: "soon", expires: "2027-01-31" };

const cases: readonly [title: string, document: unknown, problems: readonly string[]][] = [
  ["the least there can be", { version: 1 }, []],
  [
    "everything there can be",
    {
      version: 1,
      prefix: "/pods/",
      accounts: ["222233334444"],
      failOn: "info",
      severities: { W01: "off", "role-not-found": "low" },
      exceptions: [{ ...exception, owner: "platform" }],
    },
    [],
  ],
  ["no version", {}, ["the document: must have required property 'version'"]],
  ["a later version", { version: 2 }, ["version: must be equal to constant"]],
  ["no document", null, ["the document: must be object"]],
  ["a member of no meaning", { version: 1, prefx: "/" }, ["the document: must NOT have additional properties (prefx)"]],
  [
    "a severity that is none",
    { version: 1, severities: { W01: "hgih" } },
    ["severities.W01: must be equal to one of the allowed values (critical, high, medium, low, info, off)"],
  ],
  [
    "an exception without an end",
    { version: 1, exceptions: [{ ...exception, expires: undefined }] },
    ["exceptions[0]: must have required property 'expires'"],
  ],
  [
    "a day that is none",
    { version: 1, exceptions: [exception, { ...exception, expires: "2027-02-30" }] },
    ['exceptions[1].expires: must match format "date"'],
  ],
  [
    "no reason",
    { version: 1, exceptions: [{ ...exception, reason: "" }] },
    ["exceptions[0].reason: must NOT have fewer than 1 characters"],
  ],
];

for (const [title, document, problems] of cases) {
  test(`a policy of the house: ${title}`, (t) =>
    t.deepEqual(checkSchema(schema, JSON.parse(JSON.stringify(document))), problems));
}
