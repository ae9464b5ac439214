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

async function open(t: ExecutionContext) {
  const node = await startNode();
  t.teardown(() => node.stop());
  const now = () => Date.now();
  const nodeCredentials = readNodeCredentials(connectMetadata({ endpoint: node.url, now }), now);
  const assumeRole = createAssumeRole({ nodeCredentials, region: async () => "eu-west-1", endpoint: node.url });
  return { node, assumeRole };
}

test("a role is assumed with the node's own credentials and exactly what was asked", async (t) => {
  const { node, assumeRole } = await open(t);
  t.deepEqual(await assumeRole(request), {
    kind: "assumed",
    credentials: {
      accessKeyId: "ASIAPOD",
      secretAccessKey: "pod-secret",
      sessionToken: "pod-session",
      expiresAt: Date.parse(podExpiration),
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
    nodeCredentials: readNodeCredentials(connectMetadata({ endpoint: node.url, now: Date.now }), Date.now),
    region: async () => "eu-west-1",
    endpoint: node.url,
  });
  t.like(await fresh(request), { kind: "failed", cause: "unreachable" });
});
