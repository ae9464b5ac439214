// Each command is run by somebody who holds exactly what `iamctl permissions` prints, and then one action less at a time.
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import test from "ava";
import { commandNeeds } from "../../src/permissions/command-needs.ts";
import type { CommandWithNeeds } from "../../src/permissions/commands-with-needs.ts";
import { printIamPolicy } from "../../src/permissions/print-iam-policy.ts";
import { type CommandWorld, startCommandWorld } from "../helpers/command-world.ts";

const place = { partition: "aws", account: "111122223333", prefix: "/pods/" };
const init = "init --values FOLDER/values.yaml --yes";
const grant = "grant -n media thumbnails thumbnails --yes";
const revoke = "revoke -n media thumbnails --yes";

let world: CommandWorld;
test.before(async () => {
  world = await startCommandWorld();
});
test.after.always(async () => world.stop());

/** Lets the operator do what the command's policy says, less `without`; `init+inline`: what both say. */
function permit(commands: string, ...without: readonly string[]): void {
  const names = commands.split("+") as CommandWithNeeds[];
  const policy = JSON.parse(printIamPolicy(names, place)) as { Statement: { Action: string[] }[] };
  const left = policy.Statement.map((statement) => ({
    ...statement,
    Action: statement.Action.filter((action) => !without.includes(action)),
  })).filter(({ Action }) => Action.length > 0);
  setPolicy({ Version: "2012-10-17", Statement: left });
}

function setPolicy(document: object): void {
  const operator = world.sandbox.aws.account.users.get("platform-engineer");
  if (operator === undefined) throw new Error("the scenario has no user platform-engineer");
  operator.inline.clear();
  operator.inline.set("least", JSON.stringify(document));
}

const everything = { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }] };

async function succeeds(line: string): Promise<string> {
  const { exitCode, said } = await world.run(line);
  return exitCode === 0 ? "fine" : said;
}

test.serial("audit, who-can and why read with no more than their policy", async (t) => {
  permit("audit");
  t.is(await succeeds("audit --require-coverage --fail-on never"), "fine");
  permit("who-can");
  t.is(await succeeds("who-can covers"), "fine");
  permit("why");
  t.is(await succeeds("why -n media covers"), "fine");
});

test.serial("init, grant, revoke and undo change with no more than their policies", async (t) => {
  const before = world.sandbox.dumpAccount();
  const rest = async (command: string, line: string): Promise<void> => {
    permit(command);
    t.is(await succeeds(line), "fine", line);
  };
  await rest("init", init);
  await rest("grant", grant);
  await rest("revoke", revoke);
  await rest("undo", "undo --yes");
  await rest("undo", "undo --yes");
  await rest("undo", "undo --yes");
  permit("audit");
  const restored = world.sandbox.dumpAccount();
  // The operator's own policy is the test's doing.
  t.is(withoutOperator(restored), withoutOperator(before));
});

test.serial("status, apply and uninstall with no more than their policies", async (t) => {
  const before = world.sandbox.dumpAccount();
  permit("init");
  const { printed } = await world.run("init --values FOLDER/values.yaml --fence deny --dry-run -o json");
  await writeFile(join(world.folder, "plan.json"), printed);
  permit("apply");
  t.is(await succeeds("apply FOLDER/plan.json --yes"), "fine");
  permit("grant");
  t.is(await succeeds(grant), "fine");
  permit("status");
  t.is(await succeeds("status"), "fine");
  permit("uninstall");
  t.is(await succeeds("uninstall --yes"), "fine");
  t.is(withoutOperator(world.sandbox.dumpAccount()), withoutOperator(before));
});

function withoutOperator(dump: string): string {
  const { users: _, ...rest } = JSON.parse(dump) as Record<string, unknown>;
  return JSON.stringify(rest);
}

test.serial(
  "init fences node roles in by a boundary, and undo takes it off, with no more than their policies",
  async (t) => {
    const before = withoutOperator(world.sandbox.dumpAccount());
    permit("init", "iam:ListRoles");
    const blind = await world.run(`${init} --fence boundary`);
    t.is(blind.exitCode, 4);
    t.regex(blind.said, /iam:ListRoles/);
    permit("init");
    t.is(await succeeds(`${init} --fence boundary`), "fine");
    t.is(await succeeds(`${init} --fence none`), "fine");
    permit("undo");
    t.is(await succeeds("undo --yes"), "fine");
    t.is(await succeeds("undo --yes"), "fine");
    t.is(withoutOperator(world.sandbox.dumpAccount()), before);
  },
);

/** Nothing of ours reads or replaces versions while the policy is new. */
const notOnAFirstRun = [
  ...["iam:ListRoles", "iam:PutRolePermissionsBoundary", "iam:DeleteRolePermissionsBoundary"],
  ...["iam:CreatePolicyVersion", "iam:DeletePolicyVersion", "iam:ListPolicyVersions"],
];

/** Asked about a launch template or configuration, an entry or a profile that there is; `test/commands/nodes-refused.ts` has an account with them. */
const notInThisAccount = [
  "autoscaling:DescribeLaunchConfigurations",
  "ec2:DescribeLaunchTemplateVersions",
  "eks:DescribeAccessEntry",
  "eks:DescribeFargateProfile",
  "eks:DescribePodIdentityAssociation",
  "eks:ListAssociatedAccessPolicies",
];

/** Every node runs with a role that its instance tells, and every group was read. */
const hidesNoNodeRole = ["eks:ListAccessEntries", "eks:ListFargateProfiles"];

for (const [command, line] of [
  ["nodes", "nodes"],
  ["audit", "audit --require-coverage --fail-on never"],
  ["init", init],
  ["grant", grant],
] as const) {
  const actions = new Set(commandNeeds[command].iam.flatMap((need) => need.actions));
  // Asked about names that no other source tells with their path.
  if (command === "nodes" || command === "audit") actions.delete("iam:GetRole");
  for (const action of [...actions].filter((name) => ![...notOnAFirstRun, ...notInThisAccount].includes(name))) {
    test.serial(`${command} without ${action} names it and changes nothing half-way`, async (t) => {
      permit(command, action);
      const { exitCode, printed, said } = await world.run(line);
      setPolicy(everything);
      while ((await world.run("undo --yes")).exitCode === 0);
      // Without the account's own quotas, those that every account begins with are assumed.
      const hidesNothing = command !== "audit" && hidesNoNodeRole.includes(action);
      const isOptional = action === "iam:GetAccountSummary" || hidesNothing;
      const isSilent = isOptional && !(hidesNothing && ["init", "nodes"].includes(command));
      t.is(exitCode, isOptional ? 0 : 4, said);
      if (!isSilent) t.true(`${printed}${said}`.includes(action), `${printed}${said}`);
    });
  }
}

const reading = ["iam:GetRole", "iam:GetRolePolicy", "iam:ListAttachedRolePolicies", "iam:ListRolePolicies"];
/** EKS and the instances' tags both name the cluster: one of them will do. */
const naming = ["ec2:DescribeInstances", "eks:DescribeCluster", "eks:ListClusters"];
const bounding = `${init} --fence boundary`;
const otherPrefix = init.replace("init", "init --prefix /other/");

const inline = init.replace("init", "init --inline");

/** Every line with what is done before it, and the actions that it cannot do without. */
const wayBack: readonly (readonly [string, readonly string[], string, readonly string[]])[] = [
  ["revoke", [grant], revoke, [...reading, "iam:UpdateAssumeRolePolicy"]],
  ["undo", [grant], "undo LAST --yes", [...reading, "iam:UpdateAssumeRolePolicy"]],
  ["undo", [init], "undo LAST --yes", ["iam:GetPolicy", "iam:DetachRolePolicy", "iam:DeletePolicy"]],
  [
    "undo",
    [init, otherPrefix],
    "undo LAST --yes",
    ["iam:GetPolicyVersion", "iam:ListPolicyVersions", "iam:SetDefaultPolicyVersion", "iam:DeletePolicyVersion"],
  ],
  ["undo", [init, "undo --yes"], "undo LAST --yes", ["iam:CreatePolicy", "iam:TagPolicy", "iam:AttachRolePolicy"]],
  ["undo", [bounding], "undo LAST --yes", ["iam:DeleteRolePermissionsBoundary"]],
  ["undo", [bounding, "undo --yes"], "undo LAST --yes", ["iam:PutRolePermissionsBoundary"]],
  ["why", [], "why -n media covers", reading],
  ["init", [bounding], `${init} --fence none`, ["iam:DeleteRolePermissionsBoundary"]],
  ["init+inline", [], inline, ["iam:PutRolePolicy"]],
  ["init+inline", [init], inline, ["iam:PutRolePolicy", "iam:DetachRolePolicy"]],
  ["undo+inline", [inline], "undo LAST --yes", ["iam:DeleteRolePolicy"]],
  ["undo+inline", [inline, "undo --yes"], "undo LAST --yes", ["iam:PutRolePolicy"]],
  ["uninstall+inline", [inline], "uninstall --yes", ["iam:DeleteRolePolicy"]],
];

for (const [command, before, line, actions] of wayBack) {
  for (const action of actions) {
    const after = before.length === 0 ? "" : ` after ${before.map((words) => words.split(" --")[0]).join(" and ")}`;
    test.serial(`${line.split(" --")[0]}${after} without ${action} names it`, async (t) => {
      setPolicy(everything);
      let last = "";
      for (const words of before) last = /iamctl undo (\S+)/.exec((await world.run(words)).said)?.[1] ?? "";
      permit(command, action);
      const { exitCode, printed, said } = await world.run(line.replace("LAST", last));
      setPolicy(everything);
      while (/Done/.test((await world.run("undo --yes")).said));
      t.is(exitCode, 4, said);
      t.true(`${printed}${said}`.includes(action), `${printed}${said}`);
    });
  }
}

test.serial("init --inline and each way back, with no more than their policies and that of the flag", async (t) => {
  setPolicy(everything);
  t.is(await succeeds("uninstall --yes --no-wait"), "fine");
  const before = withoutOperator(world.sandbox.dumpAccount());
  const rest = async (commands: string, line: string): Promise<void> => {
    permit(commands);
    t.is(await succeeds(line), "fine", line);
  };
  await rest("init", init);
  await rest("init+inline", inline);
  await rest("undo+inline", "undo --yes");
  await rest("undo", "undo --yes");
  t.is(withoutOperator(world.sandbox.dumpAccount()), before);
  await rest("init+inline", inline);
  await rest("uninstall+inline", "uninstall --yes");
  t.is(withoutOperator(world.sandbox.dumpAccount()), before);
  permit("init+inline");
  const { printed } = await world.run(`${inline} --dry-run -o json`);
  await writeFile(join(world.folder, "inline.json"), printed);
  await rest("apply+inline", "apply FOLDER/inline.json --yes");
  await rest("undo+inline", "undo --yes");
  t.is(withoutOperator(world.sandbox.dumpAccount()), before);
});

test.serial("revoke without every way to name the cluster changes nothing, and names one", async (t) => {
  permit("revoke", ...naming);
  const { exitCode, said } = await world.run("revoke -n media covers --yes");
  setPolicy(everything);
  t.is(exitCode, 4, said);
  t.true(
    naming.some((action) => said.includes(action)),
    said,
  );
});

test("every action of revoke and undo is missed above, but for those of what this account lacks", (t) => {
  for (const [command, lacking] of [
    // The role has no customer managed policy.
    ["revoke", [...naming, "iam:GetPolicy", "iam:GetPolicyVersion"]],
    // An undone replacement is done again by the run that undoes the undoing.
    ["undo", [...naming, "iam:CreatePolicyVersion"]],
  ] as const) {
    const missed = new Set(wayBack.filter(([name]) => name === command).flatMap(([, , , actions]) => actions));
    const actions = new Set(commandNeeds[command].iam.flatMap((need) => need.actions));
    t.deepEqual([...actions].filter((action) => !missed.has(action)).toSorted(), lacking);
  }
});
