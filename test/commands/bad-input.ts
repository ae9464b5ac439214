// What goes wrong on the way, each with its exit code, a message that names subject and cause, and what to do next.
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import test from "ava";
import { kindNamed } from "../../src/sandbox/kube/resource-kinds.ts";
import { type CommandWorld, startCommandWorld } from "../helpers/command-world.ts";

let world: CommandWorld;
test.before(async () => {
  world = await startCommandWorld();
});
test.after.always(async () => world.stop());

interface Expected {
  readonly exitCode: number;
  readonly message: RegExp;
  readonly hint: RegExp;
}

/** Nothing is changed, neither in the account nor in the cluster, and nothing is printed as if it were an answer. */
const fails = test.macro(
  async (t, line: string, expected: Expected, env: Readonly<Record<string, string | undefined>> = {}) => {
    const account = world.sandbox.dumpAccount();
    const version = world.sandbox.kube.version;
    const { exitCode, printed, said } = await world.run(line, env);
    t.is(exitCode, expected.exitCode, said);
    t.regex(said, expected.message);
    t.regex(said, new RegExp(`hint: .*${expected.hint.source}`, "s"));
    t.is(printed, "");
    t.notRegex(said, /only-good-in-the-sandbox|\n\s+at /);
    t.is(world.sandbox.dumpAccount(), account);
    t.is(world.sandbox.kube.version, version);
  },
);

const grant = "grant -n media thumbnails thumbnails --yes";

test.serial("an unknown service", fails, "grant -n shop storefornt storefront --yes", {
  exitCode: 2,
  message: /no workload "storefornt" in namespace shop/,
  hint: /deployment\/storefront/,
});
test.serial("a service of another namespace", fails, "grant -n shop thumbnails thumbnails --yes", {
  exitCode: 2,
  message: /no workload "thumbnails" in namespace shop/,
  hint: /-n media/,
});
test.serial("a kind that is none", fails, "grant -n shop cm/storefront storefront --yes", {
  exitCode: 2,
  message: /"cm" is not a kind of workload/,
  hint: /deployment, statefulset/,
});
test.serial("a service of no namespace", fails, "grant nowhere nowhere --yes", {
  exitCode: 2,
  message: /no workload "nowhere" in namespace default/,
  hint: /kubectl get .* -A/,
});
test.serial("a Job, whose template is fixed, is not asked about", fails, "revoke -n media job/ebook-render --yes", {
  exitCode: 5,
  message: /template of job\/ebook-render cannot be changed/,
  hint: /replace the Job/,
});
test.serial("a pod of another namespace", async (t) => {
  const pod = world.sandbox.kube.list(kindNamed("Pod"), "shop")[0]?.metadata.name ?? "";
  const { exitCode, said } = await world.run(`why ${pod}`);
  t.is(exitCode, 2);
  t.regex(said, new RegExp(`no pod or workload "${pod}" in namespace default[^]*hint: .*-n shop`));
  t.regex((await world.run(`why shop/pod/${pod}`)).printed, new RegExp(`^shop/pod/${pod} `), "the name pasted");
});
test.serial("an audit of a namespace that is not there", fails, "audit -n shoop", {
  exitCode: 2,
  message: /no namespace shoop/,
  hint: /Did you mean namespace shop\?/,
});
test.serial("an audit of a namespace like none there is", fails, "audit -n zzzzzz", {
  exitCode: 2,
  message: /no namespace zzzzzz/,
  hint: /kubectl get namespaces/,
});
test.serial("a workload of a namespace that is not there", fails, "grant -n shoop storefront storefront --yes", {
  exitCode: 2,
  message: /no namespace shoop/,
  hint: /Did you mean namespace shop\?/,
});
test.serial("a rule mistyped", fails, "rules explain role-orphn", {
  exitCode: 2,
  message: /no rule "role-orphn"/,
  hint: /Did you mean P\d+ role-orphan\?/,
});
test.serial(
  "an external id that AWS does not take",
  fails,
  "grant -n media thumbnails thumbnails --external-id a --yes",
  {
    exitCode: 5,
    message: /not an external id/,
    hint: /--external-id/,
  },
);
test.serial("a malformed ARN", fails, "grant -n media thumbnails arn:aws:iam::1111:role/thumbnails --yes", {
  exitCode: 2,
  message: /is not a role/,
  hint: /name/,
});
test.serial("the ARN of a policy", fails, "grant -n media thumbnails arn:aws:iam::111122223333:policy/x --yes", {
  exitCode: 2,
  message: /is not a role/,
  hint: /name/,
});
test.serial("a role that does not exist", fails, "grant -n media thumbnails thumbnial --yes", {
  exitCode: 2,
  message: /no role named "thumbnial"/,
  hint: /iam list-roles/,
});
test.serial("a role of another account", fails, "grant -n media thumbnails arn:aws:iam::999988887777:role/x --yes", {
  exitCode: 2,
  message: /another account/,
  hint: /credentials of that account/,
});
test.serial("a workload on the node's network", fails, "grant -n platform ds/log-shipper log-shipper --yes", {
  exitCode: 5,
  message: /node's network/,
  hint: /hostNetwork/,
});
test.serial(
  "no kubeconfig",
  fails,
  grant,
  { exitCode: 2, message: /No kubeconfig/, hint: /--kubeconfig/ },
  { KUBECONFIG: "/nowhere/kubeconfig" },
);
test.serial("a context that is not there", fails, "audit --context staging", {
  exitCode: 2,
  message: /no context staging/,
  hint: /harbor-prod/,
});
test.serial(
  "no credentials",
  fails,
  grant,
  { exitCode: 4, message: /credentials/, hint: /aws/ },
  { AWS_ACCESS_KEY_ID: undefined, AWS_SECRET_ACCESS_KEY: undefined },
);
test.serial(
  "a profile that is not there",
  fails,
  "audit --profile staging",
  { exitCode: 4, message: /staging/, hint: /aws/ },
  { AWS_ACCESS_KEY_ID: undefined, AWS_SECRET_ACCESS_KEY: undefined },
);
test.serial(
  "no region",
  fails,
  grant,
  { exitCode: 2, message: /[Rr]egion/, hint: /--region/ },
  { AWS_REGION: undefined, AWS_DEFAULT_REGION: undefined },
);
test.serial(
  "keys that nobody knows",
  fails,
  grant,
  { exitCode: 4, message: /credentials|key/i, hint: /aws/ },
  { AWS_ACCESS_KEY_ID: "AKIANOBODYKNOWSTHIS0" },
);
test.serial("a prompt without a terminal", fails, "grant -n media thumbnails thumbnails", {
  exitCode: 2,
  message: /no terminal/,
  hint: /--yes/,
});
test.serial(
  "an account that does not answer",
  fails,
  grant,
  { exitCode: 1, message: /127\.0\.0\.1:9|reach|refused/i, hint: /\w/ },
  { AWS_ENDPOINT_URL: "http://127.0.0.1:9" },
);
test.serial(
  "a caller without rights in IAM",
  fails,
  grant,
  { exitCode: 4, message: /iam:GetRole|not permitted|may not/i, hint: /iam:Get(?:Role|InstanceProfile)/ },
  { AWS_ACCESS_KEY_ID: "AKIAHARBORSUPPORT001", AWS_SECRET_ACCESS_KEY: "only-good-in-the-sandbox-2" },
);
test.serial("nothing to undo", fails, "undo --yes", {
  exitCode: 2,
  message: /nothing to undo/i,
  hint: /iamctl revoke/,
});
test.serial("a run that the journal does not hold", fails, "undo 20200101-000000-abcd --yes", {
  exitCode: 2,
  message: /no run 20200101-000000-abcd/,
  hint: /\w/,
});
test.serial("a scenario that is not there", fails, "sandbox --scenario nowhere -- true", {
  exitCode: 2,
  message: /nowhere/,
  hint: /default/,
});

test.serial("a cluster that does not answer", async (t) => {
  const kubeconfig = join(world.folder, "dead-kubeconfig");
  await writeFile(
    kubeconfig,
    JSON.stringify({
      apiVersion: "v1",
      kind: "Config",
      "current-context": "dead",
      contexts: [{ name: "dead", context: { cluster: "dead", user: "dead" } }],
      clusters: [{ name: "dead", cluster: { server: "http://127.0.0.1:9" } }],
      users: [{ name: "dead", user: {} }],
    }),
  );
  const { exitCode, said } = await world.run("audit", { KUBECONFIG: kubeconfig });
  t.is(exitCode, 1);
  t.regex(said, /127\.0\.0\.1:9 of context dead could not be reached/);
  t.regex(said, /hint: .*get-contexts/);
});

test.serial("a trust policy over its quota is refused before anything is written", async (t) => {
  const role = [...world.sandbox.aws.account.roles.values()].find(({ name }) => name === "thumbnails");
  if (role === undefined) return t.fail("the scenario has no role thumbnails");
  const before = role.trust;
  const padding = Array.from(
    { length: 30 },
    (_, index) => `arn:aws:iam::111122223333:role/padding-with-a-long-name-${index}`,
  );
  const filled = {
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Principal: { AWS: padding }, Action: "sts:AssumeRole" }],
  };
  Object.assign(role, { trust: JSON.stringify(filled) });
  const { exitCode, said } = await world.run(grant);
  t.is(exitCode, 5);
  t.regex(said, /quota is 2048/);
  t.regex(said, /hint: .*quota/);
  Object.assign(role, { trust: before });
  return undefined;
});

test.serial("a trust policy that is not JSON is left alone", async (t) => {
  const role = [...world.sandbox.aws.account.roles.values()].find(({ name }) => name === "thumbnails");
  if (role === undefined) return t.fail("the scenario has no role thumbnails");
  const before = role.trust;
  Object.assign(role, { trust: "not json" });
  const { exitCode, said } = await world.run(grant);
  t.is(exitCode, 5);
  t.regex(said, /the trust policy cannot be read/);
  t.is(role.trust, "not json");
  Object.assign(role, { trust: before });
  return undefined;
});

test.serial("what the audit may not read is unknown, and --require-coverage makes that an error", async (t) => {
  const support = { AWS_ACCESS_KEY_ID: "AKIAHARBORSUPPORT001", AWS_SECRET_ACCESS_KEY: "only-good-in-the-sandbox-2" };
  const lenient = await world.run("audit --fail-on never", support);
  t.is(lenient.exitCode, 0, lenient.said);
  t.regex(lenient.printed, /UNKNOWN/);
  t.regex(lenient.printed, /iam:GetRole/);
  t.is((await world.run("audit --fail-on never --require-coverage", support)).exitCode, 4);
});
