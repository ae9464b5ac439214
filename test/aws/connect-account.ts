// Reading an account through the real SDK, from the sandbox's AWS.
import test from "ava";
import type { RoleArn } from "../../src/iam/arn.ts";
import { allowRead, ec2Trust, role, signInAsOperator, startAccount } from "../helpers/aws-account.ts";

signInAsOperator();

const arn = (path: string): RoleArn => `arn:aws:iam::111122223333:role/${path}` as RoleArn;

test("identity tells account, partition, caller and region", async (t) => {
  const { account, stop } = await startAccount();
  t.deepEqual(await account.identity(), {
    account: "111122223333",
    partition: "aws",
    arn: "arn:aws:iam::111122223333:user/ada",
    region: "eu-west-1",
  });
  await stop();
});

test("a role comes with every document that matters, by name and by ARN", async (t) => {
  const boundary = "arn:aws:iam::111122223333:policy/bounds";
  const { account, stop } = await startAccount({
    policies: [
      { name: "bounds", document: allowRead },
      { name: "reads", path: "/pods/", document: allowRead },
    ],
    roles: [
      role("api", {
        path: "/pods/",
        policies: { inline: allowRead },
        attached: ["arn:aws:iam::111122223333:policy/pods/reads"],
        boundary,
        tags: { team: "media" },
        maxSessionDuration: 7200,
      }),
    ],
  });
  const lookup = await account.readRole("api");
  if (lookup.kind !== "found") return t.fail();
  const { policies, boundary: bounds, ...rest } = lookup.facts;
  t.like(rest, {
    arn: arn("pods/api"),
    trust: ec2Trust,
    attachedPolicyArns: ["arn:aws:iam::111122223333:policy/pods/reads"],
    maxSessionSeconds: 7200,
    tags: { team: "media" },
  });
  t.deepEqual(
    policies.map(({ name }) => name),
    ["inline policy inline", "reads"],
  );
  t.is(bounds?.name, "bounds");
  t.deepEqual(await account.readRole(arn("pods/api")), lookup);
  await stop();
});

test("a trust policy that is no JSON comes as the exact text", async (t) => {
  const trust = '{ "Version" : "2012-10-17", % not JSON';
  const { account, stop } = await startAccount({ roles: [role("api", { trust })] });
  t.like(await account.readRole("api"), { kind: "found", facts: { trust } });
  await stop();
});

test("a role is found by its name whatever path is asked for, and tells its true ARN", async (t) => {
  const { account, stop } = await startAccount({ roles: [role("api", { path: "/pods/" })] });
  const lookups = await account.readRoles([arn("api"), arn("pods/none")]);
  t.like(lookups.get(arn("api")), { kind: "found", facts: { arn: arn("pods/api") } });
  t.deepEqual(lookups.get(arn("pods/none")), { kind: "absent" });
  await stop();
});

test("many roles that share a managed policy have it read once", async (t) => {
  const shared = "arn:aws:iam::111122223333:policy/shared";
  const names = Array.from({ length: 30 }, (_, index) => `role-${index}`);
  const { account, state, stop } = await startAccount({
    policies: [{ name: "shared", document: allowRead }],
    roles: names.map((name) => role(name, { attached: [shared] })),
  });
  const lookups = await account.readRoles(names.map((name) => arn(name)));
  t.is([...lookups.values()].filter(({ kind }) => kind === "found").length, 30);
  t.is(state.calls.filter(({ action }) => action === "GetPolicy").length, 1);
  await stop();
});

test("a denied call on the way makes the role unreadable and names the call", async (t) => {
  const { account, stop } = await startAccount({
    roles: [role("api", { policies: { inline: allowRead } })],
    operatorMay: [{ Effect: "Allow", NotAction: "iam:GetRolePolicy", Resource: "*" }],
  });
  t.like(await account.readRole("api"), { kind: "unreadable", call: "iam:GetRolePolicy" });
  await stop();
});

test("more attached policies than a page holds are all read", async (t) => {
  const names = Array.from({ length: 130 }, (_, index) => `inline-${String(index).padStart(3, "0")}`);
  const policies = Object.fromEntries(names.map((name) => [name, allowRead]));
  const { account, stop } = await startAccount({ roles: [role("api", { policies })] });
  const lookup = await account.readRole("api");
  t.is(lookup.kind === "found" ? lookup.facts.policies.length : 0, 130);
  await stop();
});

test("a policy tells its text, versions and tags", async (t) => {
  const { account, stop } = await startAccount({
    policies: [
      { name: "reads", path: "/pods/", document: allowRead, description: "what pods read", tags: { by: "iamctl" } },
    ],
  });
  t.like(await account.readPolicy("arn:aws:iam::111122223333:policy/pods/reads"), {
    kind: "found",
    name: "reads",
    path: "/pods/",
    description: "what pods read",
    text: allowRead,
    tags: { by: "iamctl" },
    attachmentCount: 0,
    versions: [{ id: "v1", isDefault: true }],
  });
  t.deepEqual(await account.readPolicy("arn:aws:iam::111122223333:policy/none"), { kind: "absent" });
  await stop();
});

test("the cluster is the one whose endpoint is the kubeconfig's server, whatever the hint says", async (t) => {
  const { account, state, stop } = await startAccount({ clusters: [{ name: "prod", version: "1.34" }] });
  state.setClusterEndpoint("https://ABC.gr7.eu-west-1.eks.amazonaws.com");
  const found = await account.findCluster({
    serverUrl: "https://abc.gr7.eu-west-1.eks.amazonaws.com/",
    name: "other",
  });
  t.like(found, { kind: "found", cluster: { name: "prod" } });
  t.deepEqual(await account.findCluster({ serverUrl: "https://kops.example" }), { kind: "absent" });
  await stop();
});

test("a cluster that may not be looked for is unreadable, not absent", async (t) => {
  const { account, stop } = await startAccount({ operatorMay: [{ Effect: "Deny", Action: "eks:*", Resource: "*" }] });
  t.like(await account.findCluster({ serverUrl: "https://x" }), { kind: "unreadable", call: "eks:ListClusters" });
  await stop();
});

test("quotas come from the account", async (t) => {
  const { account, stop } = await startAccount();
  t.like(await account.readQuotas(), { fromAccount: true, versionsPerPolicy: 5 });
  await stop();
});

test("a cluster behind a tunnel is known by its certificate authority", async (t) => {
  const { account, state, stop } = await startAccount({ clusters: [{ name: "prod", version: "1.34" }] });
  state.setClusterEndpoint("https://ABC.gr7.eu-west-1.eks.amazonaws.com", "Q0E=");
  const traces = { serverUrl: "https://localhost:8443", name: "prod" };
  t.like(await account.findCluster({ ...traces, certificateAuthority: "Q0E=" }), {
    kind: "found",
    cluster: { name: "prod" },
  });
  t.like(await account.findCluster({ ...traces, certificateAuthority: "T1RIRVI=" }), { kind: "another" });
  t.like(await account.findCluster(traces), { kind: "another" });
  await stop();
});

test("instances tell profile, metadata options and tags, in batches", async (t) => {
  const ids = Array.from({ length: 250 }, (_, index) => `i-0${index.toString(16).padStart(8, "0")}`);
  const { account, stop } = await startAccount({
    roles: [role("node-a")],
    instanceProfiles: [{ name: "profile-a", role: "node-a" }],
    instances: ids.map((id) => ({
      ...{ id, profile: "profile-a", privateIp: "10.0.0.1", tags: { team: "platform" } },
      metadata: { httpTokens: "optional", hopLimit: 3, ipv6: "enabled" },
    })),
  });
  const { instances, unread } = await account.readInstances([...ids, "i-0dead"]);
  t.is(instances.size, 250);
  t.deepEqual(instances.get(ids[249] ?? ""), {
    profile: "profile-a",
    metadata: { endpoint: "enabled", tokens: "optional", hopLimit: 3, ipv6: "enabled", tags: "disabled" },
    tags: { team: "platform" },
  });
  t.deepEqual(unread, []);
  await stop();
});

test("a pointer is asked about once, and a name that another tells with its path not at all", async (t) => {
  const { account, state, stop } = await startAccount({
    roles: [role("node-a", { path: "/eks/" }), role("node-b", { path: "/eks/" })],
    instanceProfiles: [{ name: "profile-a", role: "node-a" }],
  });
  const profile = { kind: "instance-profile", name: "profile-a" } as const;
  const name = (text: string) => ({ kind: "role-name", name: text }) as const;
  const resolve = await account.resolvePointers([profile, profile, name("node-a"), name("node-b"), name("none")]);
  t.deepEqual(resolve(profile), { kind: "found", role: arn("eks/node-a") });
  t.deepEqual(resolve(name("node-a")), { kind: "found", role: arn("eks/node-a") });
  t.deepEqual(resolve(name("node-b")), { kind: "found", role: arn("eks/node-b") });
  t.deepEqual(resolve(name("none")), { kind: "absent" });
  const asked = state.calls.map(({ action }) => action).filter((action) => action !== "GetCallerIdentity");
  t.deepEqual(asked.toSorted(), ["GetInstanceProfile", "GetRole", "GetRole"]);
  await stop();
});
