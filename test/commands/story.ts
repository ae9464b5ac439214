// Set up, grant, revoke and undo on the sandbox, each asked twice, asserting what account and cluster hold afterwards.
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import test from "ava";
import { kindNamed } from "../../src/sandbox/kube/resource-kinds.ts";
import { type CommandWorld, startCommandWorld } from "../helpers/command-world.ts";

let world: CommandWorld;
test.before(async () => {
  world = await startCommandWorld();
});
test.after.always(async () => world.stop());

const deployment = (name: string) => world.sandbox.kube.get(kindNamed("Deployment"), "media", name);
function templateAnnotations(name: string): unknown {
  const { spec } = deployment(name) as unknown as { spec: { template: { metadata: { annotations?: unknown } } } };
  return spec.template.metadata.annotations;
}
const init = "init --values FOLDER/values.yaml";

test.serial("a dry run shows the plan on stdout and changes nothing", async (t) => {
  const before = world.sandbox.dumpAccount();
  const { exitCode, printed } = await world.run(`${init} --dry-run`);
  t.is(exitCode, 0);
  t.regex(printed, /Create the managed policy/);
  t.is(world.sandbox.dumpAccount(), before);
  t.false(existsSync(join(world.folder, "values.yaml")));
});

test.serial("--check exits with 3 while something would change", async (t) => {
  t.is((await world.run(`${init} --check`)).exitCode, 3);
});

test.serial(
  "init, grant, revoke and undo: each twice, and at the end the account is byte for byte as before",
  async (t) => {
    const before = world.sandbox.dumpAccount();
    t.like(await world.run(`${init} --yes`), { exitCode: 0 });
    t.regex((await world.run(`${init} --yes`)).said, /Nothing to change/);
    t.is((await world.run(`${init} --check`)).exitCode, 0);
    t.regex(
      await readFile(join(world.folder, "values.yaml"), "utf8"),
      /baseRoleArn: arn:aws:iam::111122223333:role\/pods\//,
    );
    const afterInit = world.sandbox.dumpAccount();
    t.not(afterInit, before);

    const grant = await world.run("grant -n media thumbnails thumbnails --yes");
    t.is(grant.exitCode, 0, grant.said);
    t.deepEqual(templateAnnotations("thumbnails"), { "iam.amazonaws.com/role": "thumbnails" });
    t.regex((await world.run("grant -n media thumbnails thumbnails --yes")).said, /Nothing to change/);
    const why = await world.run("why -n media thumbnails");
    t.is(why.exitCode, 0, why.printed);
    const afterGrant = world.sandbox.dumpAccount();

    const revoke = await world.run("revoke -n media deploy/thumbnails --yes");
    t.is(revoke.exitCode, 0, revoke.said);
    t.deepEqual(templateAnnotations("thumbnails") ?? {}, {});
    t.is(world.sandbox.dumpAccount(), afterInit);
    t.regex((await world.run("revoke -n media thumbnails --yes")).said, /Nothing to change/);

    t.is((await world.run("undo --yes")).exitCode, 0, "the revocation");
    t.is(world.sandbox.dumpAccount(), afterGrant);
    t.deepEqual(templateAnnotations("thumbnails"), { "iam.amazonaws.com/role": "thumbnails" });
    t.is((await world.run("undo --yes")).exitCode, 0, "the grant");
    t.is((await world.run("undo --yes")).exitCode, 0, "init");
    t.is(world.sandbox.dumpAccount(), before);
    t.false(existsSync(join(world.folder, "values.yaml")));
    t.like(await world.run("undo --yes"), { exitCode: 2 });
  },
);

test.serial("undo refuses when somebody has changed the trust policy since", async (t) => {
  t.is((await world.run("grant -n shop cj/order-export order-export --yes")).exitCode, 0);
  const role = [...world.sandbox.aws.account.roles.values()].find(({ name }) => name === "order-export");
  if (role === undefined) return t.fail("the scenario has no role order-export");
  const granted = role.trust;
  Object.assign(role, { trust: granted.replace("harbor-prod-batch-node", "edited-by-hand") });
  const { exitCode, said } = await world.run("undo --yes");
  t.is(exitCode, 5);
  t.regex(said, /changed since, so nothing was undone/);
  t.regex(role.trust, /edited-by-hand/);
  Object.assign(role, { trust: granted });
  t.is((await world.run("undo --yes")).exitCode, 0);
  return undefined;
});

test.serial("an undo of what is gone already says of which run", async (t) => {
  const { said } = await world.run("grant -n media thumbnails thumbnails --yes");
  const id = /iamctl undo (\S+)/.exec(said)?.[1] ?? "";
  t.is((await world.run("revoke -n media thumbnails --yes")).exitCode, 0);
  const undone = await world.run(`undo ${id} --yes`);
  t.is(undone.exitCode, 0);
  t.regex(undone.said, new RegExp(`Nothing of run ${id} is there any more: grant media/deployment/thumbnails`));
});

test.serial("the plan as JSON is the only thing on stdout", async (t) => {
  const { printed } = await world.run("grant -n media thumbnails thumbnails --dry-run -o json");
  const { version, plan } = JSON.parse(printed) as { version: number; plan: { steps: { kind: string }[] } };
  t.is(version, 1);
  t.deepEqual(
    plan.steps.map(({ kind }) => kind),
    ["replace-trust", "annotate-workload"],
  );
});

test.serial("undo passes over a run that was refused before it changed anything, now and later", async (t) => {
  t.is((await world.run("revoke -n media thumbnails --yes --no-wait")).exitCode, 0);
  const before = world.sandbox.dumpAccount();
  const run = (line: string) => world.run(`${line} --yes --no-wait`, { XDG_STATE_HOME: join(world.folder, "apart") });
  t.is((await run("grant -n media thumbnails thumbnails")).exitCode, 0);
  world.forbid("iam:UpdateAssumeRolePolicy");
  t.is((await run("revoke -n media thumbnails")).exitCode, 4);
  world.forbid();
  const { exitCode, said } = await run("undo");
  t.is(exitCode, 0, said);
  t.regex(said, /Run \S+ changed nothing, so it is passed over: revoke /);
  t.is(world.sandbox.dumpAccount(), before);
  t.like(await run("undo"), { exitCode: 2 });
  t.is(world.sandbox.dumpAccount(), before);
});
