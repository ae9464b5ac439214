// The independent evaluator's known faults: each still stands, ours decides as AWS documents, and the page lists them.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import test from "ava";
import { findPackageFolder } from "../../src/package-folder.ts";
import { askOracle, askOurs } from "../helpers/iam-oracle.ts";
import { oracleFaults } from "../helpers/iam-oracle-faults.ts";

for (const fault of oracleFaults) {
  test(`${fault.name}: the oracle is still wrong, and we follow AWS`, async (t) => {
    t.true(fault.touches(fault.example), "the class must hold its own example");
    t.is(askOurs(fault.example).kind, fault.aws);
    t.not(await askOracle(fault.example), fault.aws, "mended: drop the fault and its section in the page");
  });
}

test("docs/evaluator-oracle.md has a section for each fault, and no other", (t) => {
  const page = readFileSync(join(findPackageFolder(), "docs/evaluator-oracle.md"), "utf8");
  const sections = [...page.matchAll(/^### (.*)$/gm)].map(([, title]) => title);
  t.deepEqual(
    sections,
    oracleFaults.map(({ name }) => name),
  );
});
