// What `init` finds out, warns of and writes, beyond the story of test/commands/story.ts.
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import test from "ava";
import { kindNamed } from "../../src/sandbox/kube/resource-kinds.ts";
import { parseYaml, parseYamlDocuments } from "../../src/yaml.ts";
import { type CommandWorld, startCommandWorld } from "../helpers/command-world.ts";

let world: CommandWorld;
test.before(async () => {
  world = await startCommandWorld();
});
test.after.always(async () => world.stop());

const init = "init --values FOLDER/values.yaml";
const values = async (): Promise<unknown> => parseYaml(await readFile(join(world.folder, "values.yaml"), "utf8"), "v");

function addDaemon(name: string, env: readonly object[] = []): void {
  const template = { metadata: { labels: { app: name } }, spec: { containers: [{ name, image: "x", env }] } };
  const spec = { selector: { matchLabels: { app: name } }, template };
  const metadata = { name, namespace: "kube-system" };
  world.sandbox.kube.create(kindNamed("DaemonSet"), { apiVersion: "apps/v1", kind: "DaemonSet", metadata, spec });
}

function removeDaemon(name: string): void {
  world.sandbox.kube.remove(kindNamed("DaemonSet"), "kube-system", name);
}

test.serial(
  "a network that is not recognised is intercepted whatever its interfaces are called, and that is told",
  async (t) => {
    const { said, printed } = await world.run(`${init} --dry-run`);
    t.regex(printed, /interfaces: \["!eth0"\]/);
    t.regex(`${printed}${said}`, /The pods' network was not recognised/);
  },
);

test.serial("the Amazon VPC CNI: pods' interfaces and those of pods with security groups of their own", async (t) => {
  addDaemon("aws-node", [{ name: "ENABLE_POD_ENI", value: "true" }]);
  t.regex((await world.run(`${init} --dry-run`)).printed, /interfaces: \[eni\+, vlan\+\]/);
  const kube2iam = await world.run(`${init} --dry-run --proxy kube2iam`);
  t.regex(kube2iam.printed, /interface: "!eth0"/);
});

test.serial("two networks and nobody to ask: both are named, and the flag that decides", async (t) => {
  addDaemon("cilium");
  const { exitCode, said } = await world.run(`${init} --dry-run`);
  removeDaemon("cilium");
  t.is(exitCode, 2);
  t.regex(said, /Amazon VPC CNI and Cilium are both in this cluster/);
  t.regex(said, /hint: .*--interface eni\+ vlan\+ or --interface lxc\+/);
});

test.serial("--interface overrules what was found", async (t) => {
  t.regex((await world.run(`${init} --dry-run --interface tun0`)).printed, /interfaces: \[tun0\]/);
  const { exitCode, said } = await world.run(`${init} --dry-run --proxy kube2iam --interface a+ b+`);
  t.is(exitCode, 2);
  t.regex(said, /kube2iam takes one interface/);
});

test.serial("kube2iam's values: redirection on, no default role, no hook that would open the node", async (t) => {
  t.is((await world.run(`${init} --yes --proxy kube2iam`)).exitCode, 0);
  t.deepEqual(await values(), {
    aws: { region: "eu-west-1" },
    extraArgs: { "base-role-arn": "arn:aws:iam::111122223333:role/pods/" },
    host: { iptables: true, interface: "!eth0" },
    rbac: { create: true },
    tolerations: [{ operator: "Exists" }],
    lifecycle: null,
    updateStrategy: "RollingUpdate",
  });
  t.is((await world.run("undo --yes")).exitCode, 0);
});

test.serial("what a person wrote into the values file stays", async (t) => {
  const file = join(world.folder, "values.yaml");
  const own =
    "# ours\nproxy:\n  logLevel: debug # while we look\n  interfaces: [x+]\nresources: {limits: {memory: 1Gi}}\n";
  await writeFile(file, own);
  t.is((await world.run(`${init} --yes --image r.example/p@sha256:${"a".repeat(64)}`)).exitCode, 0);
  const text = await readFile(file, "utf8");
  t.regex(text, /^# ours\nproxy:\n {2}logLevel: debug # while we look\n/);
  t.like(await values(), {
    proxy: { logLevel: "debug", interfaces: ["eni+", "vlan+"], prefix: "/pods/" },
    resources: { limits: { memory: "1Gi" } },
    image: { repository: "r.example/p", digest: `sha256:${"a".repeat(64)}` },
  });
  t.regex((await world.run(`${init} --yes`)).said, /Nothing to change/);
  t.is((await world.run("undo --yes")).exitCode, 0);
  t.is(await readFile(file, "utf8"), own);
  await writeFile(file, "");
});

test.serial("a fence names each role it would cut off, and from which nodes", async (t) => {
  const { printed } = await world.run(`${init} --dry-run --fence deny`);
  const told = printed.replaceAll(/\s+/g, " ");
  t.regex(told, /It cuts off what nodes can assume today: /);
  t.regex(told, /ci-deployer \(from nodes\/harbor-prod-batch-node\)/);
  t.notRegex(told, /pods\/storefront/);
  t.regex(printed, /"Sid": "IamctlFence"/);
});

test.serial("a fence stays when init runs again without the flag, and goes with --fence none", async (t) => {
  const before = world.sandbox.dumpAccount();
  t.is((await world.run(`${init} --yes --fence boundary`)).exitCode, 0);
  const bound = [...world.sandbox.aws.account.roles.values()].filter(({ boundary }) => boundary !== undefined);
  t.is(bound.length, 3);
  t.regex((await world.run(`${init} --yes`)).said, /Nothing to change/);
  t.is((await world.run(`${init} --yes --fence none`)).exitCode, 0);
  t.true([...world.sandbox.aws.account.roles.values()].every(({ boundary }) => boundary === undefined));
  t.is((await world.run("undo --yes")).exitCode, 0);
  t.is((await world.run("undo --yes")).exitCode, 0);
  t.is(world.sandbox.dumpAccount(), before);
});

test.serial("a node role without a free slot has the policy written into it, and undo takes it out", async (t) => {
  const role = world.sandbox.aws.account.roles.get("harbor-prod-general-node");
  if (role === undefined) return t.fail();
  const { policies } = world.sandbox.aws.account;
  const any = [...policies.values()][0];
  if (any === undefined) return t.fail();
  const added = Array.from({ length: 10 - role.attached.size }, (_, at) => `arn:aws:iam::111122223333:policy/p${at}`);
  for (const arn of added) policies.set(arn, { ...any, arn, name: arn.slice(-2), managedBy: "customer" });
  for (const arn of added) role.attached.add(arn);
  const before = world.sandbox.dumpAccount();
  const { exitCode, printed, said } = await world.run(`${init} --yes`);
  t.is(exitCode, 0, said);
  t.regex(`${printed}${said}`.replaceAll(/\s+/g, " "), /harbor-prod-general-node has all its 10 managed policies/);
  t.true(role.inline.has("assume-pod-roles-harbor-prod-eu-west-1"));
  t.regex((await world.run(`${init} --yes`)).said, /Nothing to change/);
  t.is((await world.run("undo --yes")).exitCode, 0);
  t.is(world.sandbox.dumpAccount(), before);
  for (const arn of added) role.attached.delete(arn);
  for (const arn of added) policies.delete(arn);
  return undefined;
});

test.serial("the prefix of an earlier run is kept", async (t) => {
  t.is((await world.run(`${init} --yes --prefix /workloads/`)).exitCode, 0);
  t.regex((await world.run(`${init} --yes`)).said, /Nothing to change/);
  t.is((await world.run("undo --yes")).exitCode, 0);
});

test.serial(
  "what node roles hold beyond the usual, and metadata options that leave a way round, are told",
  async (t) => {
    const { printed } = await world.run(`${init} --dry-run`);
    const told = printed.replaceAll(/\s+/g, " ");
    t.regex(told, /harbor-prod-batch-node holds more than nodes usually need: inline policy assume-for-pods/);
    t.regex(told, /answers without a token/);
    t.regex(told, /hop limit above 1/);
  },
);

test.serial("plain manifests on stdout, and nothing is changed", async (t) => {
  const before = world.sandbox.dumpAccount();
  const { exitCode, printed, said } = await world.run("-n infra init -o manifests --image r.example/proxy:1");
  t.is(exitCode, 0, said);
  t.is(world.sandbox.dumpAccount(), before);
  const objects = parseYamlDocuments(printed, "manifests") as { kind: string; metadata: { namespace?: string } }[];
  t.deepEqual(
    objects.map(({ kind, metadata }) => `${kind} ${metadata.namespace ?? ""}`),
    ["ServiceAccount infra", "ClusterRole ", "ClusterRoleBinding ", "DaemonSet infra"],
  );
  const without = await world.run("init -o manifests");
  t.is(without.exitCode, 2);
  t.regex(without.said, /--image REPOSITORY:TAG/);
});

/** What is said from `Next:` on, with the world's folder as FOLDER. */
async function nextSteps(line: string): Promise<string | undefined> {
  const { exitCode, said } = await world.run(line);
  if (exitCode !== 0 && exitCode !== 3) throw new Error(said);
  await world.run("undo --yes");
  return /^Next:[^]*/mu.exec(said)?.[0].replaceAll(world.folder, "FOLDER").trimEnd();
}

const thenGrant = "  iamctl grant -n NAMESPACE SERVICE ROLE";
const install =
  "  helm upgrade --install iamctl-proxy templates/chart --namespace kube-system --values FOLDER/values.yaml";

test.serial("what comes next without an image: to build one", async (t) => {
  const build = "Next: build the proxy's image from the Containerfile, and name it in FOLDER/values.yaml; then";
  t.is(await nextSteps(`${init} --yes`), [build, install, thenGrant].join("\n"));
});

test.serial("what comes next with an image: to install the chart", async (t) => {
  const line = `${init} --image registry.example/iamctl-proxy:1 --yes`;
  t.is(await nextSteps(line), ["Next:", install, thenGrant].join("\n"));
});

test.serial("what comes next with kube2iam: its own chart", async (t) => {
  const line = "init --proxy kube2iam --values FOLDER/kube2iam.yaml --yes";
  const chart = "  install kube2iam's chart with --values FOLDER/kube2iam.yaml";
  t.is(await nextSteps(line), ["Next:", chart, thenGrant].join("\n"));
});

for (const flags of ["--dry-run", "--check", "--yes -o json"]) {
  test.serial(`nothing comes next after ${flags}`, async (t) => t.is(await nextSteps(`${init} ${flags}`), undefined));
}
