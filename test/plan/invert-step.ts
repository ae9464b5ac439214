// Undoing one step.
import test from "ava";
import { assert, property } from "fast-check";
import { invertStep } from "../../src/plan/invert-step.ts";
import type { Step } from "../../src/plan/step.ts";
import { annotate, anyStep, attach, policyArn, policyText, role } from "../helpers/steps.ts";

test("inverting a step twice gives the step itself", (t) => {
  assert(property(anyStep, (step) => t.deepEqual(invertStep(invertStep(step)), step)));
  t.pass();
});

const inverts = test.macro<[Step, Step]>({
  exec: (t, step, inverted) => t.deepEqual(invertStep(step), inverted),
  title: (rule) => rule ?? "",
});

test(
  "what was created is deleted",
  inverts,
  { kind: "create-policy", policy: policyText("{}") },
  { kind: "delete-policy", policy: policyText("{}") },
);
const newRole = { arn: role, trust: "{}", description: "", tags: {} };
test("a role that was made is deleted", inverts, { kind: "create-role", newRole }, { kind: "delete-role", newRole });
test("what was attached is detached", inverts, attach, { kind: "detach-policy", role, policyArn });
test(
  "the version that a replacement added is dropped again",
  inverts,
  { kind: "replace-policy", policyArn, before: "A", after: "B", dropBefore: false },
  { kind: "replace-policy", policyArn, before: "B", after: "A", dropBefore: true },
);
test(
  "an annotation that was not there is removed",
  inverts,
  annotate(undefined, "thumbnails"),
  annotate("thumbnails", undefined),
);
test(
  "a file that was written is removed",
  inverts,
  { kind: "write-file", path: "values.yaml", before: undefined, after: "x" },
  { kind: "write-file", path: "values.yaml", before: "x", after: undefined },
);
