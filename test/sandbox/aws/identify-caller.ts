// What each simulated service answers to strangers, expired sessions and callers without permission.
import test from "ava";
import { adminKey, failureOf, podArn, startAws, strangerKey, type Clients } from "../../helpers/aws-sandbox.ts";
import { send } from "../../helpers/raw-aws-request.ts";

const calls: Readonly<Record<string, (clients: Clients) => Promise<unknown>>> = {
  sts: ({ sts }) => sts.assumeRole({ RoleArn: podArn("none"), RoleSessionName: "pod" }),
  iam: ({ iam }) => iam.getRole({ RoleName: "worker" }),
  ec2: ({ ec2 }) => ec2.describeInstances({}),
  eks: ({ eks }) => eks.listClusters({}),
  s3: ({ s3 }) => s3.listBuckets({}),
};

/** By service: the errors for an unknown key, a wrong token, an expired one, and a missing permission. */
const refusals = {
  sts: ["InvalidClientTokenId", "InvalidClientTokenId", "ExpiredToken", "AccessDenied"],
  iam: ["InvalidClientTokenId", "InvalidClientTokenId", "ExpiredToken", "AccessDenied"],
  ec2: ["AuthFailure", "AuthFailure", "RequestExpired", "UnauthorizedOperation"],
  eks: ["UnrecognizedClientException", "UnrecognizedClientException", "ExpiredTokenException", "AccessDeniedException"],
  s3: ["InvalidAccessKeyId", "InvalidToken", "ExpiredToken", "AccessDenied"],
} as const;

for (const [service, [unknownKey, wrongToken, expired, denied]] of Object.entries(refusals)) {
  test(`${service} refuses an unknown key, a wrong token, an expired one and a missing permission in its own words`, async (t) => {
    const aws = await startAws(t);
    const failure = async (clients: Clients) => (await failureOf(calls[service]?.(clients) ?? Promise.resolve())).name;
    t.is(await failure(aws.as("AKIANOBODY0000000001")), unknownKey);
    const keys = aws.nodeKeys(900);
    t.is(await failure(aws.as({ ...keys, sessionToken: "made-up" })), wrongToken);
    aws.clock.now = new Date("2026-11-02T10:14:59Z");
    t.is(await failure(aws.as(keys)), denied);
    aws.clock.now = new Date("2026-11-02T10:15:00Z");
    t.is(await failure(aws.as(keys)), expired);
    t.is(await failure(aws.as(strangerKey)), denied);
  });
}

for (const [service, path, body, status, code] of [
  ["sts", "/", "Action=GetCallerIdentity&Version=2011-06-15", 403, "<Code>MissingAuthenticationToken</Code>"],
  ["iam", "/", "Action=GetUser&Version=2010-05-08", 403, "<Code>MissingAuthenticationToken</Code>"],
  ["ec2", "/", "Action=DescribeInstances&Version=2016-11-15", 401, "<Code>AuthFailure</Code>"],
  ["eks", "/clusters", undefined, 403, "Missing Authentication Token"],
  ["s3", "/covers/x", undefined, 403, "<Code>AccessDenied</Code>"],
] as const) {
  test(`an unsigned request to ${service} is refused as such`, async (t) => {
    const aws = await startAws(t);
    const answer = await send(aws.url, { path, method: body === undefined ? "GET" : "POST", headers: {}, body });
    t.is(answer.status, status);
    t.true(answer.body.includes(code), answer.body);
  });
}

test("an operation nobody simulated is InvalidAction", async (t) => {
  const aws = await startAws(t);
  t.like(await failureOf(aws.as().iam.listGroups({})), { name: "InvalidAction", status: 400 });
});

const signed = (service: string, minutes: number) => {
  const time = new Date(Date.now() + minutes * 60_000).toISOString().replaceAll(/[-:]|\.\d+/g, "");
  const scope = `${adminKey}/${time.slice(0, 8)}/eu-west-1/${service}/aws4_request`;
  const authorization = `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=00`;
  return { authorization, "x-amz-date": time };
};

for (const [service, path, body, most, code] of [
  ["sts", "/", "Action=GetCallerIdentity&Version=2011-06-15", 5, "<Code>SignatureDoesNotMatch</Code>"],
  ["iam", "/", "Action=GetUser&Version=2010-05-08", 5, "<Code>SignatureDoesNotMatch</Code>"],
  ["ec2", "/", "Action=DescribeInstances&Version=2016-11-15", 5, "<Code>RequestExpired</Code>"],
  ["eks", "/clusters", undefined, 5, "Signature expired"],
  ["s3", "/", undefined, 15, "<Code>RequestTimeTooSkewed</Code>"],
] as const) {
  test(`a request to ${service} that was signed by a clock ${most} minutes off is refused as such, before or behind`, async (t) => {
    const aws = await startAws(t);
    const ask = (minutes: number) =>
      send(aws.url, { path, method: body === undefined ? "GET" : "POST", headers: signed(service, minutes), body });
    for (const sign of [1, -1]) {
      t.true((await ask(sign * (most + 1))).body.includes(code));
      t.false((await ask(sign * (most - 1))).body.includes(code));
    }
  });
}
