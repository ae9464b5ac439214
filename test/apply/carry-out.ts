// The way of a plan: shown, confirmed, applied, journalled, checked; and where it stops.

import test from "ava";
import { createCarryOut } from "../../src/apply/carry-out.ts";
import type { CarryOutOptions } from "../../src/apply/carry-out.ts";
import { createJournal } from "../../src/apply/journal.ts";
import type { ExitCode } from "../../src/errors.ts";
import type { Plan } from "../../src/plan/plan.ts";
import type { Step } from "../../src/plan/step.ts";
import { unstyled } from "../../src/report/style.ts";
import { createAsk } from "../../src/terminal/ask.ts";
import { createTerminal } from "../../src/terminal/terminal.ts";
import { fakeStreams, keys } from "../helpers/terminal.ts";
import { annotate, attach, plan } from "../helpers/steps.ts";
import { temporaryFolder } from "../helpers/temporary-folder.ts";

const apply: CarryOutOptions = { yes: true, dryRun: false, check: false, output: "text" };
const second = annotate(undefined, "thumbnails");

/** A world in which steps only note that they ran; `failing` ones throw. */
async function world(options: { tty?: boolean; failing?: Step["kind"]; stoppedIn?: Step["kind"] } = {}) {
  const streams = fakeStreams(options.tty === true ? ["stdin", "stderr"] : []);
  const terminal = createTerminal({ ...streams, env: {} });
  const applied: Step[] = [];
  let stop = (): void => undefined;
  let ticks = 0;
  const pauses: number[] = [];
  const journal = createJournal({
    folder: await temporaryFolder(),
    now: () => new Date(Date.UTC(2026, 10, 23, 21, 8, 0, ticks++)),
  });
  const carryOut = createCarryOut({
    terminal,
    journal,
    lock: async (work) => work(),
    onStop: (listener) => {
      stop = listener;
      return () => (stop = () => undefined);
    },
    style: unstyled,
    ask: createAsk({ ...streams, interactive: terminal.interactive, colour: false }),
    pause: async (milliseconds) => void pauses.push(milliseconds),
    async applyStep(step) {
      if (step.kind === options.failing) throw new Error("the cluster said no");
      applied.push(step);
      if (options.stoppedIn === step.kind) stop();
    },
  });
  return { ...streams, carryOut, applied, pauses, journal };
}

test("an empty plan changes nothing, asks nothing and is fine", async (t) => {
  const { carryOut, said, journal } = await world();
  t.is(await carryOut(plan([]), { ...apply, yes: false }), 0);
  t.regex(said(), /Nothing to change\./);
  t.deepEqual(await journal.list(), []);
});

test("the steps run in the order of the plan and are journalled as done", async (t) => {
  const { carryOut, applied, journal, said, printed } = await world();
  t.is(await carryOut(plan([attach, second]), apply), 0);
  t.deepEqual(applied, [attach, second]);
  const [run] = await journal.list();
  t.deepEqual(
    run?.steps.map(({ state }) => state),
    ["done", "done"],
  );
  t.true(said().includes(`iamctl undo ${run?.id ?? "?"}`));
  t.is(printed(), "");
});

const withoutApplying = test.macro<[Partial<CarryOutOptions>, Plan, ExitCode]>({
  async exec(t, options, given, code) {
    const { carryOut, applied, journal } = await world();
    t.is(await carryOut(given, { ...apply, ...options }), code);
    t.deepEqual(applied, []);
    t.deepEqual(await journal.list(), []);
  },
  title: (rule) => rule ?? "",
});

test("--dry-run changes nothing and is fine", withoutApplying, { dryRun: true }, plan([attach]), 0);
test(
  "--dry-run --check tells by exit code 3 that something would change",
  withoutApplying,
  { dryRun: true, check: true },
  plan([attach]),
  3,
);
test("--check alone changes nothing either", withoutApplying, { check: true }, plan([attach]), 3);
test("--check with nothing to change is fine", withoutApplying, { check: true }, plan([]), 0);

test("--dry-run prints the plan on stdout, so that it can be kept", async (t) => {
  const { carryOut, printed } = await world();
  await carryOut(plan([attach]), { ...apply, dryRun: true });
  t.regex(printed(), /1\. Attach the policy/);
});

test("-o json puts one document on stdout and nothing else", async (t) => {
  const { carryOut, printed } = await world();
  await carryOut(plan([attach]), { ...apply, output: "json" });
  t.like(JSON.parse(printed()), { version: 1, outcome: "applied", plan: { steps: [{ kind: "attach-policy" }] } });
});

test("without a terminal and without --yes nothing happens, and the error names --yes", async (t) => {
  const { carryOut, applied } = await world();
  const error = await t.throwsAsync(carryOut(plan([attach]), { ...apply, yes: false }));
  t.like(error, { exitCode: 2 });
  t.regex((error as Error & { hint: string }).hint, /--yes/);
  t.deepEqual(applied, []);
});

test("a plain plan wants a yes", async (t) => {
  const { carryOut, applied, type } = await world({ tty: true });
  const answered = carryOut(plan([attach]), { ...apply, yes: false });
  await type("Make these changes?", `y${keys.enter}`);
  t.is(await answered, 0);
  t.is(applied.length, 1);
});

test("no means that nothing is changed", async (t) => {
  const { carryOut, applied, type } = await world({ tty: true });
  const answered = carryOut(plan([attach]), { ...apply, yes: false });
  await type("Make these changes?", keys.enter);
  t.like(await t.throwsAsync(answered), { exitCode: 130 });
  t.deepEqual(applied, []);
});

const typingName = test.macro<[string, boolean]>({
  async exec(t, typed, accepted) {
    const { carryOut, applied, type } = await world({ tty: true });
    const answered = carryOut(plan([attach], { broadens: true }), { ...apply, yes: false });
    const message = "Not confirmed: that is not harbor-prod. Nothing was changed.";
    const ends = accepted ? answered : t.throwsAsync(answered, { message });
    await Promise.all([type("harbor-prod):", `${typed}${keys.enter}`), ends]);
    t.is(applied.length, accepted ? 1 : 0);
  },
  title: (rule) => rule ?? "",
});

test("a plan that broadens access wants the cluster's name", typingName, "harbor-prod", true);
test("a yes does not do for a plan that broadens access", typingName, "y", false);

test("a failed step stops the plan and says what was done, what was not, and the way back", async (t) => {
  const { carryOut, applied, journal } = await world({ failing: "annotate-workload" });
  const error = await t.throwsAsync(carryOut(plan([attach, second, attach]), apply));
  const [run] = await journal.list();
  t.deepEqual(applied, [attach]);
  t.regex(error?.message ?? "", /Step 2 of 3 failed: the cluster said no\nDone before it: step 1\. Not begun: Attach/);
  t.like(error, {
    exitCode: 1,
    hint: `To take back what was done: iamctl undo ${run?.id ?? "?"}\nTo go on with the rest: iamctl apply --resume ${run?.id ?? "?"}`,
  });
  t.deepEqual(
    run?.steps.map(({ state }) => state),
    ["done", "failed"],
  );
});

test("after the steps everything is read again until nothing is left to do", async (t) => {
  const { carryOut, pauses } = await world();
  const rests = [plan([attach]), plan([attach]), plan([])];
  t.is(await carryOut(plan([attach]), { ...apply, replan: async () => rests.shift() ?? plan([]) }), 0);
  t.is(pauses.length, 2);
});

test("a plan that never comes back empty is an error that names what is left", async (t) => {
  const { carryOut, pauses } = await world();
  const error = await t.throwsAsync(carryOut(plan([attach]), { ...apply, replan: async () => plan([second]) }));
  t.regex(error?.message ?? "", /shows more to do: Annotate the pod template of deployment\/api/);
  t.true(pauses.length < 10);
});

test("an undo that went through marks the run it undid", async (t) => {
  const { carryOut, journal } = await world();
  await carryOut(plan([attach]), apply);
  const [first] = await journal.list();
  await carryOut(plan([attach]), { ...apply, undoes: first?.id ?? "" });
  t.truthy((await journal.read(first?.id ?? "")).undoneBy);
  t.is(await journal.last(), undefined);
});

test("undoing a run that changed nothing settles it, so that the next undo reaches the run before", async (t) => {
  const { carryOut, journal } = await world({ failing: "annotate-workload" });
  await carryOut(plan([attach]), apply);
  const [first] = await journal.list();
  await t.throwsAsync(carryOut(plan([second]), apply));
  const failed = await journal.last();
  t.not(failed?.id, first?.id);
  await carryOut(plan([]), { ...apply, undoes: failed?.id ?? "", dryRun: true });
  t.is((await journal.last())?.id, failed?.id);
  await carryOut(plan([]), { ...apply, undoes: failed?.id ?? "" });
  t.is((await journal.last())?.id, first?.id);
});

test("a signal lets the step that is under way end, and says what was done and both ways on", async (t) => {
  const { carryOut, applied, journal, said } = await world({ stoppedIn: "attach-policy" });
  const error = await t.throwsAsync(carryOut(plan([attach, second]), apply));
  const [run] = await journal.list();
  t.deepEqual(applied, [attach]);
  t.regex(said(), /Stopping after this step; press Ctrl-C once more to stop at once\./);
  t.like(error, { exitCode: 130 });
  t.is(
    error?.message,
    [
      "Stopped after step 1 of 2. Not begun: Annotate the pod template of deployment/api in namespace media.",
      `To take back what was done: iamctl undo ${run?.id ?? "?"}`,
      `To go on with the rest: iamctl apply --resume ${run?.id ?? "?"}`,
    ].join("\n"),
  );
  t.deepEqual(
    run?.steps.map(({ state }) => state),
    ["done"],
  );
});

test("a signal in the last step comes too late to stop anything", async (t) => {
  const { carryOut } = await world({ stoppedIn: "attach-policy" });
  t.is(await carryOut(plan([attach]), apply), 0);
});
