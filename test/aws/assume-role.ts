import { Agent } from "node:https";
import { connect } from "node:net";
import test from "ava";
import type { ExecutionContext } from "ava";
import { createAssumeRole } from "../../src/aws/assume-role.ts";
import type { AssumeRoleFailure } from "../../src/aws/assume-role.ts";
import { connectMetadata } from "../../src/aws/connect-metadata.ts";
import { readNodeCredentials } from "../../src/aws/read-node-credentials.ts";
import type { RoleArn } from "../../src/iam/arn.ts";
import { podExpiration, startNode } from "../helpers/proxy-node.ts";

const role = "arn:aws:iam::111122223333:role/pods/thumbnails" as RoleArn;
const request = { role, sessionName: "iamctl-node-1", externalId: "media-1", seconds: 3600 };

const hour = 3_600_000;
/** The test's STS gives sessions that end at one time for ever: an hour from now. */
const real = { now: () => Date.parse(podExpiration) - hour };

async function open(t: ExecutionContext) {
  const node = await startNode();
  t.teardown(() => node.stop());
  const now = () => Date.now();
  const nodeCredentials = readNodeCredentials(connectMetadata({ endpoint: node.url, now }), now);
  const assumeRole = createAssumeRole({
    ...real,
    nodeCredentials,
    region: async () => "eu-west-1",
    endpoint: node.url,
  });
  return { node, assumeRole };
}

test("a role is assumed with the node's own credentials and exactly what was asked", async (t) => {
  const { node, assumeRole } = await open(t);
  const outcome = await assumeRole(request);
  const { remaining } = outcome.kind === "assumed" ? outcome.credentials : { remaining: Number.NaN };
  // A `Date` header tells whole seconds.
  t.true(Math.abs(remaining - hour) < 5_000, `${remaining} ms left`);
  t.deepEqual(outcome, {
    kind: "assumed",
    credentials: {
      accessKeyId: "ASIAPOD",
      secretAccessKey: "pod-secret",
      sessionToken: "pod-session",
      expiresAt: Date.parse(podExpiration),
      remaining,
    },
  });
  t.deepEqual(node.calls, [
    {
      Action: "AssumeRole",
      Version: "2011-06-15",
      RoleArn: role,
      RoleSessionName: "iamctl-node-1",
      ExternalId: "media-1",
      DurationSeconds: "3600",
      caller: "ASIANODE1",
    },
  ]);
});

test("keys in the environment are a person's, and are not used", async (t) => {
  process.env["AWS_ACCESS_KEY_ID"] = "AKIAPERSON";
  process.env["AWS_SECRET_ACCESS_KEY"] = "person-secret";
  const { node, assumeRole } = await open(t);
  await assumeRole(request);
  t.is(node.calls[0]?.["caller"], "ASIANODE1");
});

const fails = test.macro({
  exec: async (t, status: number, code: string, message: string, cause: AssumeRoleFailure) => {
    const { node, assumeRole } = await open(t);
    node.stsError = { status, code, message };
    t.deepEqual(await assumeRole(request), { kind: "failed", cause, problem: message });
    t.is(node.calls.length, 1, "one attempt, because requests wait");
  },
  title: (_, status: number, code: string, message: string, cause: AssumeRoleFailure) =>
    `${status} ${code} "${message.slice(0, 40)}" is ${cause}`,
});

test(fails, 403, "AccessDenied", "not authorized to perform: sts:AssumeRole", "denied");
test(fails, 400, "Throttling", "Rate exceeded", "throttled");
test(fails, 400, "ValidationError", "The requested DurationSeconds exceeds the MaxSessionDuration", "too-long");
test(fails, 400, "ValidationError", "exceeds the 1 hour session limit for roles assumed by role chaining", "too-long");
test(fails, 400, "ValidationError", "1 validation error detected", "refused");
test(fails, 403, "RegionDisabledException", "STS is not activated in this region", "refused");
test(fails, 429, "SlowDown", "slow down", "throttled");
test(fails, 403, "SignatureDoesNotMatch", "The request signature we calculated does not match", "unreachable");
test(fails, 500, "InternalFailure", "try again", "unreachable");
test(fails, 503, "ServiceUnavailable", "try again", "unreachable");

test("when the node's credentials turn out to be expired, they are read again and the call is made once more", async (t) => {
  const { node, assumeRole } = await open(t);
  await assumeRole(request);
  node.expiredKeys.add("ASIANODE1");
  node.accessKeyId = "ASIANODE2";
  t.is((await assumeRole(request)).kind, "assumed");
  t.deepEqual(
    node.calls.map((call) => call["caller"]),
    ["ASIANODE1", "ASIANODE1", "ASIANODE2"],
  );
});

test("when they stay expired, that is the end of it", async (t) => {
  const { node, assumeRole } = await open(t);
  node.expiredKeys.add("ASIANODE1");
  t.like(await assumeRole(request), { kind: "failed", cause: "unreachable" });
  t.is(node.calls.length, 2);
});

test("an STS that cannot be reached, and a metadata service that cannot, are unreachable", async (t) => {
  const { node, assumeRole } = await open(t);
  await assumeRole(request);
  await node.stop();
  t.like(await assumeRole(request), { kind: "failed", cause: "unreachable" });
  const fresh = createAssumeRole({
    ...real,
    nodeCredentials: readNodeCredentials(connectMetadata({ endpoint: node.url, now: Date.now }), Date.now),
    region: async () => "eu-west-1",
    endpoint: node.url,
  });
  t.like(await fresh(request), { kind: "failed", cause: "unreachable" });
});

const endpoints: readonly (readonly [region: string, host: string, fips?: boolean])[] = [
  ["eu-west-1", "sts.eu-west-1.amazonaws.com"],
  ["us-east-1", "sts.us-east-1.amazonaws.com"],
  ["cn-north-1", "sts.cn-north-1.amazonaws.com.cn"],
  ["us-gov-west-1", "sts.us-gov-west-1.amazonaws.com"],
  ["us-iso-east-1", "sts.us-iso-east-1.c2s.ic.gov"],
  ["us-isob-east-1", "sts.us-isob-east-1.sc2s.sgov.gov"],
  ["eu-isoe-west-1", "sts.eu-isoe-west-1.cloud.adc-e.uk"],
  ["us-isof-south-1", "sts.us-isof-south-1.csp.hci.ic.gov"],
  ["eusc-de-east-1", "sts.eusc-de-east-1.amazonaws.eu"],
  ["us-east-2", "sts-fips.us-east-2.amazonaws.com", true],
  ["us-gov-east-1", "sts.us-gov-east-1.amazonaws.com", true],
];

for (const [region, host, fips = false] of endpoints) {
  test(`a node in ${region} asks ${host}`, async (t) => {
    const node = await startNode();
    t.teardown(() => node.stop());
    const { port } = new URL(node.url);
    const agent = new Agent();
    // Everything of the real connection but the name's address and the encryption.
    agent.createConnection = () => connect({ host: "127.0.0.1", port: Number(port) });
    const nodeCredentials = readNodeCredentials(connectMetadata({ endpoint: node.url, now: Date.now }), Date.now);
    const assumeRole = createAssumeRole({ ...real, nodeCredentials, region: async () => region, agent, fips });
    const outcome = await assumeRole(request);
    t.is(outcome.kind, "assumed", outcome.kind === "failed" ? outcome.problem : "");
    t.deepEqual(node.hosts, [host]);
  });
}

test("tags go over the wire in the order in which they were made", async (t) => {
  const { node, assumeRole } = await open(t);
  const tags = [
    ["kubernetes-namespace", "media"],
    ["kubernetes-pod-name", "api-1"],
  ] as const;
  await assumeRole({ ...request, tags });
  t.like(node.calls[0], {
    "Tags.member.1.Key": "kubernetes-namespace",
    "Tags.member.1.Value": "media",
    "Tags.member.2.Key": "kubernetes-pod-name",
    "Tags.member.2.Value": "api-1",
  });
});

test("an answer that cannot be read says nothing about the role", async (t) => {
  const { node, assumeRole } = await open(t);
  node.stsFault = "malformed";
  t.like(await assumeRole(request), { kind: "failed", cause: "unreachable" });
  t.is(node.calls.length, 1);
});

test("a node whose clock is off by hours learns the time from STS's refusal and is served in the same call", async (t) => {
  const { node, assumeRole } = await open(t);
  for (const hours of [2, -2]) {
    node.stsTime = () => Date.now() + hours * hour;
    const outcome = await assumeRole(request);
    const remaining = outcome.kind === "assumed" ? outcome.credentials.remaining : Number.NaN;
    t.true(Math.abs(remaining - (1 - hours) * hour) < 5_000, `${remaining} ms left by the clock of STS`);
  }
  const before = node.calls.length;
  await assumeRole(request);
  t.is(node.calls.length, before + 1, "and remembers it");
});
