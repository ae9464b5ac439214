import test from "ava";
import type { Obstacle } from "../../src/access/link.ts";
import { subjectOfWorkload } from "../../src/access/subject.ts";
import { chainExitCode } from "../../src/commands/chain-exit-code.ts";
import type { ExitCode } from "../../src/errors.ts";
import { workload } from "../helpers/build.ts";

const ends = test.macro((t, verdict: Obstacle["verdict"] | undefined, expected: ExitCode) => {
  const obstacle = verdict === undefined ? undefined : ({ name: "trust", verdict } as const);
  const subject = subjectOfWorkload(workload("api"));
  t.is(chainExitCode({ subject, links: [], obstacle, role: undefined, objection: undefined }), expected);
});

test("a chain that holds is fine", ends, undefined, 0);
test(
  "a broken one is a finding",
  ends,
  { kind: "broken", reason: "trust-denies", explanation: "", fix: { text: "" } },
  3,
);
test("so is one that hangs on a condition", ends, { kind: "conditional", missing: [], explanation: "" }, 3);
test("one that could not be read is not permitted", ends, { kind: "unknown", call: "", subject: "", problem: "" }, 4);
