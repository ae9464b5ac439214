// A snapshot that was saved and read again gives the same findings, and what is no snapshot is refused.
import test from "ava";
import { decodeSnapshot, encodeSnapshot } from "../../src/access/snapshot-file.ts";
import { runRules } from "../../src/audit/run-rules.ts";
import { readCorpus } from "../helpers/corpus.ts";

test("every world of the corpus gives the same report from its file", (t) => {
  for (const { title, snapshot } of readCorpus()) {
    const decoded = decodeSnapshot(JSON.parse(JSON.stringify(encodeSnapshot(snapshot))));
    if (decoded.kind === "malformed") return t.fail(`${title}: ${decoded.problem}`);
    t.deepEqual(runRules(decoded.snapshot), runRules(snapshot), title);
  }
});

const whole = encodeSnapshot(readCorpus()[0]!.snapshot) as Record<string, unknown>;

const refuses = test.macro((t, value: unknown, problem: RegExp) => {
  const decoded = decodeSnapshot(value);
  t.regex(decoded.kind === "malformed" ? decoded.problem : "decoded", problem);
});

test("no object", refuses, [], /no object/);
test("another kind of file", refuses, { kind: "AuditReport", version: 2 }, /no snapshot/);
test("another version", refuses, { ...whole, version: 99 }, /version 99/);
test("a list that is missing", refuses, { ...whole, workloads: undefined }, /"workloads"/);
test(
  "a role that it does not hold",
  refuses,
  { ...whole, roles: [["arn:aws:iam::111122223333:role/x", 99]] },
  /role 99/,
);
test("an ARN that is none", refuses, { ...whole, roles: [["x", 0]] }, /not the ARN of a role/);
test(
  "a role without policies",
  refuses,
  { ...whole, facts: [{ arn: "arn:aws:iam::111122223333:role/x" }] },
  /policies/,
);
test("settings without a base", refuses, { ...whole, settings: {} }, /settings\.base/);
