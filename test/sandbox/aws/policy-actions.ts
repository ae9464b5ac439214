// IAM's managed and inline policies over the wire: life cycle, attachments, versions, quotas.
import test from "ava";
import { account, allow, failureOf, nodeArn, podRole, policy, startAws, trust } from "../../helpers/aws-sandbox.ts";

const arn = `arn:aws:iam::${account}:policy/iamctl/assume`;

test("a policy's whole life leaves no trace: create, tag, attach, new version, back, detach, delete", async (t) => {
  const aws = await startAws(t);
  const { iam } = aws.as();
  const before = aws.state.dumpAccount();
  const first = policy(allow("sts:AssumeRole", "arn:aws:iam::*:role/pods/*"));
  const { Policy } = await iam.createPolicy({
    PolicyName: "assume",
    Path: "/iamctl/",
    PolicyDocument: first,
    Description: "for <nodes>",
    Tags: [{ Key: "made-by", Value: "iamctl" }],
  });
  t.is(Policy?.Arn, arn);
  await iam.tagPolicy({ PolicyArn: arn, Tags: [{ Key: "cluster", Value: "harbor" }] });
  t.deepEqual((await iam.listPolicyTags({ PolicyArn: arn })).Tags, [
    { Key: "cluster", Value: "harbor" },
    { Key: "made-by", Value: "iamctl" },
  ]);
  await iam.attachRolePolicy({ RoleName: "worker", PolicyArn: arn });
  await iam.attachRolePolicy({ RoleName: "worker", PolicyArn: arn });
  const attached = await iam.listAttachedRolePolicies({ RoleName: "worker" });
  t.deepEqual(attached.AttachedPolicies, [{ PolicyName: "assume", PolicyArn: arn }]);
  const told = (await iam.getPolicy({ PolicyArn: arn })).Policy;
  t.is(told?.AttachmentCount, 1);
  t.is(told?.Description, "for <nodes>");
  const { PolicyRoles } = await iam.listEntitiesForPolicy({ PolicyArn: arn });
  t.deepEqual(
    PolicyRoles?.map(({ RoleName }) => RoleName),
    ["worker"],
  );

  const second = policy(allow("sts:AssumeRole", "arn:aws:iam::*:role/other/*"));
  await iam.createPolicyVersion({ PolicyArn: arn, PolicyDocument: second, SetAsDefault: true });
  const { Versions } = await iam.listPolicyVersions({ PolicyArn: arn });
  t.deepEqual(
    Versions?.map(({ VersionId, IsDefaultVersion }) => [VersionId, IsDefaultVersion]),
    [
      ["v2", true],
      ["v1", false],
    ],
  );
  const { PolicyVersion } = await iam.getPolicyVersion({ PolicyArn: arn, VersionId: "v2" });
  t.is(decodeURIComponent(PolicyVersion?.Document ?? ""), second);

  await iam.setDefaultPolicyVersion({ PolicyArn: arn, VersionId: "v1" });
  await iam.deletePolicyVersion({ PolicyArn: arn, VersionId: "v2" });
  await iam.detachRolePolicy({ RoleName: "worker", PolicyArn: arn });
  await iam.deletePolicy({ PolicyArn: arn });
  t.is(aws.state.dumpAccount(), before);
});

test("the number of a deleted version is not given again", async (t) => {
  const aws = await startAws(t, { policies: [{ name: "assume", path: "/iamctl/", document: policy(allow("s3:*")) }] });
  const { iam } = aws.as();
  const document = { PolicyArn: arn, PolicyDocument: policy(allow("sqs:*")) };
  await iam.createPolicyVersion(document);
  await iam.deletePolicyVersion({ PolicyArn: arn, VersionId: "v2" });
  const { PolicyVersion } = await iam.createPolicyVersion(document);
  t.is(PolicyVersion?.VersionId, "v3");
});

test("ListPolicies keeps AWS's own and the account's apart", async (t) => {
  const aws = await startAws(t, { policies: [{ name: "own", document: policy(allow("s3:*")) }] });
  const { iam } = aws.as();
  const local = await iam.listPolicies({ Scope: "Local" });
  t.deepEqual(
    local.Policies?.map(({ PolicyName }) => PolicyName),
    ["own"],
  );
  const all = await iam.listPolicies({});
  t.true(all.Policies?.some(({ Arn }) => Arn === "arn:aws:iam::aws:policy/AmazonEKSWorkerNodePolicy"));
});

test("an inline policy is kept as text, listed, told and deleted", async (t) => {
  const aws = await startAws(t);
  const { iam } = aws.as();
  const text = policy(allow("s3:Get*")).replaceAll(",", ",\n\t");
  await iam.putRolePolicy({ RoleName: "worker", PolicyName: "own", PolicyDocument: text });
  t.deepEqual((await iam.listRolePolicies({ RoleName: "worker" })).PolicyNames, ["own"]);
  const told = await iam.getRolePolicy({ RoleName: "worker", PolicyName: "own" });
  t.is(decodeURIComponent(told.PolicyDocument ?? ""), text);
  await iam.deleteRolePolicy({ RoleName: "worker", PolicyName: "own" });
  t.deepEqual((await iam.listRolePolicies({ RoleName: "worker" })).PolicyNames, []);
});

test("the account's summary tells the quotas", async (t) => {
  const aws = await startAws(t);
  const { SummaryMap } = await aws.as().iam.getAccountSummary({});
  t.like(SummaryMap, {
    AssumeRolePolicySizeQuota: 2048,
    AttachedPoliciesPerRoleQuota: 10,
    PolicySizeQuota: 6144,
    VersionsPerPolicyQuota: 5,
    Roles: 1,
  } as never);
});

test("GetAccountAuthorizationDetails tells each entity once, with its documents, whatever the page size", async (t) => {
  const text = trust({ AWS: nodeArn });
  const aws = await startAws(t, {
    roles: [
      podRole("a", text, { policies: { own: policy(allow("s3:*")) }, tags: { team: "shop" } }),
      podRole("b", text, { attached: [arn] }),
    ],
    policies: [{ name: "assume", path: "/iamctl/", document: policy(allow("sts:*")) }],
    instanceProfiles: [{ name: "worker", role: "worker" }],
  });
  const { iam } = aws.as();
  const roles = [];
  const policies = [];
  let Marker: string | undefined;
  do {
    const page = await iam.getAccountAuthorizationDetails({
      Filter: ["Role", "LocalManagedPolicy"],
      MaxItems: 1,
      ...(Marker === undefined ? {} : { Marker }),
    });
    roles.push(...(page.RoleDetailList ?? []));
    policies.push(...(page.Policies ?? []));
    Marker = page.IsTruncated === true ? page.Marker : undefined;
  } while (Marker !== undefined);
  t.deepEqual(
    roles.map(({ RoleName }) => RoleName),
    ["a", "b", "worker"],
  );
  const [a, b, worker] = roles;
  t.is(decodeURIComponent(a?.AssumeRolePolicyDocument ?? ""), text);
  t.is(decodeURIComponent(a?.RolePolicyList?.[0]?.PolicyDocument ?? ""), policy(allow("s3:*")));
  t.deepEqual(a?.Tags, [{ Key: "team", Value: "shop" }]);
  t.is(b?.AttachedManagedPolicies?.[0]?.PolicyArn, arn);
  t.is(worker?.InstanceProfileList?.[0]?.InstanceProfileName, "worker");
  t.is(decodeURIComponent(policies[0]?.PolicyVersionList?.[0]?.Document ?? ""), policy(allow("sts:*")));
});

test("an instance profile tells its role with its path", async (t) => {
  const aws = await startAws(t, { instanceProfiles: [{ name: "p", path: "/nodes/", role: "worker" }] });
  const { iam } = aws.as();
  const { InstanceProfile } = await iam.getInstanceProfile({ InstanceProfileName: "p" });
  t.is(InstanceProfile?.Arn, `arn:aws:iam::${account}:instance-profile/nodes/p`);
  t.is(InstanceProfile?.Roles?.[0]?.Arn, nodeArn);
  const ofRole = await iam.listInstanceProfilesForRole({ RoleName: "worker" });
  t.deepEqual(
    ofRole.InstanceProfiles?.map(({ InstanceProfileName }) => InstanceProfileName),
    ["p"],
  );
});

const nearlyTooLong = policy(
  allow(
    "s3:GetObject",
    Array.from({ length: 10 }, (_, at) => `${at}${"x".repeat(595)}`),
  ),
);

test("a name that exists in other letters, a used policy, a default version: each has its own refusal", async (t) => {
  const aws = await startAws(t, {
    policies: [{ name: "assume", path: "/iamctl/", document: policy(allow("s3:*")) }],
    roles: [podRole("api", trust({ AWS: nodeArn }), { attached: [arn] })],
  });
  const { iam } = aws.as();
  const again = await failureOf(iam.createPolicy({ PolicyName: "Assume", PolicyDocument: policy(allow("s3:*")) }));
  t.is(again.name, "EntityAlreadyExistsException");
  const used = await failureOf(iam.deletePolicy({ PolicyArn: arn }));
  t.deepEqual(used, {
    name: "DeleteConflictException",
    status: 409,
    message: "Cannot delete a policy attached to entities.",
  });
  await iam.detachRolePolicy({ RoleName: "api", PolicyArn: arn });
  t.is((await failureOf(iam.detachRolePolicy({ RoleName: "api", PolicyArn: arn }))).name, "NoSuchEntityException");
  t.is((await failureOf(iam.deletePolicyVersion({ PolicyArn: arn, VersionId: "v1" }))).name, "DeleteConflictException");
  t.is((await failureOf(iam.getPolicyVersion({ PolicyArn: arn, VersionId: "v9" }))).name, "NoSuchEntityException");
  await iam.createPolicyVersion({ PolicyArn: arn, PolicyDocument: policy(allow("sqs:*")) });
  t.regex((await failureOf(iam.deletePolicy({ PolicyArn: arn }))).message, /more than one version/);
});

test("five versions, ten attachments, 6,144 characters, 10,240 inline: one more is LimitExceeded", async (t) => {
  const many = Array.from({ length: 11 }, (_, at) => ({ name: `p${at}`, document: policy(allow("s3:*")) }));
  const aws = await startAws(t, { policies: many });
  const { iam } = aws.as();
  const arnOf = (at: number): string => `arn:aws:iam::${account}:policy/p${at}`;
  for (let at = 0; at < 10; at += 1) await iam.attachRolePolicy({ RoleName: "worker", PolicyArn: arnOf(at) });
  const eleventh = await failureOf(iam.attachRolePolicy({ RoleName: "worker", PolicyArn: arnOf(10) }));
  t.deepEqual(eleventh, {
    name: "LimitExceededException",
    status: 409,
    message: "Cannot exceed quota for PoliciesPerRole: 10",
  });
  const version = { PolicyArn: arnOf(0), PolicyDocument: policy(allow("s3:*")) };
  for (let at = 2; at <= 5; at += 1) await iam.createPolicyVersion(version);
  t.regex((await failureOf(iam.createPolicyVersion(version))).message, /can have up to 5 versions/);
  await iam.createPolicy({ PolicyName: "long", PolicyDocument: nearlyTooLong });
  const tooLong = nearlyTooLong.replace('"0', `"${"y".repeat(100)}`);
  const refused = await failureOf(iam.createPolicy({ PolicyName: "longer", PolicyDocument: tooLong }));
  t.is(refused.message, "Cannot exceed quota for PolicySize: 6144");
  await iam.putRolePolicy({ RoleName: "worker", PolicyName: "a", PolicyDocument: nearlyTooLong });
  const inline = iam.putRolePolicy({ RoleName: "worker", PolicyName: "b", PolicyDocument: nearlyTooLong });
  t.is((await failureOf(inline)).message, "Maximum policy size of 10240 bytes exceeded for role worker");
});

for (const [rule, document] of [
  ["text that is not JSON", "no"],
  ["a principal", policy({ ...allow("s3:*"), Principal: "*" })],
  ["no resource", policy({ Effect: "Allow", Action: "s3:*" })],
  ["an action without a service", policy(allow("GetObject"))],
  ["no statement", JSON.stringify({ Version: "2012-10-17", Statement: [] })],
  ["URL-encoded text", encodeURIComponent(policy(allow("s3:*")))],
] as const) {
  test(`CreatePolicy refuses a document with ${rule}`, async (t) => {
    const aws = await startAws(t);
    const refused = await failureOf(aws.as().iam.createPolicy({ PolicyName: "p", PolicyDocument: document }));
    t.is(refused.name, "MalformedPolicyDocumentException");
  });
}

test("AWS's own policies are attached like others and cannot be changed", async (t) => {
  const aws = await startAws(t);
  const { iam } = aws.as();
  const PolicyArn = "arn:aws:iam::aws:policy/AmazonSSMManagedInstanceCore";
  await iam.attachRolePolicy({ RoleName: "worker", PolicyArn });
  t.is((await failureOf(iam.deletePolicy({ PolicyArn }))).name, "AccessDenied");
  const none = iam.attachRolePolicy({ RoleName: "worker", PolicyArn: "arn:aws:iam::aws:policy/None" });
  t.deepEqual(await failureOf(none), {
    name: "NoSuchEntityException",
    status: 404,
    message: "Policy arn:aws:iam::aws:policy/None does not exist or is not attachable.",
  });
});
