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

/** With how many minutes a signature's time may be off. */
const raw = [
  {
    ...{ service: "sts", path: "/", body: "Action=GetCallerIdentity&Version=2011-06-15", most: 5 },
    ...{
      status: 403,
      unsigned: "<Code>MissingAuthenticationToken</Code>",
      skewed: "<Code>SignatureDoesNotMatch</Code>",
    },
  },
  {
    ...{ service: "iam", path: "/", body: "Action=GetUser&Version=2010-05-08", most: 5 },
    ...{
      status: 403,
      unsigned: "<Code>MissingAuthenticationToken</Code>",
      skewed: "<Code>SignatureDoesNotMatch</Code>",
    },
  },
  {
    ...{ service: "ec2", path: "/", body: "Action=DescribeInstances&Version=2016-11-15", most: 5 },
    ...{ status: 401, unsigned: "<Code>AuthFailure</Code>", skewed: "<Code>RequestExpired</Code>" },
  },
  {
    ...{ service: "eks", path: "/clusters", body: undefined, most: 5 },
    ...{ status: 403, unsigned: "Missing Authentication Token", skewed: "Signature expired" },
  },
  {
    ...{ service: "s3", path: "/covers/x", body: undefined, most: 15 },
    ...{ status: 403, unsigned: "<Code>AccessDenied</Code>", skewed: "<Code>RequestTimeTooSkewed</Code>" },
  },
] as const;

for (const { service, path, body, most, status, unsigned, skewed } of raw) {
  const method = body === undefined ? "GET" : "POST";

  test(`an unsigned request to ${service} is refused as such`, async (t) => {
    const aws = await startAws(t);
    const answer = await send(aws.url, { path, method, headers: {}, body });
    t.is(answer.status, status);
    t.true(answer.body.includes(unsigned), answer.body);
  });

  test(`a request to ${service} that was signed by a clock ${most} minutes off is refused as such, before or behind`, async (t) => {
    const aws = await startAws(t);
    const ask = (minutes: number) => send(aws.url, { path, method, headers: signed(service, minutes), body });
    for (const sign of [1, -1]) {
      t.true((await ask(sign * (most + 1))).body.includes(skewed));
      t.false((await ask(sign * (most - 1))).body.includes(skewed));
    }
  });
}

test("an operation nobody simulated is InvalidAction", async (t) => {
  const aws = await startAws(t);
  t.like(await failureOf(aws.as().iam.listGroups({})), { name: "InvalidAction", status: 400 });
});

function signed(service: string, minutes: number) {
  const time = new Date(Date.now() + minutes * 60_000).toISOString().replaceAll(/[-:]|\.\d+/g, "");
  const scope = `${adminKey}/${time.slice(0, 8)}/eu-west-1/${service}/aws4_request`;
  const authorization = `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=00`;
  return { authorization, "x-amz-date": time };
}
