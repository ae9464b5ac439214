// Grants of roles that are not there yet: made under the prefix, with policies, and taken back without a trace.
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import test from "ava";
import { printIamPolicy } from "../../src/permissions/print-iam-policy.ts";
import { type CommandWorld, startCommandWorld } from "../helpers/command-world.ts";

let world: CommandWorld;
test.before(async () => {
  world = await startCommandWorld();
});
test.after.always(async () => world.stop());

const made = (name: string) => [...world.sandbox.aws.account.roles.values()].find((role) => role.name === name);
const readOnly = "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess";
const document = {
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Action: "s3:GetObject", Resource: "arn:aws:s3:::harbor-covers/*" }],
};

test.serial(
  "a role is made, with a managed policy, one from a file and a boundary, and undone without a trace",
  async (t) => {
    await writeFile(join(world.folder, "read covers.json"), JSON.stringify(document));
    await writeFile(join(world.folder, "read-covers.json"), JSON.stringify(document));
    const before = world.sandbox.dumpAccount();
    const line = `grant -n media thumbnails tiny --create-role --policy ${readOnly} FOLDER/read-covers.json --boundary ${readOnly} --no-wait`;
    const { exitCode, said } = await world.run(`${line} --yes`);
    t.is(exitCode, 0, said);
    t.like(made("tiny"), {
      path: "/pods/",
      boundary: readOnly,
      description: "For the pods of media/deployment/thumbnails in harbor-prod. Made by iamctl.",
    });
    t.deepEqual([...(made("tiny")?.attached ?? [])].toSorted(), [
      "arn:aws:iam::111122223333:policy/iamctl/tiny-read-covers",
      readOnly,
    ]);
    t.is(made("tiny")?.tags.get("iamctl/cluster"), "harbor-prod");
    t.is((await world.run(`${line} --check`)).exitCode, 0, "a second time nothing is left to do");
    t.is((await world.run("undo --yes --no-wait")).exitCode, 0);
    t.is(world.sandbox.dumpAccount(), before);
  },
);

test.serial(
  "what `permissions` prints for grant and create-role is enough to make a role, and each of it is needed",
  async (t) => {
    await writeFile(join(world.folder, "covers.json"), JSON.stringify(document));
    const place = { partition: "aws", account: "111122223333", prefix: "/pods/" };
    const operator = world.sandbox.aws.account.users.get("platform-engineer");
    if (operator === undefined) return t.fail("the scenario has no platform-engineer");
    const own = new Map(operator.inline);
    const before = world.sandbox.dumpAccount();
    const line = `grant -n media thumbnails tiny --create-role --policy ${readOnly} FOLDER/covers.json --no-wait --yes`;
    const permit = (without?: string): void => {
      const policy = JSON.parse(printIamPolicy(["grant", "undo", "create-role"], place)) as {
        Statement: { Action: string[] }[];
      };
      const left = policy.Statement.map((statement) => ({
        ...statement,
        Action: statement.Action.filter((action) => action !== without),
      }));
      operator.inline.clear();
      operator.inline.set(
        "least",
        JSON.stringify({ ...policy, Statement: left.filter(({ Action }) => Action.length > 0) }),
      );
    };
    const restore = (): void => {
      operator.inline.clear();
      for (const [name, text] of own) operator.inline.set(name, text);
    };
    // The sandbox asks for no right to tag what is made; AWS does.
    for (const action of ["iam:CreateRole", "iam:CreatePolicy", "iam:AttachRolePolicy"]) {
      permit(action);
      const { exitCode, said } = await world.run(line);
      t.is(exitCode, 4, said);
      t.true(said.includes(action), said);
      restore();
      while ((await world.run("undo --yes --no-wait")).exitCode === 0);
      t.is(world.sandbox.dumpAccount(), before, action);
    }
    permit();
    const made = await world.run(line);
    t.is(made.exitCode, 0, made.said);
    for (const action of ["iam:DetachRolePolicy", "iam:DeleteRole", "iam:DeletePolicy"]) {
      permit(action);
      const { exitCode, said } = await world.run("undo --yes --no-wait");
      t.is(exitCode, 4, said);
      t.true(said.includes(action), said);
    }
    permit();
    t.is((await world.run("undo --yes --no-wait")).exitCode, 0);
    restore();
    t.is(world.sandbox.dumpAccount(), before);
    return undefined;
  },
);

test.serial("without the flag, a missing role is an error that names it", async (t) => {
  const { exitCode, said } = await world.run("grant -n media thumbnails tiny --yes");
  t.is(exitCode, 2);
  t.regex(said, /no role named "tiny".*add --create-role/s);
});

test.serial("a role that was given more since is not deleted by undo", async (t) => {
  t.is((await world.run("grant -n media thumbnails tiny --create-role --yes --no-wait")).exitCode, 0);
  made("tiny")?.attached.add(readOnly);
  const { exitCode, said } = await world.run("undo --yes --no-wait");
  t.not(exitCode, 0);
  t.regex(said, /still in use/);
  t.truthy(made("tiny"));
  made("tiny")?.attached.delete(readOnly);
  t.is((await world.run("undo --yes --no-wait")).exitCode, 0);
  t.is(made("tiny"), undefined);
});

const refused = test.macro(async (t, words: string, exitCode: number, expected: RegExp) => {
  const before = world.sandbox.dumpAccount();
  const outcome = await world.run(`grant -n media thumbnails ${words} --yes --no-wait`);
  t.is(outcome.exitCode, exitCode, outcome.said);
  t.regex(outcome.said, expected);
  t.is(world.sandbox.dumpAccount(), before);
});

test.serial(
  "a new role outside the prefix is refused",
  refused,
  "/other/tiny --create-role",
  5,
  /belongs under the prefix \/pods\//,
);
test.serial(
  "a policy that is not there is told",
  refused,
  "tiny --create-role --policy arn:aws:iam::aws:policy/Nothing",
  2,
  /no policy arn:aws:iam::aws:policy\/Nothing/,
);
test.serial(
  "a boundary that is not there is told",
  refused,
  "tiny --create-role --boundary arn:aws:iam::aws:policy/Nothing",
  2,
  /no policy arn/,
);
test.serial(
  "a file that is not there is told",
  refused,
  "tiny --create-role --policy FOLDER/nothing.json",
  2,
  /no file .*nothing\.json/,
);

test.serial("a trust policy is no policy of what a role may do", async (t) => {
  await writeFile(
    join(world.folder, "trust.json"),
    JSON.stringify({ Version: "2012-10-17", Statement: { Effect: "Allow", Principal: "*", Action: "sts:AssumeRole" } }),
  );
  const { exitCode, said } = await world.run(
    "grant -n media thumbnails tiny --create-role --policy FOLDER/trust.json --yes",
  );
  t.is(exitCode, 2);
  t.regex(said, /names a Principal/);
});

test.serial("nor is a document that says of nothing", async (t) => {
  const statement = { Effect: "Allow", Action: "s3:GetObject" };
  await writeFile(join(world.folder, "bare.json"), JSON.stringify({ Version: "2012-10-17", Statement: statement }));
  const { exitCode, said } = await world.run(
    "grant -n media thumbnails tiny --create-role --policy FOLDER/bare.json --yes",
  );
  t.is(exitCode, 2);
  t.regex(said, /neither Resource nor NotResource/);
});

test.serial("several grants of one new role make it once", async (t) => {
  await writeFile(
    join(world.folder, "grants.yaml"),
    "grants:\n  - {service: thumbnails, namespace: media, role: tiny, createRole: true}\n  - {service: covers, namespace: media, role: tiny, createRole: true, externalId: covers-1}\n",
  );
  const { exitCode, printed, said } = await world.run("grant -f FOLDER/grants.yaml --dry-run -o json");
  t.is(exitCode, 0, said);
  const { plan } = JSON.parse(printed) as { plan: { steps: { kind: string }[] } };
  t.deepEqual(
    plan.steps.map(({ kind }) => kind),
    ["create-role", "annotate-workload", "annotate-workload"],
  );
});
