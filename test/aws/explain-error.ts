// What a person is told when AWS refuses: the real SDK's errors, from real answers on the wire.
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import test from "ava";
import { connectAccount } from "../../src/aws/connect-account.ts";
import { explainAwsError } from "../../src/aws/explain-error.ts";
import { IamctlError } from "../../src/errors.ts";
import { account, failure, identity, pretendToBeSignedIn } from "../helpers/aws-wire.ts";
import { serve } from "../helpers/http-server.ts";
import { temporaryFolder } from "../helpers/temporary-folder.ts";

pretendToBeSignedIn();

interface Told {
  readonly message: RegExp;
  readonly hint: RegExp;
  readonly exitCode: number;
}

/** What connectAccount makes of an answer to GetCallerIdentity. */
const tells = test.macro<[[number, string, string], Told]>({
  async exec(t, [status, code, message], told) {
    const { url, stop } = await serve(() => failure(status, code, message));
    const error = await t.throwsAsync(connectAccount({ endpoint: url, region: "eu-west-1" }).identity(), {
      instanceOf: IamctlError,
    });
    t.regex(error.message, told.message);
    t.regex(error.hint ?? "", told.hint);
    t.is(error.exitCode, told.exitCode as IamctlError["exitCode"]);
    stop();
  },
  title: (rule) => rule ?? "",
});

test(
  "an expired token: sign in again",
  tells,
  [400, "ExpiredToken", "The security token included in the request is expired"],
  {
    message: /sign-in has expired/,
    hint: /aws sso login/,
    exitCode: 4,
  },
);
test("keys that AWS does not know: check them", tells, [403, "InvalidClientTokenId", "The security token is invalid"], {
  message: /does not accept these credentials \(InvalidClientTokenId\)/,
  hint: /get-caller-identity/,
  exitCode: 4,
});
test("an unknown failure keeps AWS's own words", tells, [400, "Peculiar", "something odd"], {
  message: /sts:GetCallerIdentity on \* failed: Peculiar: something odd/,
  hint: /--verbose/,
  exitCode: 1,
});

test("a wrong signature does not repeat the request that AWS quotes, session token and all", async (t) => {
  const quoted = "The canonical string should have been x-amz-security-token:SECRET-TOKEN";
  const { url, stop } = await serve(() => failure(403, "SignatureDoesNotMatch", quoted));
  const error = await t.throwsAsync(connectAccount({ endpoint: url, region: "eu-west-1" }).identity(), {
    instanceOf: IamctlError,
  });
  t.false(`${error.message} ${error.hint ?? ""} ${String(error.cause)} ${error.stack ?? ""}`.includes("SECRET-TOKEN"));
  stop();
});

const refused =
  "User: arn:aws:iam::111122223333:user/ada is not authorized to perform: iam:GetAccountSummary on resource: * because no identity-based policy allows the iam:GetAccountSummary action";

test("a denied call names caller, action and resource, and gives the statement to ask for", (t) => {
  const denied = Object.assign(new Error(refused), { name: "AccessDenied" });
  const error = explainAwsError(denied, { action: "iam:GetAccountSummary", resource: "*" });
  t.is(error.message, "arn:aws:iam::111122223333:user/ada may not iam:GetAccountSummary on *");
  t.is(error.hint, 'Ask for this statement:\n{"Effect":"Allow","Action":"iam:GetAccountSummary","Resource":"*"}');
  t.like(error, { exitCode: 4, call: "iam:GetAccountSummary" });
});

test("an explicit Deny is not answered with an Allow to add", (t) => {
  const message =
    "User: arn:aws:iam::111122223333:user/ada is not authorized to perform: iam:GetRole on resource: role api with an explicit deny in a service control policy";
  const error = explainAwsError(Object.assign(new Error(message), { name: "AccessDenied" }), {
    action: "iam:GetRole",
    resource: "api",
  });
  t.regex(error.hint ?? "", /service control policy forbids it; no further Allow helps/);
});

const explains = test.macro<[string, string, RegExp, RegExp]>({
  exec(t, name, message, said, hint) {
    const error = explainAwsError(Object.assign(new Error(message), { name }), {
      action: "iam:UpdateAssumeRolePolicy",
      resource: "role/api",
    });
    t.regex(error.message, said);
    t.regex(error.hint ?? "", hint);
  },
  title: (rule) => rule ?? "",
});

test(
  "a trust policy over its quota: which quota, and how to raise it",
  explains,
  "LimitExceeded",
  "Cannot exceed quota for ACLSizePerRole: 2048",
  /role\/api would go over the size quota of a role's trust policy/,
  /L-C07B4B0D/,
);
test(
  "too many attached policies: which quota",
  explains,
  "LimitExceeded",
  "Cannot exceed quota for PoliciesPerRole: 10",
  /number of managed policies attached/,
  /Detach one/,
);
test(
  "an unknown role: named, with the way to list them",
  explains,
  "NoSuchEntity",
  "The role with name api cannot be found.",
  /role\/api does not exist/,
  /list-roles/,
);
test(
  "throttling: wait",
  explains,
  "Throttling",
  "Rate exceeded",
  /throttled iam:UpdateAssumeRolePolicy/,
  /Wait a minute/,
);
test(
  "a service-linked role: cannot be changed",
  explains,
  "UnmodifiableEntity",
  "no",
  /belongs to an AWS service/,
  /role of your own/,
);
test("a missing region: how to name it", explains, "Error", "Region is missing", /No AWS region is set/, /--region/);
test(
  "an expired SSO session: sign in again",
  explains,
  "CredentialsProviderError",
  "The SSO session associated with this profile has expired.",
  /sign-in has expired/,
  /aws sso login/,
);

test("the profile asked for is in the sign-in command", (t) => {
  const error = explainAwsError(Object.assign(new Error("expired"), { name: "ExpiredToken" }), {
    action: "a",
    resource: "b",
    profile: "prod",
  });
  t.is(error.hint, "Sign in again: aws sso login --profile prod");
});

test("an endpoint where nobody listens is unreachable", async (t) => {
  const { url, stop } = await serve(() => ({ body: "" }));
  stop();
  const error = await t.throwsAsync(connectAccount({ endpoint: url, region: "eu-west-1" }).identity(), {
    instanceOf: IamctlError,
  });
  t.regex(error.message, /sts:GetCallerIdentity: AWS could not be reached \(ECONNREFUSED\)/);
});

test("quotas that the account will not tell are those every account starts with", async (t) => {
  const { account: reading, stop } = await account(() => failure(403, "AccessDenied", refused));
  t.like(await reading.readQuotas(), { trustPolicySize: 2048, fromAccount: false });
  stop();
});

test("a role that may not be read is unreadable, with the call that failed", async (t) => {
  const { account: reading, stop } = await account(() =>
    failure(403, "AccessDenied", refused.replaceAll("GetAccountSummary", "GetRole")),
  );
  t.like(await reading.readRole("api"), { kind: "unreadable", call: "iam:GetRole" });
  stop();
});

test("a role of another account is never taken for its namesake in this one", async (t) => {
  const { account: reading, asked, stop } = await account(() => failure(500, "InternalFailure", "must not be asked"));
  t.like(await reading.readRole("arn:aws:iam::999988887777:role/api"), { kind: "unreadable" });
  t.is(asked.length, 1);
  stop();
});

test("throttling is told while the SDK slows down, and the call then comes through", async (t) => {
  let asked = 0;
  const { url, stop } = await serve(() => {
    asked += 1;
    return asked < 4 ? failure(400, "Throttling", "Rate exceeded") : { body: identity };
  });
  const told: string[] = [];
  const reading = connectAccount({ endpoint: url, region: "eu-west-1", tell: (text) => void told.push(text) });
  t.like(await reading.identity(), { account: "111122223333" });
  t.deepEqual(told, [
    "AWS throttles sts:GetCallerIdentity: slowing down and trying again.",
    "AWS throttles sts:GetCallerIdentity (2 times so far): slowing down and trying again.",
  ]);
  stop();
});

test("the profile that the environment names is in the sign-in command, too", async (t) => {
  process.env["AWS_CONFIG_FILE"] = join(await temporaryFolder(), "config");
  await writeFile(process.env["AWS_CONFIG_FILE"], "[profile prod]\nregion = eu-west-1\n");
  const { url, stop } = await serve(() => failure(400, "ExpiredToken", "expired"));
  const reading = connectAccount({ endpoint: url, region: "eu-west-1", environmentProfile: "prod" });
  const error = await t.throwsAsync(reading.identity(), { instanceOf: IamctlError });
  t.is(error.hint, "Sign in again: aws sso login --profile prod");
  stop();
});
