// What a person reads in the likeliest failures, word for word: it is written to be acted on, so a change of it is one of substance.
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import test from "ava";
import { type CommandWorld, startCommandWorld } from "../helpers/command-world.ts";

let world: CommandWorld;
test.before(async () => {
  world = await startCommandWorld();
  await writeFile(join(world.folder, "aws-config"), awsConfig);
});
test.after.always(async () => world.stop());

const awsConfig = [
  ...["[profile prod]", "sso_session = corp", "sso_account_id = 111122223333", "sso_role_name = dev"],
  ...["[sso-session corp]", "sso_start_url = https://corp.example/start", "sso_region = eu-west-1"],
].join("\n");

interface Circumstances {
  /** With FOLDER for the test's own folder. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly forbidden?: string;
  readonly kubeconfig?: object;
  /** What the role thumbnails trusts meanwhile. */
  readonly trust?: string;
}

const says = test.macro(async (t, line: string, exitCode: number, text: string, given: Circumstances = {}) => {
  const role = [...world.sandbox.aws.account.roles.values()].find(({ name }) => name === "thumbnails");
  const { trust = "" } = role ?? {};
  if (given.forbidden !== undefined) world.forbid(given.forbidden);
  if (given.trust !== undefined) Object.assign(role ?? {}, { trust: given.trust });
  const env = Object.fromEntries(
    Object.entries(given.env ?? {}).map(([name, value]) => [name, value?.replace("FOLDER", world.folder)]),
  );
  if (given.kubeconfig !== undefined) env["KUBECONFIG"] = await writeKubeconfig(given.kubeconfig);
  const outcome = await world.run(line, env);
  world.forbid();
  Object.assign(role ?? {}, { trust });
  const said = outcome.said.slice(outcome.said.indexOf("error: ")).trimEnd();
  const plainly = said.replaceAll(world.folder, "FOLDER").replaceAll(/\d{8}-\d{6}-[0-9a-f]{4}/g, "RUN");
  t.is(plainly, text, outcome.said);
  t.is(outcome.exitCode, exitCode);
});

async function writeKubeconfig(user: object): Promise<string> {
  const path = join(world.folder, "other-kubeconfig");
  const server = "server" in user ? user.server : "https://127.0.0.1:9";
  const document = {
    ...{ apiVersion: "v1", kind: "Config", "current-context": "prod" },
    contexts: [{ name: "prod", context: { cluster: "prod", user: "prod" } }],
    clusters: [{ name: "prod", cluster: { server } }],
    users: [{ name: "prod", user }],
  };
  await writeFile(path, JSON.stringify(document));
  return path;
}

const grant = "grant -n media thumbnails thumbnails --yes";
const noKeys = { AWS_ACCESS_KEY_ID: undefined, AWS_SECRET_ACCESS_KEY: undefined };
const role = "arn:aws:iam::111122223333:role/pods/thumbnails";
const me = "arn:aws:iam::111122223333:user/people/platform-engineer";

test.serial(
  "1: no credentials",
  says,
  grant,
  4,
  "error: No AWS credentials were found\nhint: Set them up with `aws configure`, or name a profile with --profile NAME or AWS_PROFILE=NAME.",
  { env: noKeys },
);
test.serial(
  "2: an SSO session that has expired, of the profile that was named",
  says,
  `${grant} --profile prod`,
  4,
  "error: The AWS sign-in has expired\nhint: Sign in again: aws sso login --profile prod",
  { env: { ...noKeys, AWS_CONFIG_FILE: "FOLDER/aws-config" } },
);
test.serial(
  "3: the same of the profile that the environment names",
  says,
  grant,
  4,
  "error: The AWS sign-in has expired\nhint: Sign in again: aws sso login --profile prod",
  { env: { ...noKeys, AWS_PROFILE: "prod", AWS_CONFIG_FILE: "FOLDER/aws-config" } },
);
test.serial(
  "4: a profile that is not there",
  says,
  `${grant} --profile staging`,
  4,
  "error: There is no AWS profile staging\nhint: List them: aws configure list-profiles. Set one up: aws configure --profile NAME",
  { env: { ...noKeys, AWS_CONFIG_FILE: "FOLDER/aws-config" } },
);
test.serial(
  "5: keys that AWS does not know",
  says,
  "permissions grant",
  4,
  "error: AWS does not accept these credentials (InvalidClientTokenId)\nhint: Check the keys with `aws sts get-caller-identity`, or name another profile with --profile NAME.",
  { env: { AWS_ACCESS_KEY_ID: "AKIANOBODYKNOWSTHIS0" } },
);
test.serial(
  "6: no region",
  says,
  grant,
  2,
  "error: No AWS region is set\nhint: Name it with --region eu-west-1 (yours), AWS_REGION, or `aws configure set region`.",
  { env: { AWS_REGION: undefined, AWS_DEFAULT_REGION: undefined } },
);
test.serial(
  "7: an account that does not answer",
  says,
  "permissions grant",
  1,
  "error: sts:GetCallerIdentity: AWS could not be reached (ECONNREFUSED)\nhint: Check the network, --region, and AWS_ENDPOINT_URL when it is set.",
  { env: { AWS_ENDPOINT_URL: "http://127.0.0.1:9" } },
);
test.serial(
  "8: a role that may not be read",
  says,
  `grant -n media thumbnails ${role} --yes`,
  4,
  [
    `error: Role ${role} could not be read: ${me} may not iam:GetRole on thumbnails`,
    `hint: Ask for this statement:\n{"Effect":"Allow","Action":"iam:GetRole","Resource":"${role}"}`,
  ].join("\n"),
  { forbidden: "iam:GetRole" },
);
test.serial(
  "9: a trust policy that may not be written, because somebody denies it",
  says,
  grant,
  4,
  [
    `error: Step 1 of 2 failed: ${me} may not iam:UpdateAssumeRolePolicy on ${role}`,
    "Nothing was changed before it. Not begun: Annotate the pod template of deployment/thumbnails in namespace media.",
    `hint: A Deny in an identity-based policy forbids it; no further Allow helps. Ask whoever maintains that policy. Which it is: aws iam simulate-principal-policy --policy-source-arn ${me} --action-names iam:UpdateAssumeRolePolicy --resource-arns ${role}`,
  ].join("\n"),
  { forbidden: "iam:UpdateAssumeRolePolicy" },
);
test.serial(
  "10: no kubeconfig",
  says,
  grant,
  2,
  "error: No kubeconfig at /nowhere/kubeconfig\nhint: Name one with --kubeconfig FILE or KUBECONFIG=FILE; for EKS: aws eks update-kubeconfig --name CLUSTER",
  { env: { KUBECONFIG: "/nowhere/kubeconfig" } },
);
test.serial(
  "11: a context that is not there",
  says,
  `${grant} --context staging`,
  2,
  "error: The kubeconfig has no context staging\nhint: Choose one with --context: harbor-prod",
);
test.serial(
  "12: a cluster that does not answer",
  says,
  grant,
  1,
  "error: The API server http://127.0.0.1:9 of context prod could not be reached (ECONNREFUSED)\nhint: Check the network or VPN, and the context: kubectl config get-contexts",
  { kubeconfig: { server: "http://127.0.0.1:9" } },
);
test.serial(
  "13: a credential plugin that is not installed",
  says,
  grant,
  4,
  "error: aws-nowhere, which context prod needs to sign in, is not installed or not in PATH\nhint: Install aws-nowhere, or choose another context with --context.",
  {
    kubeconfig: {
      exec: { apiVersion: "client.authentication.k8s.io/v1beta1", command: "aws-nowhere", interactiveMode: "Never" },
    },
  },
);
test.serial(
  "14: a workload mistyped",
  says,
  "grant -n media thumnails thumbnails --yes",
  2,
  'error: There is no workload "thumnails" in namespace media.\nhint: Did you mean media/deployment/thumbnails?',
);
test.serial(
  "15: a workload of another namespace",
  says,
  "grant -n shop thumbnails thumbnails --yes",
  2,
  'error: There is no workload "thumbnails" in namespace shop.\nhint: Did you mean media/deployment/thumbnails? Add -n media',
);
test.serial(
  "16: a Job, whose template is fixed",
  says,
  "revoke -n media job/ebook-render --yes",
  5,
  "error: The pod template of job/ebook-render cannot be changed: a Job keeps the one it began with.\nhint: Change the annotation in its manifest under spec.template.metadata.annotations, and replace the Job: kubectl replace --force -f FILE",
);
test.serial(
  "17: a workload on the node's network",
  says,
  "grant -n platform ds/log-shipper log-shipper --yes",
  5,
  "error: The pods of daemonset/log-shipper are on the node's network, where a role annotation is never honoured.\nhint: Run it without hostNetwork, or give the node role what it needs: iamctl nodes names the node roles.",
);
test.serial(
  "18: nobody there to confirm",
  says,
  "revoke -n media covers",
  2,
  'error: There is no terminal to ask on: "Make these changes?"\nhint: Answer on the command line: --yes',
);
test.serial(
  "19: a trust policy that cannot be read",
  says,
  grant,
  5,
  `error: Nothing was changed in ${role}: the trust policy cannot be read: a value should stand here (line 1, column 1).\nhint: See it: aws iam get-role --role-name thumbnails`,
  { trust: "not json" },
);
test.serial(
  "20: nothing to undo",
  says,
  "undo --yes",
  2,
  "error: There is nothing to undo: no run of iamctl has changed anything from this machine.\nhint: To take away one workload's role: iamctl revoke SERVICE. Everything of iamctl's, without any record: iamctl uninstall",
  { env: { XDG_STATE_HOME: "FOLDER/another" } },
);
test.serial(
  "21: a run that the journal does not hold",
  says,
  "undo 20200101-000000-abcd --yes",
  2,
  "error: The journal holds no run RUN\nhint: Nothing has been changed from this machine yet.",
  { env: { XDG_STATE_HOME: "FOLDER/another" } },
);
test.serial(
  "22: a state folder that cannot be written",
  says,
  grant,
  1,
  "error: The journal in FOLDER/aws-config/iamctl/runs cannot be written, so nothing was changed: ENOTDIR: not a directory, mkdir 'FOLDER/aws-config/iamctl/runs'\nhint: Make the folder writable, or name another one: XDG_STATE_HOME=FOLDER iamctl …",
  { env: { XDG_STATE_HOME: "FOLDER/aws-config" } },
);
test.serial(
  "23: a plan that is not where it was said to be",
  says,
  "apply FOLDER/nowhere.json --yes",
  2,
  "error: There is no file FOLDER/nowhere.json.\nhint: Save a plan with: iamctl grant SERVICE ROLE --dry-run -o json > plan.json",
);
