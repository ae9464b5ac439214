// A plan as a person reads it.
import test from "ava";
import { planText } from "../../src/report/plan-text.ts";
import { unstyled } from "../../src/report/style.ts";
import { annotate, attach, plan, policyText, role } from "../helpers/steps.ts";

test("steps are numbered in the order they run and grouped by what they touch", (t) => {
  const text = planText(
    plan([
      { kind: "create-policy", policy: policyText('{"Version":"2012-10-17","Statement":[]}') },
      annotate(undefined, "thumbnails"),
      attach,
      { kind: "write-file", path: "values.yaml", before: undefined, after: "a: 1\n" },
    ]),
    unstyled,
  );
  t.snapshot(text);
});

test("a plan that broadens access says so", (t) => {
  t.regex(planText(plan([attach], { broadens: true }), unstyled), /This plan broadens access/);
  t.notRegex(planText(plan([attach]), unstyled), /broadens/);
});

test("a change of the trust policy shows what comes in and what goes", (t) => {
  const text = planText(plan([{ kind: "replace-trust", role, before: '{"a":1}', after: '{"a":2}' }]), unstyled);
  t.regex(text, /- +"a": 1\n +\+ +"a": 2/);
});

test("names from the cluster cannot steer the terminal", (t) => {
  const text = planText(plan([annotate(undefined, "\u001b]0;pwned\u0007")], { notes: ["\u001b[31mnote"] }), unstyled);
  t.false(text.includes("\u001b"));
});
