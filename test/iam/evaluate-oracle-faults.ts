// The independent evaluator's known faults: each still stands, and ours decides as AWS documents.
import test from "ava";
import { askOracle, askOurs } from "../helpers/iam-oracle.ts";
import { oracleFaults } from "../helpers/iam-oracle-faults.ts";

for (const fault of oracleFaults) {
  test(`${fault.name}: the oracle is still wrong, and we follow AWS`, async (t) => {
    t.true(fault.touches(fault.example), "the class must hold its own example");
    t.is(askOurs(fault.example).kind, fault.aws);
    t.not(
      await askOracle(fault.example),
      fault.aws,
      "mended: drop the fault and its section in docs/evaluator-oracle.md",
    );
  });
}
