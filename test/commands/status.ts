// The set-up of the default cluster as it is told before and after it is set up.
import test from "ava";
import { type CommandWorld, startCommandWorld } from "../helpers/command-world.ts";

let world: CommandWorld;
test.before(async () => {
  world = await startCommandWorld();
});
test.after.always(async () => world.stop());

test.serial("before init: the policy is absent, the node roles lack it, and the commands are there", async (t) => {
  const { exitCode, printed, said } = await world.run("status");
  t.is(exitCode, 0, said);
  t.regex(
    printed,
    /^Cluster harbor-prod in account 111122223333 \(eu-west-1\), roles under \/pods\/\nPolicy {2}arn:\S+: absent/,
  );
  t.regex(printed, /KarpenterNodeRole-harbor-prod +\d +no +no/);
  t.regex(printed, /media\/deployment\/covers +covers +/);
  t.regex(printed, /iamctl init --prefix \/pods\//);
  t.is((await world.run("status --check")).exitCode, 3);
});

test.serial("after init and a grant: the policy is as planned and the grant is there for each node role", async (t) => {
  const init = await world.run("init --values FOLDER/values.yaml --yes");
  t.is(init.exitCode, 0);
  t.regex(init.said, /Next: build the proxy's image[^]*helm upgrade --install iamctl-proxy templates\/chart/);
  const grant = await world.run("grant -n media thumbnails thumbnails --yes --no-wait");
  t.is(grant.exitCode, 0);
  t.regex(grant.said, /No metadata proxy runs in the cluster yet[^]*helm upgrade --install/);
  const { printed } = await world.run("status");
  t.regex(printed, /: as planned\n/);
  t.regex(printed, /KarpenterNodeRole-harbor-prod +\d +yes +no/);
  t.regex(printed, /media\/deployment\/thumbnails +thumbnails +no proxy +yes +yes +yes/);
  t.notRegex(printed, /iamctl init/);
});

test.serial("as JSON it is one document with a version", async (t) => {
  const { printed } = await world.run("status -o json");
  const document = JSON.parse(printed) as { version: number; grants: { workload: { name: string } }[] };
  t.is(document.version, 1);
  t.true(document.grants.some(({ workload }) => workload.name === "thumbnails"));
});

test.serial("what may not be read is told, and is not taken for absent", async (t) => {
  world.forbid("iam:GetPolicy");
  const { exitCode, printed } = await world.run("status");
  world.forbid();
  t.is(exitCode, 0);
  t.regex(printed, /Policy {2}arn:\S+: unknown/);
  t.regex(printed, /not read: iam:GetPolicy on /);
});
