// Scenarios: the bundled ones hold together, and a bad one is refused with file, place and reason.
import test from "ava";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { IamctlError } from "../../src/errors.ts";
import { createAwsState } from "../../src/sandbox/aws/create-aws-state.ts";
import { listScenarios, parseScenario, readScenario } from "../../src/sandbox/read-scenario.ts";
import { printYaml } from "../../src/yaml.ts";

test("the bundled scenarios are listed by name", (t) => {
  t.deepEqual(listScenarios(), ["default", "fleet", "mechanisms", "tidy"]);
});

for (const name of listScenarios()) {
  test(`the bundled scenario ${name} makes an account, always the same one`, (t) => {
    const { aws } = readScenario(name);
    const dump = (): string => createAwsState(aws, { now: () => new Date() }).dumpAccount();
    t.is(dump(), dump());
    t.regex(dump(), new RegExp(`"account": "${aws.account}"`));
    t.false(dump().includes("only-good-in-the-sandbox"), "no secret");
  });
}

test("the default scenario is the company it says it is", (t) => {
  const { kubernetes, aws } = readScenario();
  const count = (kind: string): number => kubernetes.objects.filter((object) => object.kind === kind).length;
  t.deepEqual(
    ["Namespace", "Node", "Deployment", "StatefulSet", "DaemonSet", "Job", "CronJob"].map(count),
    [3, 3, 5, 2, 1, 1, 1],
  );
  t.is(new Set(aws.instanceProfiles.map(({ role }) => role)).size, 3);
  t.is(aws.clusters[0]?.nodegroups?.length, 2);
});

test("a file that is no scenario at all is refused without being printed whole", (t) => {
  const error = t.throws(() => parseScenario(`just some text ${"x".repeat(500)}`, "passwd"), {
    instanceOf: IamctlError,
  });
  t.regex(error.message, /passwd cannot be used: .*just some text/);
  t.true(error.message.length < 200, error.message);
});

test("a scenario may be any file", (t) => {
  const folder = mkdtempSync(join(tmpdir(), "iamctl-"));
  t.teardown(() => {
    rmSync(folder, { recursive: true });
  });
  const file = join(folder, "own.yaml");
  writeFileSync(file, printYaml(smallest()));
  t.is(readScenario(file).name, "small");
});

test("a name that is neither bundled nor a file says what there is", (t) => {
  const error = t.throws(() => readScenario("nowhere"), { instanceOf: IamctlError });
  t.regex(error?.message ?? "", /nowhere is neither bundled nor a file/);
  t.is(error?.hint, "Bundled scenarios: default, fleet, mechanisms, tidy");
  t.is(error?.exitCode, 2);
});

test("what may be left out is empty", (t) => {
  const { aws } = parseScenario(printYaml(smallest()), "s.yaml");
  t.deepEqual([aws.policies, aws.instances, aws.buckets, aws.clusters, aws.instanceProfiles], [[], [], [], [], []]);
});

const trust = { Version: "2012-10-17", Statement: [] };

function smallest(): Record<string, unknown> {
  return {
    name: "small",
    description: "As little as there can be.",
    aws: {
      account: "111122223333",
      region: "eu-west-1",
      operator: "me",
      users: [{ name: "me", accessKeys: [{ id: "AKIAME00000000000001", secret: "x" }] }],
      roles: [{ name: "worker", trust }],
    },
    kubernetes: { objects: [{ apiVersion: "v1", kind: "Namespace", metadata: { name: "shop" } }] },
  };
}

/** `undefined` takes the member away. */
function put(scenario: Record<string, unknown>, path: string, value: unknown): void {
  const steps = path.split(".");
  const last = steps.pop() ?? "";
  let target = scenario;
  for (const step of steps) target = target[step] as Record<string, unknown>;
  if (value === undefined) delete target[last];
  else target[last] = value;
}

const instance = { id: "i-0123456789abcdef0", privateIp: "127.0.0.1" };
const node = { apiVersion: "v1", kind: "Node", metadata: { name: "n" }, spec: { providerID: "aws:///a/i-0fffffff" } };

const faults: readonly [rule: string, path: string, value: unknown, problem: string][] = [
  ["a missing member", "aws.region", undefined, "aws.region: is missing"],
  ["an unknown member", "aws.rolls", [], "aws.rolls: is not known here (known: account, region"],
  [
    "an account that is a number",
    "aws.account",
    111122223333,
    "aws.account: must be 12 digits in quotes, is 111122223333",
  ],
  ["a list that is a mapping", "aws.roles", {}, "aws.roles: must be a list, is a mapping"],
  ["a role without trust", "aws.roles.0.trust", undefined, "aws.roles[0].trust: is missing"],
  [
    "a path without its slashes",
    "aws.roles.0.path",
    "pods",
    'aws.roles[0].path: must be a path that begins and ends with /, is "pods"',
  ],
  [
    "a session of half an hour",
    "aws.roles.0.maxSessionDuration",
    1800,
    "aws.roles[0].maxSessionDuration: must be a whole number from 3600 to 43200, is 1800",
  ],
  ["a tag that is a number", "aws.roles.0.tags", { a: 1 }, "aws.roles[0].tags.a: must be text, is 1"],
  ["a trust text that is not JSON", "aws.roles.0.trust", "{", "aws.roles[0].trust: "],
  [
    "an inline policy without Effect",
    "aws.roles.0.policies",
    { p: { Statement: {} } },
    "aws.roles[0].policies.p: Statement.Effect is neither Allow nor Deny",
  ],
  [
    "a trust policy for nobody",
    "aws.roles.0.trust",
    { Statement: { Effect: "Allow", Action: "sts:AssumeRole" } },
    "aws.roles[0].trust: a statement names no Principal, so it is no trust policy",
  ],
  [
    "a principal in what a role may do",
    "aws.roles.0.policies",
    { own: { Statement: { Effect: "Allow", Principal: "*", Action: "*", Resource: "*" } } },
    "aws.roles[0].policies.own: a statement names a Principal",
  ],
  ["two roles of one name", "aws.roles.1", { name: "WORKER", trust }, "aws.roles[1].name: WORKER is there twice"],
  ["an operator that is no user", "aws.operator", "you", "aws.operator: there is no user you"],
  ["an operator without keys", "aws.users.0.accessKeys", undefined, "aws.operator: the user me has no access key"],
  [
    "a profile of no role",
    "aws.instanceProfiles",
    [{ name: "p", role: "none" }],
    "aws.instanceProfiles[0].role: there is no role none",
  ],
  [
    "an instance of no profile",
    "aws.instances",
    [{ ...instance, profile: "none" }],
    "aws.instances[0].profile: there is no instance profile none",
  ],
  [
    "metadata tokens of a third kind",
    "aws.instances",
    [{ ...instance, metadata: { httpTokens: "maybe" } }],
    'aws.instances[0].metadata.httpTokens: must be optional or required, is "maybe"',
  ],
  [
    "a Kubernetes object without a name",
    "kubernetes.objects.0.metadata",
    {},
    "kubernetes.objects[0].metadata.name: is missing",
  ],
  [
    "a node of no instance",
    "kubernetes.objects.1",
    node,
    "kubernetes.objects[1].spec.providerID: there is no instance i-0fffffff",
  ],
];

for (const [rule, path, value, problem] of faults) {
  test(`refused: ${rule}`, (t) => {
    const scenario = smallest();
    put(scenario, path, value);
    const error = t.throws(() => parseScenario(printYaml(scenario), "own.yaml"), { instanceOf: IamctlError });
    t.true(error?.message.startsWith(`The scenario own.yaml cannot be used: ${problem}`), error?.message);
    t.is(error?.exitCode, 2);
  });
}

test("refused: a policy attached that nobody knows", (t) => {
  const scenario = smallest();
  put(scenario, "aws.roles.0.attached", ["arn:aws:iam::aws:policy/None"]);
  const { aws } = parseScenario(printYaml(scenario), "own.yaml");
  t.throws(() => createAwsState(aws, { now: () => new Date() }), {
    instanceOf: IamctlError,
    message: "The scenario attaches the policy arn:aws:iam::aws:policy/None to worker, but there is no such policy.",
  });
});
