// What `init` says of the prefix: what it keeps nodes from, and what it does not.
import test from "ava";
import { trusting } from "../helpers/build.ts";
import { type CommandWorld, startCommandWorld } from "../helpers/command-world.ts";

let world: CommandWorld;
test.before(async () => {
  world = await startCommandWorld();
});
test.after.always(async () => world.stop());

const init = "init --values FOLDER/values.yaml";

test.serial("a beginning of names is told for what it is, whatever was said yes to", async (t) => {
  const words = /pods is the beginning of a name, not a path:[^]*Such\s+roles\s+today:\s+pods\//;
  const { exitCode, said } = await world.run(`${init} --prefix pods --yes`);
  t.is(exitCode, 0, said);
  t.regex(said, words);
  t.regex(said, /Plan: let the node roles of harbor-prod assume the roles under pods\*/);
  t.regex((await world.run(`${init} --prefix pods --check`)).said, words);
  const { plan } = JSON.parse((await world.run(`${init} --prefix pods --dry-run -o json`)).printed) as {
    readonly plan: { readonly notes: readonly string[] };
  };
  t.true(plan.notes.some((note) => note.startsWith("pods is the beginning")));
  t.is((await world.run("undo --yes")).exitCode, 0);
  t.notRegex((await world.run(`${init} --dry-run`)).said, /is the beginning of a name/);
});

test.serial("a role that a node's own policy opens is named beside", async (t) => {
  const { printed, said } = await world.run(`${init} --dry-run`);
  t.regex(
    `${printed}${said}`.replaceAll(/\s+/g, " "),
    /Such roles today: none\. By what their own policies allow, nodes can assume today as well \(rule N02\): ci-deployer \(from nodes\/harbor-prod-batch-node\)\./,
  );
});

test.serial("roles that may not be listed are no obstacle where no fence rests on them", async (t) => {
  world.forbid("iam:ListRoles");
  const open = await world.run(`${init} --prefix pods --dry-run`);
  const fenced = await world.run(`${init} --fence deny --dry-run`);
  world.forbid();
  t.is(open.exitCode, 0, open.said);
  t.is(`${open.printed}${open.said}`.match(/could\s+not\s+be\s+told:\s+iam:ListRoles\s+was\s+refused/g)?.length, 2);
  t.is(fenced.exitCode, 4);
});

for (const fence of ["deny", "boundary"]) {
  test.serial(
    `without the fence of an earlier run (${fence}), the roles that it keeps nodes from are named`,
    async (t) => {
      const role = world.sandbox.aws.account.roles.get("ci-deployer");
      if (role === undefined) return t.fail();
      const { trust } = role;
      role.trust = trusting("arn:aws:iam::111122223333:role/harbor-prod-general-node");
      const words = /Such roles today \(rule N03\): ci-deployer \(from harbor-prod-general-node\)\./;
      const dryRun = async (line: string): Promise<string> => {
        const { printed, said } = await world.run(`${line} --dry-run`);
        return `${printed}${said}`.replaceAll(/\s+/g, " ");
      };
      t.regex(await dryRun(init), words);
      t.notRegex(await dryRun(init), /By what their own policies allow/);
      t.is((await world.run(`${init} --fence ${fence} --yes`)).exitCode, 0);
      t.regex(await dryRun(`${init} --fence none`), words);
      t.is((await world.run("undo --yes")).exitCode, 0);
      role.trust = trust;
      return undefined;
    },
  );
}
