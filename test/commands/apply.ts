// Saved plans and runs that were cut short: applied later, refused when the world moved, gone on with, listed.
import { writeFile } from "node:fs/promises";
import { isAbsolute, join } from "node:path";
import test from "ava";
import { createJournal } from "../../src/apply/journal.ts";
import type { Plan } from "../../src/plan/plan.ts";
import { type CommandWorld, startCommandWorld } from "../helpers/command-world.ts";

let world: CommandWorld;
test.before(async () => {
  world = await startCommandWorld();
});
test.after.always(async () => world.stop());

const grant = "grant -n media thumbnails thumbnails";

async function savePlan(line: string, change: (text: string) => string = (text) => text): Promise<Plan> {
  const { printed, said } = await world.run(`${line} --dry-run -o json`);
  await writeFile(join(world.folder, "plan.json"), change(printed));
  return (JSON.parse(printed || `{"said":${JSON.stringify(said)}}`) as { plan: Plan }).plan;
}

function roleNamed(name: string) {
  const role = [...world.sandbox.aws.account.roles.values()].find((candidate) => candidate.name === name);
  if (role === undefined) throw new Error(`the scenario has no role ${name}`);
  return role;
}

test.serial("a saved plan is applied later, and applying it again changes nothing", async (t) => {
  const before = world.sandbox.dumpAccount();
  await savePlan(grant);
  t.is(world.sandbox.dumpAccount(), before);
  const applied = await world.run("apply FOLDER/plan.json --yes");
  t.is(applied.exitCode, 0, applied.said);
  t.regex(applied.said, /deployment\/thumbnails is rolled out/);
  t.is((await world.run(`${grant} --check`)).exitCode, 0);
  const again = await world.run("apply FOLDER/plan.json --yes");
  t.is(again.exitCode, 0);
  t.regex(again.said, /2 of 2 steps are done already\.\nNothing to change\./);
  t.is((await world.run("undo --yes")).exitCode, 0);
  t.is(world.sandbox.dumpAccount(), before);
});

test.serial("a plan is refused as a whole when somebody changed what it is about", async (t) => {
  await savePlan(grant);
  const role = roleNamed("thumbnails");
  const { trust } = role;
  Object.assign(role, { trust: trust.replace('"Effect":"Allow"', '"Effect":"Deny"').replace("Allow", "Deny") });
  t.not(role.trust, trust);
  const moved = world.sandbox.dumpAccount();
  const { exitCode, said } = await world.run("apply FOLDER/plan.json --yes");
  t.is(world.sandbox.dumpAccount(), moved);
  Object.assign(role, { trust });
  t.is(exitCode, 5);
  t.regex(said, /does not fit what is there any more, so nothing was changed\. .*trust policy of the role/);
});

test.serial("a plan for another cluster or another account is refused", async (t) => {
  await savePlan(grant, (text) => text.replace('"cluster": "harbor-prod"', '"cluster": "harbor-test"'));
  const cluster = await world.run("apply FOLDER/plan.json --yes");
  t.is(cluster.exitCode, 2);
  t.regex(cluster.said, /is about the cluster harbor-test; this is harbor-prod/);
  await savePlan("init --values FOLDER/values.yaml", (text) => text.replaceAll("111122223333", "999988887777"));
  const account = await world.run("apply FOLDER/plan.json --yes");
  t.is(account.exitCode, 2);
  t.regex(account.said, /is about the AWS account 999988887777; these credentials are of 111122223333/);
});

test.serial("a plan that says of itself that it does not broaden is not believed", async (t) => {
  await savePlan(grant, (text) => text.replace('"broadens": true', '"broadens": false'));
  const { printed } = await world.run("apply FOLDER/plan.json --dry-run");
  t.regex(printed, /This plan broadens access/);
});

test.serial(
  "a file in a plan is named by its whole path, so that it can be applied and undone from anywhere",
  async (t) => {
    const { steps } = await savePlan("init");
    const file = steps.find(({ kind }) => kind === "write-file");
    t.true(file?.kind === "write-file" && isAbsolute(file.path), JSON.stringify(file));
  },
);

test.serial(
  "what is no plan is refused with its place, and a file that is not there with how to make one",
  async (t) => {
    await savePlan(grant, (text) => text.replace('"kind": "replace-trust"', '"kind": "replace-everything"'));
    const { exitCode, said } = await world.run("apply FOLDER/plan.json --yes");
    t.is(exitCode, 2);
    t.regex(said, /plan\.steps\[0\]\.kind: must be/);
    t.regex((await world.run("apply FOLDER/nowhere.json")).said, /There is no file .*\nhint: Save a plan with/);
  },
);

test.serial("a run cut short is listed, gone on with, and then undone as one", async (t) => {
  const before = world.sandbox.dumpAccount();
  const plan = await savePlan("init --values FOLDER/values.yaml");
  const journal = createJournal({ folder: join(world.folder, "iamctl"), now: () => new Date() });
  const run = await journal.begin(plan);
  const [first] = plan.steps;
  if (first === undefined) return t.fail("nothing to plan");
  await run.begun(0, first);
  await run.close();
  const listed = await world.run("history");
  t.regex(listed.printed, new RegExp(`^${run.id}  cut short  harbor-prod\n[^]*apply --resume ${run.id}`));
  const resumed = await world.run("apply --resume --yes");
  t.is(resumed.exitCode, 0, resumed.said);
  t.regex((await world.run("history")).printed, new RegExp(`^${run.id}  done `));
  const nothing = await world.run("apply --resume --yes");
  t.is(nothing.exitCode, 2);
  t.regex(nothing.said, /No run was cut short/);
  t.is((await world.run(`undo ${run.id} --yes`)).exitCode, 0);
  t.is(world.sandbox.dumpAccount(), before);
  t.regex((await world.run(`history ${run.id}`)).printed, /undone[^]*1\. Create the managed policy .*: done\n/);
  return undefined;
});

test.serial("an undo that is undone leaves the first run to be undone again", async (t) => {
  const before = world.sandbox.dumpAccount();
  t.is((await world.run(`${grant} --yes`)).exitCode, 0);
  const granted = world.sandbox.dumpAccount();
  t.is((await world.run("undo --yes")).exitCode, 0);
  const { runs } = JSON.parse((await world.run("history -o json")).printed) as { runs: { id: string }[] };
  t.is((await world.run(`undo ${runs[0]?.id ?? ""} --yes`)).exitCode, 0);
  t.is(world.sandbox.dumpAccount(), granted);
  t.is((await world.run("undo --yes")).exitCode, 0);
  t.is(world.sandbox.dumpAccount(), before);
});

test.serial("undo takes only its own statement out of a trust policy that a colleague extended since", async (t) => {
  const role = roleNamed("thumbnails");
  const original = role.trust;
  t.is((await world.run(`${grant} --yes`)).exitCode, 0);
  const theirs = {
    Sid: "Ci",
    Effect: "Allow",
    Principal: { Service: "lambda.amazonaws.com" },
    Action: "sts:AssumeRole",
  };
  const granted = JSON.parse(role.trust) as { Statement: object[] };
  Object.assign(role, { trust: JSON.stringify({ ...granted, Statement: [...granted.Statement, theirs] }) });
  const { exitCode, said } = await world.run("undo --yes");
  t.is(exitCode, 0, said);
  t.regex(said, /was changed since: only what the run wrote is\s+taken out of it/);
  const left = JSON.parse(role.trust) as { Statement: object[] };
  const first = (JSON.parse(original) as { Statement: object | object[] }).Statement;
  t.deepEqual(left.Statement, [first, theirs].flat());
  Object.assign(role, { trust: original });
});
