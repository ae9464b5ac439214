// Steps against the sandbox's account and back again: what is there afterwards, byte for byte.
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import test from "ava";
import { createApplyStep } from "../../src/apply/apply-step.ts";
import { hasHappened } from "../../src/apply/has-happened.ts";
import { createJournal } from "../../src/apply/journal.ts";
import type { RoleArn } from "../../src/iam/arn.ts";
import { invertStep } from "../../src/plan/invert-step.ts";
import { planUndo } from "../../src/plan/plan-undo.ts";
import type { Step } from "../../src/plan/step.ts";
import { allowRead, allowWrite, ec2Trust, role, signInAsOperator, startAccount } from "../helpers/aws-account.ts";
import { plan } from "../helpers/steps.ts";
import { temporaryFolder } from "../helpers/temporary-folder.ts";

signInAsOperator();

const own = "arn:aws:iam::111122223333:policy/pods/assume";
const held = "arn:aws:iam::111122223333:policy/held";
const node = "arn:aws:iam::111122223333:role/node-a" as RoleArn;
const api = "arn:aws:iam::111122223333:role/pods/api" as RoleArn;
const spaced = JSON.stringify(JSON.parse(ec2Trust), undefined, 3);

async function world() {
  const started = await startAccount({
    policies: [{ name: "held", document: allowRead }],
    roles: [role("node-a", { attached: [held] }), role("api", { path: "/pods/", trust: spaced })],
  });
  const folder = await temporaryFolder();
  const apply = createApplyStep({
    account: { endpoint: started.url, region: "eu-west-1" },
    cluster: {},
    pause: async () => undefined,
  });
  const eyes = {
    account: async () => started.account,
    cluster: async () => Promise.reject(new Error("no cluster here")),
  };
  return { ...started, folder, apply: (step: Step) => apply(step, () => undefined), eyes };
}

const steps = (folder: string): Step[] => [
  {
    kind: "create-policy",
    policy: {
      arn: own,
      name: "assume",
      path: "/pods/",
      description: "for pods",
      tags: { by: "iamctl" },
      document: allowRead,
    },
  },
  { kind: "attach-policy", role: node, policyArn: own },
  { kind: "detach-policy", role: node, policyArn: held },
  { kind: "replace-policy", policyArn: held, before: allowRead, after: allowWrite, dropBefore: false },
  {
    kind: "replace-trust",
    role: api,
    before: spaced,
    after: ec2Trust.replace('{"Service":"ec2.amazonaws.com"}', `{"AWS":"${node}"}`),
  },
  { kind: "write-file", path: join(folder, "values.yaml"), before: undefined, after: "a: 1\n" },
];

test("every step arrives, and the way back restores the account byte for byte", async (t) => {
  const { state, folder, apply, eyes, stop } = await world();
  const before = state.dumpAccount();
  for (const step of steps(folder)) {
    t.false(await hasHappened(step, eyes), `${step.kind} before`);
    await apply(step);
    t.true(await hasHappened(step, eyes), `${step.kind} after`);
  }
  t.not(state.dumpAccount(), before);
  for (const step of steps(folder).toReversed()) await apply(invertStep(step));
  t.is(state.dumpAccount(), before);
  t.deepEqual(await readdir(folder), []);
  await stop();
});

test("a run killed before it could note a step is undone wholly, because the world is asked", async (t) => {
  const { state, folder, apply, eyes, stop } = await world();
  const before = state.dumpAccount();
  const journal = createJournal({ folder: join(folder, "state"), now: () => new Date() });
  const run = await journal.begin(plan(steps(folder)));
  for (const [index, step] of steps(folder).slice(0, 2).entries()) {
    await run.begun(index, step);
    await apply(step);
    if (index === 0) await run.done(index);
  }
  await run.close();
  const entry = await journal.read(run.id);
  const doubtful = entry.steps.filter(({ state: how }) => how === "begun").map(({ step }) => step);
  const happened = new Set<Step>();
  for (const step of doubtful) if (await hasHappened(step, eyes)) happened.add(step);
  for (const step of planUndo(entry, (step) => happened.has(step)).steps) await apply(step);
  t.is(state.dumpAccount(), before);
  await stop();
});

test("an undo after somebody else's change refuses and leaves that change alone", async (t) => {
  const { state, folder, apply, stop } = await world();
  const trust = steps(folder).find(({ kind }) => kind === "replace-trust");
  if (trust?.kind !== "replace-trust") return t.fail();
  await apply(trust);
  const theirs = spaced.replace("Allow", "Deny");
  await apply({ ...trust, before: trust.after, after: theirs });
  const before = state.dumpAccount();
  await t.throwsAsync(apply(invertStep(trust)), { message: /changed since the plan was made/ });
  t.is(state.dumpAccount(), before);
  await stop();
});
