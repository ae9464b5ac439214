// The way back from a run.
import test from "ava";
import type { JournalEntry, JournalStep } from "../../src/plan/journal-entry.ts";
import { planUndo } from "../../src/plan/plan-undo.ts";
import type { Step } from "../../src/plan/step.ts";
import { annotate, attach, policyArn, policyText, role } from "../helpers/steps.ts";

const allow = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"sts:AssumeRole","Resource":"*"}]}';
const deny = allow.replace("Allow", "Deny");
const create: Step = { kind: "create-policy", policy: policyText(allow) };

test("the last step is undone first", (t) => {
  const undo = planUndo(entry([done(create), done(attach)]));
  t.deepEqual(
    undo.steps.map(({ kind }) => kind),
    ["detach-policy", "delete-policy"],
  );
});

test("a failed step whose change is not there is left out, and said", (t) => {
  const undo = planUndo(entry([done(create), { step: attach, state: "failed" }]));
  t.deepEqual(
    undo.steps.map(({ kind }) => kind),
    ["delete-policy"],
  );
  t.regex(undo.notes.join("\n"), /attach-policy failed/);
});

test("a step begun by a killed run is undone when its change is there", (t) => {
  const undo = planUndo(entry([{ step: attach, state: "begun" }]), (step) => step === attach);
  t.deepEqual(undo.steps, [{ kind: "detach-policy", role, policyArn }]);
  t.deepEqual(undo.notes, []);
});

test("the title names the run and what it did", (t) => {
  t.is(planUndo(entry([])).title, "undo 20261123-210841-3fa2: give api the role thumbnails");
});

const broadening = test.macro<[Step[], boolean]>({
  exec: (t, steps, expected) => t.is(planUndo(entry(steps.map(done))).broadens, expected),
  title: (rule) => rule ?? "",
});
const trust = (before: string, after: string): Step => ({ kind: "replace-trust", role, before, after });

test("taking a policy away again does not broaden", broadening, [create, attach], false);
test("attaching a policy again broadens", broadening, [{ kind: "detach-policy", role, policyArn }], true);
test(
  "taking a policy with a Deny away broadens",
  broadening,
  [{ kind: "create-policy", policy: policyText(deny) }, attach],
  true,
);
test(
  "putting an Allow back into a trust policy broadens",
  broadening,
  [trust(allow, '{"Version":"2012-10-17","Statement":[]}')],
  true,
);
test(
  "taking an Allow out of a trust policy does not",
  broadening,
  [trust('{"Version":"2012-10-17","Statement":[]}', allow)],
  false,
);
test("a trust policy that cannot be read counts as broadening", broadening, [trust("not JSON", allow)], true);
test("giving a workload its role back broadens", broadening, [annotate("thumbnails", undefined)], true);
test("taking a workload's role away does not", broadening, [annotate(undefined, "thumbnails")], false);

function done(step: Step): JournalStep {
  return { step, state: "done" };
}

function entry(steps: readonly JournalStep[]): JournalEntry {
  return {
    id: "20261123-210841-3fa2",
    at: "2026-11-23T21:08:41.000Z",
    title: "give api the role thumbnails",
    cluster: "harbor-prod",
    planned: steps.map(({ step }) => step),
    undoes: undefined,
    undoneBy: undefined,
    steps,
  };
}
