// A run killed at any point of any step: typed again, gone on with, or undone, it ends where it should.
import { join } from "node:path";
import test from "ava";
import { createApplyStep } from "../../src/apply/apply-step.ts";
import { createJournal } from "../../src/apply/journal.ts";
import type { Plan } from "../../src/plan/plan.ts";
import { kindNamed } from "../../src/sandbox/kube/resource-kinds.ts";
import { type CommandWorld, startCommandWorld } from "../helpers/command-world.ts";

let world: CommandWorld;
test.before(async () => {
  world = await startCommandWorld();
});
test.after.always(async () => world.stop());

/** Noted and not applied; applied and not noted as done; noted as done. */
const moments = ["begun", "applied", "done"] as const;
type Moment = (typeof moments)[number];

const lines = [
  "init --values FOLDER/values.yaml",
  "grant -n media thumbnails thumbnails --no-wait",
  "grant -n shop cj/order-export order-export --no-wait",
  "revoke -n media covers --no-wait",
];

// First, while what others set is theirs alone.
test.serial("uninstall: killed anywhere and typed again, nothing of iamctl is left", async (t) => {
  const before = now();
  const setUp = async (): Promise<void> => {
    for (const line of [
      "init --values FOLDER/values.yaml --fence boundary",
      "grant -n media thumbnails thumbnails --no-wait",
    ]) {
      const { exitCode, said } = await world.run(`${line} --yes`);
      t.is(exitCode, 0, said);
    }
  };
  await setUp();
  const all = await places("uninstall");
  t.true(all.length > 20);
  // Every third place: each moment is met at some step, and each step at some moment.
  for (const [steps, moment] of all.filter((_, index) => index % 3 === Math.floor(index / 3) % 3)) {
    await kill("uninstall", steps, moment);
    const again = await world.run("uninstall --yes --no-wait");
    t.is(again.exitCode, 0, again.said);
    t.is(now(), before, `${steps} steps, ${moment}`);
    await setUp();
  }
  t.is((await world.run("uninstall --yes --no-wait")).exitCode, 0);
});

for (const line of lines) {
  test.serial(`${line}: killed anywhere and typed again, it ends as if it had not been killed`, async (t) => {
    const { before, after } = await ends(line);
    for (const [steps, moment] of await places(line)) {
      await kill(line, steps, moment);
      const again = await world.run(`${line} --yes`);
      t.is(again.exitCode, 0, again.said);
      t.is(now(), after, `${steps} steps, ${moment}`);
      await undoAll(before, t.log);
      t.is(now(), before, `${steps} steps, ${moment}, undone`);
    }
  });

  test.serial(`${line}: killed anywhere and gone on with, it ends as if it had not been killed`, async (t) => {
    const { before, after } = await ends(line);
    for (const [steps, moment] of await places(line)) {
      await kill(line, steps, moment);
      const resumed = await world.run("apply --resume --yes --no-wait");
      t.is(resumed.exitCode, 0, resumed.said);
      t.is(now(), after, `${steps} steps, ${moment}`);
      t.is((await world.run("undo --yes --no-wait")).exitCode, 0);
      t.is(now(), before, `${steps} steps, ${moment}, undone`);
    }
  });

  test.serial(`${line}: killed anywhere and undone, nothing of it is left`, async (t) => {
    const before = now();
    for (const [steps, moment] of await places(line)) {
      await kill(line, steps, moment);
      const undone = await world.run("undo --yes --no-wait");
      t.is(undone.exitCode, 0, undone.said);
      t.is(now(), before, `${steps} steps, ${moment}`);
    }
  });
}

/** What account and templates hold before the line and after it. */
async function ends(line: string): Promise<{ before: string; after: string }> {
  const before = now();
  const { exitCode, said } = await world.run(`${line} --yes`);
  if (exitCode !== 0) throw new Error(said);
  const after = now();
  await undoAll(before, () => undefined);
  return { before, after };
}

/** Takes back run after run: one that was killed and the one typed after it are two. */
async function undoAll(before: string, log: (text: string) => void): Promise<void> {
  while (now() !== before) {
    const { exitCode, said } = await world.run("undo --yes --no-wait");
    if (exitCode !== 0) return log(said);
  }
}

async function places(line: string): Promise<readonly (readonly [number, Moment])[]> {
  const { steps } = await planOf(line);
  return [...steps.keys()].flatMap((step) => moments.map((moment) => [step, moment] as const));
}

async function planOf(line: string): Promise<Plan> {
  const { printed } = await world.run(`${line} --dry-run -o json`);
  return (JSON.parse(printed) as { plan: Plan }).plan;
}

/** Does what a run does up to a moment of its step, and nothing more. */
async function kill(line: string, last: number, moment: Moment): Promise<void> {
  const plan = await planOf(line);
  const journal = createJournal({ folder: join(world.folder, "iamctl"), now: () => new Date() });
  const run = await journal.begin(plan);
  const apply = createApplyStep({ account: {}, cluster: { kubeconfig: world.sandbox.kubeconfig } });
  for (const [index, step] of plan.steps.slice(0, last + 1).entries()) {
    await run.begun(index, step);
    if (index === last && moment === "begun") break;
    await apply(step, () => undefined);
    if (index === last && moment === "applied") break;
    await run.done(index);
  }
  await run.close();
}

/** Ids and times differ between two policies of one name; nothing else may. */
function now(): string {
  const account = world.sandbox.dumpAccount().replaceAll(/"(?:id|createdAt)": "(?:A[A-Z0-9]{10,}|20[^"]*)"/g, '""');
  const templates = ["Deployment", "CronJob"].flatMap((kind) =>
    ["media", "shop"].flatMap((namespace) =>
      world.sandbox.kube.list(kindNamed(kind), namespace).map((object) => {
        const { spec } = object as unknown as {
          spec: { template?: Template; jobTemplate?: { spec: { template: Template } } };
        };
        const { annotations = {} } = (spec.template ?? spec.jobTemplate?.spec.template)?.metadata ?? {};
        return `${kind} ${namespace}/${object.metadata.name} ${JSON.stringify(annotations, Object.keys(annotations).toSorted(alphabetically))}`;
      }),
    ),
  );
  return `${account}${templates.join("\n")}`;
}

interface Template {
  readonly metadata?: { readonly annotations?: Readonly<Record<string, string>> };
}

function alphabetically(one: string, other: string): number {
  return one < other ? -1 : 1;
}

test.serial(
  "the revocation of a grant of iamctl's, killed anywhere and typed again, leaves nothing of it",
  async (t) => {
    const before = now();
    const grant = async (): Promise<void> => {
      const { exitCode, said } = await world.run("grant -n media thumbnails thumbnails --yes --no-wait");
      t.is(exitCode, 0, said);
    };
    const revoke = "revoke -n media thumbnails --no-wait";
    await grant();
    const all = await places(revoke);
    t.is(all.length, 6);
    for (const [steps, moment] of all) {
      await kill(revoke, steps, moment);
      const again = await world.run(`${revoke} --yes`);
      t.is(again.exitCode, 0, again.said);
      t.is(now(), before, `${steps} steps, ${moment}`);
      await grant();
    }
    t.is((await world.run(`${revoke} --yes`)).exitCode, 0);
  },
);
