// What a person reads of earlier runs.
import test from "ava";
import type { JournalEntry, JournalStep } from "../../src/plan/journal-entry.ts";
import { historyTable, type RunState, runState, runText } from "../../src/report/history-text.ts";
import { unstyled } from "../../src/report/style.ts";
import { annotate, attach } from "../helpers/steps.ts";

const second = annotate(undefined, "thumbnails");
const entry = (steps: readonly JournalStep[], more: Partial<JournalEntry> = {}): JournalEntry => ({
  id: "20261123-210841-3fa2",
  at: "2026-11-23T21:08:41.000Z",
  title: "grant media/deployment/api the role thumbnails",
  cluster: "harbor-prod",
  planned: [attach, second],
  undoes: undefined,
  undoneBy: undefined,
  ...more,
  steps,
});
const done: JournalStep = { step: attach, state: "done" };

const states = test.macro<[JournalEntry, RunState]>({
  exec: (t, run, expected) => t.is(runState(run), expected),
  title: (rule) => rule ?? "",
});
test("every step done: done", states, entry([done, { step: second, state: "done" }]), "done");
test("killed between two steps: cut short", states, entry([done]), "cut short");
test("killed within a step: cut short", states, entry([done, { step: second, state: "begun" }]), "cut short");
test("a step refused after one was done: failed", states, entry([done, { step: second, state: "failed" }]), "failed");
test("the first step refused: nothing done", states, entry([{ step: attach, state: "failed" }]), "nothing done");
test("taken back: undone, however it ended", states, entry([done], { undoneBy: "x" }), "undone");

test("a run that was cut short is told with both ways on", (t) => {
  t.is(
    historyTable([entry([done])], { style: unstyled, width: 100 }),
    [
      "20261123-210841-3fa2  cut short  harbor-prod",
      "  grant media/deployment/api the role thumbnails",
      "  To go on: iamctl apply --resume 20261123-210841-3fa2",
      "  To take it back: iamctl undo 20261123-210841-3fa2",
    ].join("\n"),
  );
});

test("one run is told with every step, those not begun too, and hostile names do no harm", (t) => {
  const text = runText(entry([done], { title: "grant \u001b[31mred" }), unstyled);
  t.regex(text, /1\. Attach the policy .*: done\n/);
  t.regex(text, /2\. Annotate the pod template of deployment\/api in namespace media: not begun\n {5}\+ iam/);
  t.false(text.includes("\u001b"));
});
