// Which node roles are found, from which sources, and what naming them does.
import test from "ava";
import { type CommandWorld, startCommandWorld } from "../helpers/command-world.ts";

let world: CommandWorld;
test.before(async () => {
  world = await startCommandWorld();
});
test.after.always(async () => world.stop());

const finds = test.macro(async (t, flags: string, expected: readonly RegExp[], not?: RegExp) => {
  const { said } = await world.run(`init --values FOLDER/values.yaml --dry-run ${flags}`.trim());
  for (const words of expected) t.regex(said, words);
  if (not !== undefined) t.notRegex(said, not);
});
const general = "arn:aws:iam::111122223333:role/harbor-prod-general-node";

test.serial("the cluster by its EKS name, with its account and region", finds, "", [
  /Cluster harbor-prod in account 111122223333 \(eu-west-1\)\n3 node roles:/,
]);
test.serial("a managed group's role once, with the nodes that run it", finds, "", [
  /role\/harbor-prod-general-node\n +1 node, managed group; node group general, instance profile of i-0a1f3c5d7e9b20461\n/,
]);
test.serial("a role that its instance profile alone tells", finds, "", [
  /role\/KarpenterNodeRole-harbor-prod\n +1 node, Karpenter; instance profile of i-0c3d5e7fa9b142683\n/,
]);
test.serial("the role's own path, which the profile does not tell", finds, "", [
  /role\/nodes\/harbor-prod-batch-node\n/,
]);
test.serial(
  "named ones instead of those found",
  finds,
  `--node-role ${general}`,
  [/1 node role:/, /named with --node-role/],
  /Karpenter/,
);
test.serial("a named one that is no role", finds, "--node-role harbor-prod-general-node", [
  /"harbor-prod-general-node" is not the ARN of a role/,
]);

test.serial("what was refused is told", async (t) => {
  world.forbid("eks:DescribeNodegroup");
  const { said } = await world.run("init --values FOLDER/values.yaml --dry-run");
  world.forbid();
  t.regex(said, /not read: eks:DescribeNodegroup on harbor-prod\/general \(may hide a node role\)/);
  t.regex(said, /3 node roles:/);
});
