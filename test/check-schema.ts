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
  ["no version", {}, ["version: is missing"]],
  ["a later version", { version: 2 }, ["version: must be 1, the version that this iamctl reads, is 2"]],
  ["no document", null, ["the document: must be a policy of the house (.iamctl.yaml), is empty"]],
  [
    "a member of no meaning",
    { version: 1, prefx: "/" },
    ["prefx: is not known here (known: version, prefix, accounts, failOn, severities, exceptions)"],
  ],
  [
    "a severity that is none",
    { version: 1, severities: { W01: "hgih" } },
    ['severities.W01: must be critical or high or medium or low or info or off, is "hgih"'],
  ],
  [
    "an exception without an end",
    { version: 1, exceptions: [{ ...exception, expires: undefined }] },
    ["exceptions[0].expires: is missing"],
  ],
  [
    "a day that is none",
    { version: 1, exceptions: [exception, { ...exception, expires: "2027-02-30" }] },
    ['exceptions[1].expires: must be a day such as 2027-01-31, is "2027-02-30"'],
  ],
  [
    "no reason",
    { version: 1, exceptions: [{ ...exception, reason: "" }] },
    ['exceptions[0].reason: must be text, is ""'],
  ],
];

for (const [title, document, problems] of cases) {
  test(`a policy of the house: ${title}`, (t) =>
    t.deepEqual(checkSchema(schema, JSON.parse(JSON.stringify(document))), problems));
}
