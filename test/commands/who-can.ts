// `iamctl who-can` says what it could not see, and what to ask for to see it.
import test from "ava";
import { type CommandWorld, startCommandWorld } from "../helpers/command-world.ts";

let world: CommandWorld;
test.before(async () => {
  world = await startCommandWorld();
});
test.after.always(async () => world.stop());

const call = "iam:ListOpenIDConnectProviders";

test.serial("what could not be read stands with the statement to ask for, on a line to copy", async (t) => {
  world.forbid(call);
  const { exitCode, printed, said } = await world.run("who-can covers");
  world.forbid();
  t.is(exitCode, 4);
  t.regex(printed, /media\/deployment\/covers/);
  t.notRegex(printed, /Unknown/);
  const lines = said.split("\n").map((line) => line.trim());
  t.true(lines.some((line) => line.startsWith(`${call} on *: `)));
  // Here a Deny is what refuses: there is no statement that would help.
  t.true(
    lines.some((line) => line.startsWith("-> ") && line.includes("no further Allow helps")),
    said,
  );
});

test.serial("a right that is missing is a statement to paste, and JSON holds it", async (t) => {
  const operator = world.sandbox.aws.account.users.get("platform-engineer");
  const inline = [...(operator?.inline ?? [])];
  const statement = { Effect: "Allow", NotAction: call, Resource: "*" };
  operator?.attached.clear();
  operator?.inline.clear();
  operator?.inline.set("most", JSON.stringify({ Version: "2012-10-17", Statement: statement }));
  const { said } = await world.run("who-can covers");
  const { exitCode, printed } = await world.run("who-can covers -o json");
  operator?.inline.clear();
  for (const [name, text] of inline) operator?.inline.set(name, text);
  const asked = `{"Effect":"Allow","Action":"${call}","Resource":"*"}`;
  t.true(
    said.split("\n").some((line) => line.trim() === asked),
    said,
  );
  t.is(exitCode, 4);
  const { unknown } = JSON.parse(printed) as { readonly unknown: readonly { call: string; remedy: string }[] };
  t.deepEqual(
    unknown.map((one) => [one.call, one.remedy.split("\n")[1]]),
    [[call, asked]],
  );
});

test.serial("with everything read there is nothing to add", async (t) => {
  const operator = world.sandbox.aws.account.users.get("platform-engineer");
  const statement = { Effect: "Allow", Action: "*", Resource: "*" };
  operator?.inline.set("all", JSON.stringify({ Version: "2012-10-17", Statement: statement }));
  const { exitCode, said } = await world.run("who-can covers");
  t.is(exitCode, 0, said);
  t.notRegex(said, /Unknown|->/);
});

const meant = test.macro(async (t, words: string, hint: RegExp) => {
  const { exitCode, printed, said } = await world.run(`who-can ${words}`);
  t.is(exitCode, 2, said);
  t.is(printed, "");
  t.regex(said, hint);
});
test.serial("a role mistyped", meant, "storefrnt", /Did you mean arn:aws:iam::111122223333:role\/pods\/storefront\?/);
test.serial(
  "a role mistyped in its ARN",
  meant,
  "arn:aws:iam::111122223333:role/pods/storefrnt",
  /Did you mean arn:aws:iam::111122223333:role\/pods\/storefront\?/,
);
test.serial("a role like none", meant, "zzzzzzzz", /hint: List the roles: aws iam list-roles/);
