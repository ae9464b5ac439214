// Which steps of a plan are done, left or overtaken, judged by what is there.
import test from "ava";
import * as fc from "fast-check";
import { sortSteps } from "../../src/plan/sort-steps.ts";
import type { Step } from "../../src/plan/step.ts";
import { annotate, attach, role } from "../helpers/steps.ts";

const trust = (before: string, after: string): Step => ({ kind: "replace-trust", role, before, after });

/** A world in which the role's trust policy is `present`, and nothing else is there. */
const withTrust = (present: string) => async (step: Step) => step.kind === "replace-trust" && step.after === present;

const sorts = test.macro<[string, object]>({
  exec: async (t, present, expected) =>
    t.deepEqual(await sortSteps([trust("a", "b"), trust("b", "c")], withTrust(present)), {
      ...{ done: [], left: [], astray: [] },
      ...expected,
    }),
  title: (rule) => rule ?? "",
});

test("before the first step both are left", sorts, "a", { left: [0, 1] });
test("after the first step the second is left", sorts, "b", { done: [0], left: [1] });
test("after the last step both are done", sorts, "c", { done: [0, 1] });
test("what neither of them made, nor found, is somebody else's", sorts, "d", { astray: [[0, 1]] });

test("steps on different things are judged each for itself", async (t) => {
  const steps = [trust("a", "b"), attach, annotate(undefined, "thumbnails")];
  const there = async (step: Step) =>
    step.kind === "detach-policy" || (step.kind === "replace-trust" && step.after === "x");
  t.deepEqual(await sortSteps(steps, there), { done: [], left: [1], astray: [[0], [2]] });
});

test("a run cut short after any number of its steps is sorted exactly there", async (t) => {
  const chain = fc.array(fc.constantFrom("one", "two", "three"), { minLength: 1, maxLength: 8 });
  await fc.assert(
    fc.asyncProperty(chain, fc.nat(), async (names, seed) => {
      const cut = seed % (names.length + 1);
      const versions = new Map<string, number>();
      const steps = names.map((path): Step => {
        const version = versions.get(path) ?? 0;
        versions.set(path, version + 1);
        return { kind: "write-file", path, before: `${version}`, after: `${version + 1}` };
      });
      const world = new Map<string, string>(names.map((path) => [path, "0"]));
      for (const step of steps.slice(0, cut)) if (step.kind === "write-file") world.set(step.path, step.after ?? "");
      const sorted = await sortSteps(
        steps,
        async (step) => step.kind === "write-file" && world.get(step.path) === step.after,
      );
      t.deepEqual(sorted, { done: [...steps.keys()].slice(0, cut), left: [...steps.keys()].slice(cut), astray: [] });
    }),
  );
});
