// A plan as a person reads it.
import test from "ava";
import * as fc from "fast-check";
import { planText } from "../../src/report/plan-text.ts";
import { unstyled } from "../../src/report/style.ts";
import { annotate, anyStep, attach, plan, policyText, role } from "../helpers/steps.ts";

const view = { style: unstyled, width: 200 };

test("every kind of step is shown, with its number", (t) => {
  fc.assert(
    fc.property(fc.array(anyStep, { maxLength: 8 }), (steps) => {
      const text = planText(plan(steps), view);
      for (const at of steps.keys())
        t.true(text.includes(`\n  ${at + 1}. `), `${at + 1}. ${steps[at]?.kind ?? ""}\n${text}`);
    }),
  );
});

test("titles and notes are wrapped at spaces, and what may be copied stays whole", (t) => {
  const note = "one word after the other until the line is full and then some more of them";
  const text = planText(plan([attach], { notes: [note] }), { ...view, width: 50 });
  t.true(text.includes("Note: one word after the other until the line is\nfull and then"), text);
  t.regex(text, /\n {5}(?:to|the|role|arn:)/);
  t.true(text.includes(attach.kind === "attach-policy" ? attach.role : "?"));
});

test("steps are numbered in the order they run and grouped by what they touch", (t) => {
  const text = planText(
    plan([
      { kind: "create-policy", policy: policyText('{"Version":"2012-10-17","Statement":[]}') },
      annotate(undefined, "thumbnails"),
      attach,
      { kind: "write-file", path: "values.yaml", before: undefined, after: "a: 1\n" },
    ]),
    view,
  );
  t.snapshot(text);
});

test("a plan that broadens access says so", (t) => {
  t.regex(planText(plan([attach], { broadens: true }), view), /This plan broadens access/);
  t.notRegex(planText(plan([attach]), view), /broadens/);
});

test("a change of the trust policy shows what comes in and what goes", (t) => {
  const text = planText(plan([{ kind: "replace-trust", role, before: '{"a":1}', after: '{"a":2}' }]), view);
  t.regex(text, /- +"a": 1\n +\+ +"a": 2/);
});

test("names from the cluster cannot steer the terminal", (t) => {
  const text = planText(plan([annotate(undefined, "\u001b]0;pwned\u0007")], { notes: ["\u001b[31mnote"] }), view);
  t.false(text.includes("\u001b"));
});
