// Commands that read or set up, under the real API server's RBAC: with exactly what `iamctl permissions` prints, and with one rule less.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import test from "ava";
import { enforceIam } from "./helpers/enforce-iam.ts";
import { defineNodeClasses } from "./helpers/node-classes.ts";
import { readWorld } from "./helpers/read-world.ts";
import { createRestricted, type Restricted } from "./helpers/restricted-person.ts";
import { startWorld, type World } from "./helpers/world.ts";
import { typeLine } from "../helpers/type-line.ts";

let world: World;
let person: Restricted;
test.before(async () => {
  world = await startWorld("peers");
  person = createRestricted(world);
  await defineNodeClasses(world);
});
test.after.always(async () => world.stop());

const nothing = /^$/;
const everything = /./;
const init = "init --yes --values FOLDER/values.yaml";
const grant = "grant -n media thumbnails thumbnails --yes --no-wait";

test.serial("audit reads with its ClusterRole alone, and names each kind that it may not list", async (t) => {
  const line = "audit --require-coverage --fail-on never";
  await person.succeeds(t, "audit", line);
  await person.missesEach(t, "audit", line, everything, nothing);
});

test.serial("who-can reads what the audit reads, and says what it could not see", async (t) => {
  await person.succeeds(t, "who-can", "who-can covers");
  await person.missesEach(t, "who-can", "who-can covers", /^list (pods|rolebindings)$/, nothing);
});

test.serial("why reads with its ClusterRole alone, and names each kind that it may not list", async (t) => {
  const [pod] = await world.kube.list("/api/v1/namespaces/media/pods?labelSelector=app%3Dcovers");
  const line = `why -n media ${pod?.metadata.name}`;
  await person.succeeds(t, "why", line);
  // The pod itself is all that its chain cannot do without.
  await person.missesEach(t, "why", line, /^(?!get services)/, /^(?!list pods)/);
});

test.serial("why of a workload needs the kind of every workload, to know which one is meant", async (t) => {
  const line = "why -n media deployment/covers";
  await person.succeeds(t, "why", line);
  await person.missesEach(t, "why", line, /list (pods|deployments|.*sets|.*jobs)$/);
});

test.serial("nodes reads where nodes are told of, and an incomplete list is told apart", async (t) => {
  await person.succeeds(t, "nodes", "nodes");
  await person.missesEach(t, "nodes", "nodes", everything);
});

test.serial("status reads with its ClusterRole alone, and says what it could not see", async (t) => {
  await person.succeeds(t, "status", "status");
  await person.missesEach(t, "status", "status", everything, everything);
});

test.serial("what tells of no cluster needs no right in one", async (t) => {
  const kubeconfig = await person.signIn([]);
  for (const line of ["history", "rules", "permissions -o rbac", "permissions why"]) {
    const { exitCode, said } = await person.run(line, kubeconfig);
    t.is(exitCode, 0, `${line}\n${said}`);
  }
});

test.serial("init reads where nodes are told of, and nothing else of the cluster", async (t) => {
  const before = await readWorld(world);
  // Without the networks' DaemonSets it intercepts by exclusion, and says so.
  await person.missesEach(t, "init", init, everything, /^get configmaps|^list daemonsets/);
  t.deepEqual(await readWorld(world), before);
  await person.succeeds(t, "init", init);
  t.is((await person.run("undo --yes")).exitCode, 0);
  t.deepEqual(await readWorld(world), before);
});

test.serial("apply needs what the plan's steps change, and changes nothing without it", async (t) => {
  const before = await readWorld(world);
  const plan = join(world.folder, "plan.json");
  writeFileSync(plan, (await person.run(`${grant} --dry-run -o json`)).printed);
  const line = "apply FOLDER/plan.json --yes --no-wait";
  await person.missesEach(t, "apply", line, /^(get|patch) deployments/);
  t.deepEqual(await readWorld(world), before);
  const run = await person.succeeds(t, "apply", line);
  t.notDeepEqual(await readWorld(world), before);
  t.is((await person.run(`undo ${run} --yes --no-wait`)).exitCode, 0);
  t.deepEqual(await readWorld(world), before);
});

test.serial("uninstall plans nothing where it may not list, and changes nothing half-way", async (t) => {
  const before = await readWorld(world);
  for (const line of [init, grant]) t.is((await person.run(line)).exitCode, 0, line);
  const setUp = await readWorld(world);
  const line = "uninstall --yes --no-wait";
  // Nodes are listed only where EKS does not know the cluster; a workload's controller is found by its owner.
  await person.missesEach(t, "uninstall", line, /^list (?!nodes)|^(get|patch) deployments/);
  t.deepEqual(await readWorld(world), setUp);
  await person.succeeds(t, "uninstall", line);
  t.deepEqual(await readWorld(world), before);
});

test.serial(
  "moto, when it is asked to judge, lets grant do its work with its policy alone, and without one action not",
  async (t) => {
    const before = await readWorld(world);
    const somebody = await enforceIam(world, "somebody");
    t.teardown(somebody.stop);
    const type = (line: string) => typeLine(line.split(" "), { ...world.env, ...somebody.env });
    const policy = await readPolicy("grant");
    for (const action of missed) {
      await somebody.permit(without(policy, action));
      const { exitCode, said } = await type(grant);
      t.is(exitCode, 4, `without ${action}: ${said}`);
      t.true(said.includes(action), `without ${action}: ${said}`);
      // Done, but not to be verified.
      if (/To take it back/.test(said)) {
        await somebody.stop();
        t.is((await person.run("undo --yes --no-wait")).exitCode, 0);
      }
    }
    await somebody.stop();
    t.deepEqual(await readWorld(world), before);
    await somebody.permit(policy);
    const { exitCode, said } = await type(grant);
    t.is(exitCode, 0, said);
    await somebody.stop();
    t.is((await person.run("undo --yes --no-wait")).exitCode, 0);
    t.deepEqual(await readWorld(world), before);
  },
);

test.serial("moto lets the audit read with its policy alone, and without one action the audit names it", async (t) => {
  // Launch templates and launch configurations tell nothing that is not known already here, nor does a role by itself.
  const line = "audit -o json --require-coverage --fail-on never".split(" ");
  const reader = await enforceIam(world, "reader");
  t.teardown(reader.stop);
  const env = { ...world.env, ...reader.env };
  const policy = await readPolicy("audit");
  const audit = async (held: Policy) => {
    await reader.permit(held);
    const { exitCode, printed, said } = await typeLine(line, env);
    const { findings, unknown } = JSON.parse(printed) as Report;
    return { exitCode, findings, named: unknown.map(({ call }) => call), said };
  };
  const whole = await audit(policy);
  t.deepEqual([whole.exitCode, whole.named], [0, []], whole.said);
  const named: string[] = [];
  for (const action of policy.Statement.flatMap(({ Action }) => Action).filter((one) => !one.startsWith("eks:"))) {
    const less = await audit(without(policy, action));
    const isNamed = less.named.includes(action);
    t.is(less.exitCode, isNamed ? 4 : 0, `without ${action}: ${less.said}`);
    if (isNamed) named.push(action);
    else t.deepEqual(less.findings, whole.findings, `without ${action}`);
  }
  t.deepEqual(named.toSorted(), [
    ...["autoscaling:DescribeAutoScalingGroups", "ec2:DescribeInstances", "iam:GetAccountAuthorizationDetails"],
    ...["iam:GetInstanceProfile", "iam:ListOpenIDConnectProviders"],
  ]);
});

interface Report {
  readonly findings: readonly object[];
  readonly unknown: readonly { readonly call: string }[];
}

interface Policy {
  readonly Statement: readonly { readonly Action: readonly string[] }[];
}

/** As it is printed. */
async function readPolicy(command: string): Promise<Policy> {
  return JSON.parse((await person.run(`permissions ${command} --account 111122223333`)).printed) as Policy;
}

function without(policy: Policy, action: string): Policy {
  const Statement = policy.Statement.map((statement) => ({
    ...statement,
    Action: statement.Action.filter((one) => one !== action),
  }));
  return { ...policy, Statement: Statement.filter(({ Action }) => Action.length > 0) };
}

/** Of EKS moto denies in XML, which no EKS client understands. */
const missed = [
  ...["autoscaling:DescribeAutoScalingGroups", "ec2:DescribeInstances", "iam:GetInstanceProfile", "iam:GetRole"],
  ...["iam:GetPolicy", "iam:GetPolicyVersion", "iam:GetRolePolicy", "iam:ListAttachedRolePolicies"],
  ...["iam:ListRolePolicies", "iam:UpdateAssumeRolePolicy"],
];
