// Which role a person means by what they type for ROLE.
import test from "ava";
import { type CommandWorld, startCommandWorld } from "../helpers/command-world.ts";

let world: CommandWorld;
test.before(async () => {
  world = await startCommandWorld();
});
test.after.always(async () => world.stop());

const means = test.macro(async (t, words: string, role: string) => {
  const { exitCode, printed, said } = await world.run(`grant -n media thumbnails ${words} --dry-run`);
  t.is(exitCode, 0, said);
  t.true(printed.includes(`the role arn:aws:iam::111122223333:role/${role}\n`), printed);
});
const refused = test.macro(async (t, words: string, exitCode: number, text: RegExp) => {
  const outcome = await world.run(`grant -n media thumbnails ${words} --dry-run`);
  t.is(outcome.exitCode, exitCode, outcome.said);
  t.regex(outcome.said, text);
});

test.serial("a bare name, under the prefix", means, "thumbnails", "pods/thumbnails");
test.serial("a bare name, wherever its role is", means, "ci-deployer", "ci-deployer");
test.serial("a bare name in other letters is the role as IAM spells it", means, "Thumbnails", "pods/thumbnails");
test.serial("a path from the account's root, as the ARN shows it", means, "pods/thumbnails", "pods/thumbnails");
test.serial("an ARN", means, "arn:aws:iam::111122223333:role/pods/thumbnails", "pods/thumbnails");
test.serial(
  "another path is another role",
  refused,
  "team/thumbnails",
  2,
  /There is no role \S+:role\/pods\/team\/thumbnails[^]*Did you mean \S+:role\/pods\/thumbnails/,
);
test.serial(
  "an ARN without the path is another role",
  refused,
  "arn:aws:iam::111122223333:role/thumbnails",
  2,
  /Did you mean \S+:role\/pods\/thumbnails/,
);
test.serial(
  "a name like that of one",
  refused,
  "thumnails",
  2,
  /no role named "thumnails"[^]*Did you mean \S+:role\/pods\/thumbnails\? To make this one: add --create-role/,
);
test.serial("a name like none", refused, "zzzzzzzz", 2, /aws iam list-roles[^]*--create-role/);
test.serial("another partition", refused, "arn:aws-cn:iam::111122223333:role/pods/thumbnails", 2, /another account/);

test.serial("who may not list roles is told of the missing one without the near ones", async (t) => {
  world.forbid("iam:ListRoles");
  const { exitCode, said } = await world.run("grant -n media thumbnails thumnails --dry-run");
  world.forbid();
  t.is(exitCode, 2, said);
  t.regex(said, /no role named "thumnails"/);
  t.notRegex(said, /Did you mean/);
});
