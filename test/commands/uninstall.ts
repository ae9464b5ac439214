// Everything set up and then taken away by somebody who has no record of it: account and cluster are as before.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test from "ava";
import { kindNamed } from "../../src/sandbox/kube/resource-kinds.ts";
import { type CommandWorld, startCommandWorld } from "../helpers/command-world.ts";

let world: CommandWorld;
let elsewhere: string;
test.before(async () => {
  world = await startCommandWorld();
  elsewhere = await mkdtemp(join(tmpdir(), "iamctl-test-"));
});
test.after.always(async () => {
  await rm(elsewhere, { recursive: true, force: true });
  await world.stop();
});

/** As another person on another machine, where nothing is known of earlier runs. */
const fresh = (line: string) => world.run(line, { XDG_STATE_HOME: elsewhere, HOME: elsewhere });

function templates(): unknown {
  return ["Deployment", "StatefulSet", "DaemonSet", "CronJob"].map((kind) =>
    world.sandbox.kube.list(kindNamed(kind)).map(({ metadata, spec }) => {
      const { template, jobTemplate } = spec as unknown as {
        template?: Template;
        jobTemplate?: { spec: { template: Template } };
      };
      return [metadata.namespace, metadata.name, (template ?? jobTemplate?.spec.template)?.metadata?.annotations ?? {}];
    }),
  );
}

interface Template {
  readonly metadata?: { readonly annotations?: Readonly<Record<string, string>> };
}

test.serial("nothing was set up: nothing is taken away, and what others set is named", async (t) => {
  const before = world.sandbox.dumpAccount();
  const { exitCode, said } = await fresh("uninstall --yes");
  t.is(exitCode, 0, said);
  t.regex(said, /Left: iam\.amazonaws\.com\/role of shop\/cronjob\/order-export, set by kubectl/);
  t.regex(said, /Nothing to change/);
  t.is(world.sandbox.dumpAccount(), before);
});

test.serial("init, grants and no record: uninstall leaves account and pod templates as they were", async (t) => {
  const before = world.sandbox.dumpAccount();
  const templatesBefore = templates();
  for (const line of [
    "init --values FOLDER/values.yaml --yes",
    "grant -n media thumbnails thumbnails --yes --no-wait",
    "grant -n shop catalogue-search catalogue-search --external-id shop-42 --yes --no-wait",
  ]) {
    const { exitCode, said } = await world.run(line);
    t.is(exitCode, 0, said);
  }
  t.notDeepEqual(templates(), templatesBefore);
  t.is((await fresh("uninstall --check")).exitCode, 3);
  const { exitCode, said } = await fresh("uninstall --yes");
  t.is(exitCode, 0, said);
  t.regex(said, /deployment\/thumbnails is rolled out/);
  t.is(world.sandbox.dumpAccount(), before);
  t.deepEqual(templates(), templatesBefore);
  t.is((await fresh("uninstall --check")).exitCode, 0);
});

test.serial("an uninstallation can be undone like everything else", async (t) => {
  t.is((await world.run("grant -n media thumbnails thumbnails --yes --no-wait")).exitCode, 0);
  const granted = world.sandbox.dumpAccount();
  t.is((await fresh("uninstall --yes --no-wait")).exitCode, 0);
  t.not(world.sandbox.dumpAccount(), granted);
  t.is((await fresh("undo --yes --no-wait")).exitCode, 0);
  t.is(world.sandbox.dumpAccount(), granted);
  t.is((await fresh("uninstall --yes --no-wait")).exitCode, 0);
});

for (const fence of ["deny", "boundary"]) {
  test.serial(`a fence by ${fence} is taken down, too`, async (t) => {
    const before = world.sandbox.dumpAccount();
    const init = await world.run(`init --values FOLDER/values.yaml --fence ${fence} --yes`);
    t.is(init.exitCode, 0, init.said);
    t.regex((await world.run("status")).printed, /KarpenterNodeRole-harbor-prod +\d +yes +yes/);
    const { exitCode, said } = await fresh("uninstall --yes");
    t.is(exitCode, 0, said);
    t.is(world.sandbox.dumpAccount(), before);
  });
}

test.serial("a policy that init wrote into the node roles is taken out of them", async (t) => {
  const before = world.sandbox.dumpAccount();
  const init = await world.run("init --values FOLDER/values.yaml --inline --yes");
  t.is(init.exitCode, 0, init.said);
  t.not(world.sandbox.dumpAccount(), before);
  const { exitCode, said } = await fresh("uninstall --yes");
  t.is(exitCode, 0, said);
  t.is(world.sandbox.dumpAccount(), before);
});

test.serial("without the right to list roles nothing is said to be gone", async (t) => {
  world.forbid("iam:ListRoles");
  const { exitCode, said } = await fresh("uninstall --yes");
  world.forbid();
  t.is(exitCode, 4);
  t.regex(said, /may not iam:ListRoles/);
});
