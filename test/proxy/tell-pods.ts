// What the people of a pod read in its Events, told by a running proxy.
import test from "ava";
import type { AssumeRoleFailure, AssumeRoleOutcome } from "../../src/aws/assume-role.ts";
import { ask, askWithToken, rolesPath } from "../helpers/proxy-client.ts";
import { settle } from "../helpers/proxy-clock.ts";
import { aPod, issue, roleNamed, startWorld } from "../helpers/proxy-world.ts";

const owner = { kind: "Deployment", namespace: "media", name: "api" } as const;
const failing = (cause: AssumeRoleFailure) => (): AssumeRoleOutcome => ({ kind: "failed", cause, problem: "is not" });

test("a pod whose namespace forbids the role is told so before it asks, with what to mend", async (t) => {
  const proxy = await startWorld({ synced: false, settings: { namespaceRestrictions: "glob" } });
  t.teardown(() => proxy.stop());
  proxy.namespaces.replaced([{ name: "media", annotations: {} }]);
  proxy.pods.replaced([aPod()]);
  await settle();
  t.like(proxy.events, [
    { subject: { kind: "Pod", namespace: "media", name: "api-1", uid: "uid-1" }, reason: "RoleForbidden" },
  ]);
  t.regex(proxy.events[0]?.message ?? "", /namespace media has no iam\.amazonaws\.com\/allowed-roles annotation/);
  t.regex(proxy.events[0]?.message ?? "", /iamctl why -n media api-1$/);
});

test("a pod that names no role is told nothing", async (t) => {
  const proxy = await startWorld({ pods: [aPod({ role: "" })] });
  t.teardown(() => proxy.stop());
  await askWithToken(proxy.url, rolesPath);
  t.deepEqual(proxy.events, []);
});

test("a pod that asks for a role which STS denies is told the command that grants it", async (t) => {
  const proxy = await startWorld({ pods: [aPod({ owner })], assume: failing("denied") });
  t.teardown(() => proxy.stop());
  for (let times = 0; times < 3; times += 1) await askWithToken(proxy.url, `${rolesPath}thumbnails`);
  t.is(proxy.events.length, 1);
  t.is(proxy.events[0]?.reason, "AssumeRoleFailed");
  const command = `iamctl grant -n media deployment/api ${roleNamed("thumbnails")} .`;
  t.true(proxy.events[0]?.message.includes(command), proxy.events[0]?.message);
});

test("where sessions are tagged, it is told as well what the trust policy must allow for that", async (t) => {
  const settings = { sessionTags: { name: "harbor" } };
  const proxy = await startWorld({ pods: [aPod({ owner })], settings, assume: failing("denied") });
  t.teardown(() => proxy.stop());
  await askWithToken(proxy.url, `${rolesPath}thumbnails`);
  t.regex(proxy.events[0]?.message ?? "", /which its trust policy must allow as sts:TagSession\. The whole chain/);
});

test("a pod that asks while STS is away is told that the proxy tries again", async (t) => {
  const proxy = await startWorld({ pods: [aPod()], assume: failing("unreachable") });
  t.teardown(() => proxy.stop());
  await askWithToken(proxy.url, `${rolesPath}thumbnails`);
  t.like(proxy.events, [{ reason: "CredentialsDelayed" }]);
});

test("a pod that asks for another pod's role is told nothing: it knows its own", async (t) => {
  const proxy = await startWorld({ pods: [aPod()], assume: (request) => issue(request) });
  t.teardown(() => proxy.stop());
  t.is((await askWithToken(proxy.url, `${rolesPath}other`)).status, 403);
  t.deepEqual(proxy.events, []);
});

test("no event says what STS said, which may name more than the pod's people should know", async (t) => {
  const proxy = await startWorld({
    pods: [aPod()],
    assume: () => ({ kind: "failed", cause: "denied", problem: "User: arn:aws:sts::1:assumed-role/harbor-node/i-1" }),
  });
  t.teardown(() => proxy.stop());
  await askWithToken(proxy.url, `${rolesPath}thumbnails`);
  t.is(proxy.events.length, 1);
  t.notRegex(JSON.stringify(proxy.events), /harbor-node/);
});

test("where restrictions are only reported, the pod gets its credentials, and log, metrics and event say what it would not get", async (t) => {
  const settings = { namespaceRestrictions: "glob", reportOnly: true } as const;
  const proxy = await startWorld({ synced: false, settings });
  t.teardown(() => proxy.stop());
  proxy.namespaces.replaced([{ name: "media", annotations: {} }]);
  proxy.pods.replaced([aPod()]);
  t.is((await askWithToken(proxy.url, `${rolesPath}thumbnails`)).status, 200);
  t.like(proxy.events, [{ reason: "RoleWouldBeForbidden" }]);
  const line = proxy.lines.find(({ decision }) => decision === "would-be-denied");
  t.like(line, { pod: "media/api-1", role: roleNamed("thumbnails") });
  t.regex(line?.reason ?? "", /namespace media has no iam\.amazonaws\.com\/allowed-roles annotation/);
  const { body } = await ask(proxy.operationsUrl, "/metrics");
  t.true(body.includes('iamctl_proxy_decisions_total{outcome="would-be-denied"} 1'), body);
  proxy.namespaces.changed({ name: "media", annotations: { "iam.amazonaws.com/allowed-roles": '["*"]' } });
  t.like(proxy.lines.at(-1), { decision: "allowed" });
});
