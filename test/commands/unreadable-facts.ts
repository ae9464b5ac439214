// A change rests on facts: where one may not be read, the command says which and changes nothing.
import test from "ava";
import { type CommandWorld, startCommandWorld } from "../helpers/command-world.ts";

let world: CommandWorld;
test.before(async () => {
  world = await startCommandWorld();
});
test.after.always(async () => world.stop());

/** Refused with exit code 4; and it is `action` that the person hears of. */
const refuses = test.macro(async (t, line: string, action: string) => {
  world.forbid(action);
  const account = world.sandbox.dumpAccount();
  const version = world.sandbox.kube.version;
  const { exitCode, printed, said } = await world.run(line);
  t.is(exitCode, 4, said);
  t.true(said.includes(action), said);
  t.is(printed, "");
  t.is(world.sandbox.dumpAccount(), account);
  t.is(world.sandbox.kube.version, version);
  world.forbid();
});

const init = "init --values FOLDER/values.yaml --yes";
const grant = "grant -n media thumbnails thumbnails --yes";
const allNodeRoles =
  "--node-role arn:aws:iam::111122223333:role/harbor-prod-general-node arn:aws:iam::111122223333:role/nodes/harbor-prod-batch-node arn:aws:iam::111122223333:role/KarpenterNodeRole-harbor-prod";

test.serial("init: the assume policy", refuses, init, "iam:GetPolicy");
test.serial("init: the node groups", refuses, init, "eks:ListNodegroups");
test.serial("grant: one node group", refuses, grant, "eks:DescribeNodegroup");
test.serial("grant: the nodes' instances", refuses, grant, "ec2:DescribeInstances");
test.serial("grant: the nodes' instance profiles", refuses, grant, "iam:GetInstanceProfile");
test.serial("a profile that may not be read is told as a hint to the role's name, and taken for nothing", async (t) => {
  world.forbid("iam:GetInstanceProfile");
  const { exitCode, said } = await world.run(grant);
  world.forbid();
  t.is(exitCode, 4);
  t.regex(said, /often called like its role, .*; these are harbor-prod-general-node/);
});
test.serial("grant: the role", refuses, grant, "iam:GetRole");

test.serial("grant goes on without what was refused when every node role is named", async (t) => {
  world.forbid("eks:ListNodegroups");
  const { exitCode, said } = await world.run(`${grant} ${allNodeRoles}`);
  world.forbid();
  t.is(exitCode, 0, said);
  t.regex(said, /that could be read: eks:ListNodegroups was refused/);
});

test.serial("grant to some node roles is judged by all: the pods may land on the others", async (t) => {
  const one = "--node-role arn:aws:iam::111122223333:role/harbor-prod-general-node";
  const { exitCode, said } = await world.run(`grant -n shop cj/order-export order-export --yes ${one}`);
  t.is(exitCode, 3, said);
  t.regex(said, /does not admit harbor-prod-batch-node, KarpenterNodeRole-harbor-prod \(2 of 3\s+node\s+roles\)/);
});

test.serial("revoke: the role", refuses, "revoke -n media thumbnails --yes", "iam:GetRole");
test.serial("undo: the role", refuses, "undo --yes", "iam:GetRole");

test.serial("undo refuses in another cluster, whatever has the same name there", async (t) => {
  const last = await world.run("undo --dry-run");
  t.is(last.exitCode, 0, last.said);
  const cluster = world.sandbox.aws.account.clusters[0];
  if (cluster === undefined) return t.fail("the scenario has no cluster");
  Object.assign(cluster, { name: "harbor-staging" });
  const { exitCode, said } = await world.run("undo --yes");
  Object.assign(cluster, { name: "harbor-prod" });
  t.is(exitCode, 2, said);
  t.regex(said, /is about the cluster harbor-prod; this is harbor-staging/);
  return undefined;
});

test.serial("why: a node role's policies that may not be read are neither a yes nor a no", async (t) => {
  world.forbid("iam:ListRolePolicies");
  const { exitCode, printed } = await world.run("why -n media thumbnails");
  world.forbid();
  t.is(exitCode, 4);
  t.regex(printed, /neither a yes nor a no/);
});
