// STS over the wire: who am I, and who may become which role for how long.
import type { AssumeRoleCommandInput } from "@aws-sdk/client-sts";
import test from "ava";
import type { RoleScenario } from "../../../src/sandbox/scenario.ts";
import {
  account,
  allow,
  failureOf,
  nodeArn,
  podArn,
  podRole,
  policy,
  startAws,
  strangerKey,
  trust,
  type SessionKeys,
} from "../../helpers/aws-sandbox.ts";

test("the operator, an instance and a role session each learn who they are", async (t) => {
  const aws = await startAws(t, { roles: [podRole("api", trust({ AWS: nodeArn }), { id: "AROAAPIAPIAPIAPIAPIA" })] });
  t.is((await aws.as().sts.getCallerIdentity({})).Arn, `arn:aws:iam::${account}:user/admin`);
  const node = aws.as(aws.nodeKeys());
  t.is((await node.sts.getCallerIdentity({})).Arn, `arn:aws:sts::${account}:assumed-role/worker/i-0001`);
  const answer = await node.sts.assumeRole({ RoleArn: podArn("api"), RoleSessionName: "shop-api-1" });
  const session = `arn:aws:sts::${account}:assumed-role/api/shop-api-1`;
  t.deepEqual(answer.AssumedRoleUser, { Arn: session, AssumedRoleId: "AROAAPIAPIAPIAPIAPIA:shop-api-1" });
  t.deepEqual(answer.Credentials?.Expiration, new Date("2026-11-02T11:00:00Z"));
  t.like(await aws.as(keysOf(answer)).sts.getCallerIdentity({}), { Arn: session, Account: account });
});

function keysOf({ Credentials }: { Credentials?: object | undefined }): SessionKeys {
  const { AccessKeyId, SecretAccessKey, SessionToken } = Credentials as Record<string, string>;
  return { accessKeyId: AccessKeyId ?? "", secretAccessKey: SecretAccessKey ?? "", sessionToken: SessionToken ?? "" };
}

const may = { may: policy(allow("sts:AssumeRole")) };

interface Case {
  readonly rule: string;
  readonly trust: string;
  readonly node?: Partial<RoleScenario>;
  readonly ask?: Partial<AssumeRoleCommandInput>;
  readonly admitted: boolean;
}

const cases: readonly Case[] = [
  { rule: "a trust policy that names the node role needs no Allow", trust: trust({ AWS: nodeArn }), admitted: true },
  {
    rule: "a trust policy for a service admits no instance",
    trust: trust({ Service: "ec2.amazonaws.com" }),
    node: { policies: may },
    admitted: false,
  },
  {
    rule: "the account's root alone does not suffice",
    trust: trust({ AWS: `arn:aws:iam::${account}:root` }),
    admitted: false,
  },
  {
    rule: "the account's root with an Allow of the node role does",
    trust: trust({ AWS: `arn:aws:iam::${account}:root` }),
    node: { policies: may },
    admitted: true,
  },
  {
    rule: "a Deny of the node role wins",
    trust: trust({ AWS: nodeArn }),
    node: { policies: { no: policy({ Effect: "Deny", Action: "sts:AssumeRole", Resource: podArn("*") }) } },
    admitted: false,
  },
  {
    rule: "a boundary without sts limits the role that the trust policy names",
    trust: trust({ AWS: nodeArn }),
    node: { boundary: "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess", policies: may },
    admitted: false,
  },
  {
    rule: "the wanted external id",
    trust: trust({ AWS: nodeArn }, { StringEquals: { "sts:ExternalId": "shop-1" } }),
    ask: { ExternalId: "shop-1" },
    admitted: true,
  },
  {
    rule: "another external id",
    trust: trust({ AWS: nodeArn }, { StringEquals: { "sts:ExternalId": "shop-1" } }),
    ask: { ExternalId: "shop-2" },
    admitted: false,
  },
  {
    rule: "no external id where one is wanted",
    trust: trust({ AWS: nodeArn }, { StringEquals: { "sts:ExternalId": "shop-1" } }),
    admitted: false,
  },
  {
    rule: "a condition on the node role's tags",
    trust: trust({ AWS: nodeArn }, { StringEquals: { "aws:PrincipalTag/team": "shop" } }),
    node: { tags: { team: "shop" } },
    admitted: true,
  },
  {
    rule: "session tags need sts:TagSession in the trust policy",
    trust: trust({ AWS: nodeArn }),
    ask: { Tags: [{ Key: "pod", Value: "api" }] },
    admitted: false,
  },
  {
    rule: "session tags where both are allowed",
    trust: trust({ AWS: nodeArn }, undefined, ["sts:AssumeRole", "sts:TagSession"]),
    ask: { Tags: [{ Key: "pod", Value: "api" }] },
    admitted: true,
  },
  {
    rule: "session tags through the account need sts:TagSession in the node role's policies, too",
    trust: trust({ AWS: `arn:aws:iam::${account}:root` }, undefined, ["sts:AssumeRole", "sts:TagSession"]),
    node: { policies: may },
    ask: { Tags: [{ Key: "pod", Value: "api" }] },
    admitted: false,
  },
  {
    rule: "session tags through the account, with both allowed there",
    trust: trust({ AWS: `arn:aws:iam::${account}:root` }, undefined, ["sts:AssumeRole", "sts:TagSession"]),
    node: {
      policies: { yes: policy({ Effect: "Allow", Action: ["sts:AssumeRole", "sts:TagSession"], Resource: "*" }) },
    },
    ask: { Tags: [{ Key: "pod", Value: "api" }] },
    admitted: true,
  },
  {
    rule: "session tags under a condition on the external id, which is not known when tags are judged",
    trust: trust({ AWS: nodeArn }, { StringEquals: { "sts:ExternalId": "shop-1" } }, [
      "sts:AssumeRole",
      "sts:TagSession",
    ]),
    ask: { ExternalId: "shop-1", Tags: [{ Key: "pod", Value: "api" }] },
    admitted: false,
  },
  {
    rule: "a role in another letter case is another role",
    trust: trust({ AWS: nodeArn }),
    ask: { RoleArn: podArn("API") },
    admitted: false,
  },
  {
    rule: "a role without its path is another role",
    trust: trust({ AWS: nodeArn }),
    ask: { RoleArn: `arn:aws:iam::${account}:role/api` },
    admitted: false,
  },
  {
    rule: "a role that is not there, even where everything is allowed",
    trust: trust({ AWS: nodeArn }),
    node: { policies: may },
    ask: { RoleArn: podArn("none") },
    admitted: false,
  },
];

for (const { rule, trust: trustText, node, ask, admitted } of cases) {
  test(`AssumeRole by an instance: ${rule}: ${admitted ? "admitted" : "refused"}`, async (t) => {
    const worker = { name: "carrier", path: "/nodes/", trust: trust({ Service: "ec2.amazonaws.com" }), ...node };
    const carrier = nodeArn.replace("worker", "carrier");
    const aws = await startAws(t, { roles: [worker, podRole("api", trustText.replaceAll(nodeArn, carrier))] });
    const keys = aws.state.issueCredentials({
      role: carrier,
      sessionName: "i-1",
      seconds: 3600,
      source: "instance-profile",
    });
    const call = aws.as(keys).sts.assumeRole({ RoleArn: podArn("api"), RoleSessionName: "pod", ...ask });
    if (admitted) {
      t.regex((await call).Credentials?.AccessKeyId ?? "", /^ASIA[0-9A-F]{16}$/);
      return;
    }
    const failure = await failureOf(call);
    t.is(failure.name, "AccessDenied");
    t.is(failure.status, 403);
    t.regex(
      failure.message,
      /^User: arn:aws:sts::111122223333:assumed-role\/carrier\/i-1 is not authorized to perform: sts:\w+ on resource: arn:aws:iam::\S+$/,
    );
  });
}

const invalid: readonly [rule: string, change: Partial<AssumeRoleCommandInput>, message: RegExp][] = [
  ["something that is no ARN", { RoleArn: "api-role-of-the-shop-without-arn" }, /is invalid$/],
  ["a session name of one letter", { RoleSessionName: "a" }, /'roleSessionName'.*greater than or equal to 2/],
  ["a session name of 65 letters", { RoleSessionName: "a".repeat(65) }, /'roleSessionName'.*less than or equal to 64/],
  ["a session name with a slash", { RoleSessionName: "shop/api" }, /'roleSessionName'.*regular expression pattern/],
  ["an external id with a space", { ExternalId: "a b" }, /'externalId'.*regular expression pattern/],
  ["fewer than 900 seconds", { DurationSeconds: 899 }, /'durationSeconds'.*greater than or equal to 900/],
  ["more than the role's maximum", { DurationSeconds: 3601 }, /exceeds the MaxSessionDuration set for this role/],
];

for (const [rule, change, message] of invalid) {
  test(`AssumeRole refuses ${rule}`, async (t) => {
    const aws = await startAws(t, { roles: [podRole("api", trust({ AWS: nodeArn }))] });
    const { sts } = aws.as(aws.nodeKeys());
    const failure = await failureOf(sts.assumeRole({ RoleArn: podArn("api"), RoleSessionName: "pod", ...change }));
    t.is(failure.name, "ValidationError");
    t.is(failure.status, 400);
    t.regex(failure.message, message);
  });
}

test("an instance may ask for more than an hour; a session of another role may not", async (t) => {
  const aws = await startAws(t, {
    roles: [
      podRole("long", trust({ AWS: [nodeArn, podArn("link")] }), { maxSessionDuration: 43_200 }),
      podRole("link", trust({ AWS: nodeArn })),
    ],
  });
  const wish = { RoleArn: podArn("long"), RoleSessionName: "pod", DurationSeconds: 3601 };
  const node = aws.as(aws.nodeKeys());
  t.deepEqual((await node.sts.assumeRole(wish)).Credentials?.Expiration, new Date("2026-11-02T11:00:01Z"));
  const link = await node.sts.assumeRole({ RoleArn: podArn("link"), RoleSessionName: "pod" });
  const chained = aws.as(keysOf(link)).sts;
  const failure = await failureOf(chained.assumeRole(wish));
  t.is(failure.name, "ValidationError");
  t.is(
    failure.message,
    "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.",
  );
  await t.notThrowsAsync(chained.assumeRole({ ...wish, DurationSeconds: 3600 }));
});

test("a session policy takes away and never gives", async (t) => {
  const aws = await startAws(t, {
    roles: [podRole("api", trust({ AWS: nodeArn }), { policies: { s3: policy(allow("s3:ListAllMyBuckets")) } })],
  });
  const wish = { RoleArn: podArn("api"), RoleSessionName: "pod", Policy: policy(allow("iam:*")) };
  const { s3, iam } = aws.as(keysOf(await aws.as(aws.nodeKeys()).sts.assumeRole(wish)));
  t.regex(
    (await failureOf(s3.listBuckets({}))).message,
    /because no session policy allows the s3:ListAllMyBuckets action/,
  );
  t.is((await failureOf(iam.getRole({ RoleName: "api" }))).name, "AccessDenied");
});

test("every call is logged with its outcome, without a secret", async (t) => {
  const aws = await startAws(t, { roles: [podRole("api", trust({ AWS: nodeArn }))] });
  const keys = aws.nodeKeys();
  const wish = { RoleArn: podArn("api"), RoleSessionName: "pod" };
  const { Credentials } = await aws.as(keys).sts.assumeRole(wish);
  await failureOf(aws.as(strangerKey).sts.assumeRole(wish));
  const call = { service: "sts", action: "AssumeRole", resource: podArn("api") } as const;
  t.deepEqual(aws.state.calls, [
    { ...call, caller: `arn:aws:sts::${account}:assumed-role/worker/i-0001`, outcome: "ok" },
    { ...call, caller: `arn:aws:iam::${account}:user/guests/stranger`, outcome: "AccessDenied" },
  ]);
  const log = JSON.stringify(aws.state.calls) + aws.state.dumpAccount();
  for (const secret of [
    keys.secretAccessKey,
    keys.sessionToken,
    Credentials?.SecretAccessKey,
    Credentials?.SessionToken,
  ]) {
    t.false(log.includes(secret ?? "?"));
  }
});

test("planned faults hit as often as planned, delayed and with their own code", async (t) => {
  const aws = await startAws(t, { roles: [podRole("api", trust({ AWS: nodeArn }))] });
  const { sts } = aws.as(aws.nodeKeys());
  const wish = { RoleArn: podArn("api"), RoleSessionName: "pod" };
  aws.state.faults.push({ service: "sts", action: "AssumeRole", delayMs: 20, errorCode: "Throttling", times: 1 });
  t.like(await failureOf(sts.assumeRole(wish)), { name: "Throttling", status: 400 });
  await t.notThrowsAsync(sts.assumeRole(wish));
  aws.state.faults.push({ service: "sts", action: "AssumeRole", cutShort: true });
  const unreadable = await failureOf(sts.assumeRole(wish));
  t.is(unreadable.status, 200, "no error of AWS's, but no answer either");
  t.is(aws.state.calls.at(-1)?.outcome, "CutShort");
});
