// IAM's roles over the wire: reading, changing, deleting, paging, and what is refused.
import { paginateListRoles } from "@aws-sdk/client-iam";
import test from "ava";
import { account, failureOf, nodeArn, podArn, podRole, policy, startAws, trust } from "../../helpers/aws-sandbox.ts";

test("GetRole tells everything, the documents byte for byte under their URL encoding", async (t) => {
  const text = `{\n\t"Version": "2012-10-17",\n  "Statement":{"Effect":"Allow","Principal":{"AWS":"${nodeArn}"},"Action":"sts:AssumeRole","Condition":{"StringEquals":{"sts:ExternalId":"(it's) 100% <&> caf\u00e9*!"}}}}`;
  const aws = await startAws(t, {
    roles: [
      podRole("api", text, {
        description: "A <role> & more",
        tags: { team: "shop" },
        maxSessionDuration: 7200,
        boundary: "arn:aws:iam::aws:policy/ReadOnlyAccess",
      }),
    ],
  });
  const { Role } = await aws.as().iam.getRole({ RoleName: "api" });
  t.is(decodeURIComponent(Role?.AssumeRolePolicyDocument ?? ""), text);
  t.notRegex(Role?.AssumeRolePolicyDocument ?? "", /[!'()*{]/);
  t.is(Role?.Arn, podArn("api"));
  t.is(Role?.Path, "/pods/");
  t.regex(Role?.RoleId ?? "", /^AROA[A-Z2-7]{17}$/);
  t.is(Role?.Description, "A <role> & more");
  t.is(Role?.MaxSessionDuration, 7200);
  t.deepEqual(Role?.Tags, [{ Key: "team", Value: "shop" }]);
  t.is(Role?.PermissionsBoundary?.PermissionsBoundaryArn, "arn:aws:iam::aws:policy/ReadOnlyAccess");
  t.deepEqual(Role?.CreateDate, new Date("2026-05-04T08:30:00Z"));
});

test("a role is found by its name in any letter case, and told with its own", async (t) => {
  const aws = await startAws(t, { roles: [podRole("Api", trust({ AWS: nodeArn }))] });
  const { Role } = await aws.as().iam.getRole({ RoleName: "aPI" });
  t.is(Role?.Arn, podArn("Api"));
});

test("ListRoles pages through every role once, by path too", async (t) => {
  const names = Array.from({ length: 25 }, (_, at) => `role-${String(at).padStart(2, "0")}`);
  const aws = await startAws(t, { roles: names.map((name) => podRole(name, trust({ AWS: nodeArn }))) });
  const seen: string[] = [];
  let pages = 0;
  for await (const page of paginateListRoles({ client: aws.as().iam, pageSize: 10 }, { PathPrefix: "/pods/" })) {
    pages += 1;
    seen.push(...(page.Roles?.map(({ RoleName }) => RoleName ?? "") ?? []));
  }
  t.is(pages, 3);
  t.deepEqual(seen, names);
});

test("creating and deleting a role leaves no trace in the account", async (t) => {
  const aws = await startAws(t);
  const { iam } = aws.as();
  const before = aws.state.dumpAccount();
  await iam.createRole({
    RoleName: "temp",
    Path: "/pods/",
    AssumeRolePolicyDocument: trust({ AWS: nodeArn }),
    Tags: [{ Key: "a", Value: "b" }],
  });
  await iam.putRolePolicy({
    RoleName: "temp",
    PolicyName: "own",
    PolicyDocument: policy({ Effect: "Allow", Action: "s3:*", Resource: "*" }),
  });
  await iam.updateRole({ RoleName: "temp", MaxSessionDuration: 4000 });
  t.not(aws.state.dumpAccount(), before);
  await iam.deleteRolePolicy({ RoleName: "temp", PolicyName: "own" });
  await iam.deleteRole({ RoleName: "temp" });
  t.is(aws.state.dumpAccount(), before);
});

test("UpdateAssumeRolePolicy replaces the text as it is", async (t) => {
  const aws = await startAws(t, { roles: [podRole("api", trust({ AWS: nodeArn }))] });
  const text = trust({ Service: "ec2.amazonaws.com" }).replaceAll(",", " ,\n ");
  await aws.as().iam.updateAssumeRolePolicy({ RoleName: "api", PolicyDocument: text });
  const { Role } = await aws.as().iam.getRole({ RoleName: "api" });
  t.is(decodeURIComponent(Role?.AssumeRolePolicyDocument ?? ""), text);
});

test("after a role is deleted, trust policies show its unique id, and a new role of the name is a stranger", async (t) => {
  const old = podRole("old", trust({ AWS: nodeArn }), { id: "AROAOLDOLDOLDOLDOLDOL" });
  const aws = await startAws(t, { roles: [old, podRole("api", trust({ AWS: [podArn("old"), nodeArn] }))] });
  const { iam } = aws.as();
  await iam.deleteRole({ RoleName: "old" });
  await iam.createRole({ RoleName: "old", Path: "/pods/", AssumeRolePolicyDocument: trust({ AWS: nodeArn }) });
  const { Role } = await iam.getRole({ RoleName: "api" });
  t.is(decodeURIComponent(Role?.AssumeRolePolicyDocument ?? ""), trust({ AWS: ["AROAOLDOLDOLDOLDOLDOL", nodeArn] }));
});

test("tags are set, told and taken away", async (t) => {
  const aws = await startAws(t, { roles: [podRole("api", trust({ AWS: nodeArn }))] });
  const { iam } = aws.as();
  await iam.tagRole({ RoleName: "api", Tags: [{ Key: "team", Value: "shop & co" }] });
  t.deepEqual((await iam.listRoleTags({ RoleName: "api" })).Tags, [{ Key: "team", Value: "shop & co" }]);
  await iam.untagRole({ RoleName: "api", TagKeys: ["team"] });
  t.deepEqual((await iam.listRoleTags({ RoleName: "api" })).Tags, []);
});

const refusals: readonly [
  rule: string,
  change: Readonly<Record<string, unknown>>,
  name: string,
  status: number,
  message: RegExp,
][] = [
  [
    "a role of the name in other letters",
    { RoleName: "API" },
    "EntityAlreadyExistsException",
    409,
    /^Role with name API already exists\.$/,
  ],
  ["a name with a space", { RoleName: "a b" }, "ValidationError", 400, /'roleName' failed to satisfy constraint/],
  ["a path without a slash at its end", { Path: "/pods" }, "ValidationError", 400, /'path' failed/],
  [
    "a session longer than 12 hours",
    { MaxSessionDuration: 43_201 },
    "ValidationError",
    400,
    /'maxSessionDuration'.*less than or equal to 43200/,
  ],
  [
    "a trust policy that is not JSON",
    { AssumeRolePolicyDocument: "{" },
    "MalformedPolicyDocumentException",
    400,
    /invalid Json/,
  ],
  [
    "a trust policy with a resource",
    { AssumeRolePolicyDocument: policy({ Effect: "Allow", Principal: "*", Action: "sts:AssumeRole", Resource: "*" }) },
    "MalformedPolicyDocumentException",
    400,
    /^Has prohibited field Resource$/,
  ],
  [
    "a trust policy for other actions",
    { AssumeRolePolicyDocument: policy({ Effect: "Allow", Principal: "*", Action: "s3:GetObject" }) },
    "MalformedPolicyDocumentException",
    400,
    /only specify STS AssumeRole actions/,
  ],
  [
    "a principal that does not exist",
    { AssumeRolePolicyDocument: trust({ AWS: podArn("none") }) },
    "MalformedPolicyDocumentException",
    400,
    new RegExp(`^Invalid principal in policy: "AWS":"arn:aws:iam::${account}:role/pods/none"$`),
  ],
  [
    "an instance profile as principal",
    { AssumeRolePolicyDocument: trust({ AWS: `arn:aws:iam::${account}:instance-profile/worker` }) },
    "MalformedPolicyDocumentException",
    400,
    /^Invalid principal/,
  ],
  [
    "a node role without its path as principal",
    { AssumeRolePolicyDocument: trust({ AWS: `arn:aws:iam::${account}:role/worker` }) },
    "MalformedPolicyDocumentException",
    400,
    /^Invalid principal/,
  ],
  [
    "a wildcard within a principal",
    { AssumeRolePolicyDocument: trust({ AWS: `arn:aws:iam::${account}:role/*` }) },
    "MalformedPolicyDocumentException",
    400,
    /^Invalid principal/,
  ],
  [
    "an unknown service as principal",
    { AssumeRolePolicyDocument: trust({ Service: "ec2" }) },
    "MalformedPolicyDocumentException",
    400,
    /^Invalid principal in policy: "Service":"ec2"$/,
  ],
  [
    "a Sid with a dash",
    { AssumeRolePolicyDocument: policy({ Sid: "a-b", Effect: "Allow", Principal: "*", Action: "sts:AssumeRole" }) },
    "MalformedPolicyDocumentException",
    400,
    /alpha-numeric/,
  ],
];

for (const [rule, change, name, status, message] of refusals) {
  test(`CreateRole refuses ${rule}`, async (t) => {
    const aws = await startAws(t, { roles: [podRole("api", trust({ AWS: nodeArn }))] });
    const before = aws.state.dumpAccount();
    const wish = { RoleName: "new", AssumeRolePolicyDocument: trust({ AWS: nodeArn }), ...change };
    const failure = await failureOf(aws.as().iam.createRole(wish));
    t.is(failure.name, name);
    t.is(failure.status, status);
    t.regex(failure.message, message);
    t.is(aws.state.dumpAccount(), before);
  });
}

test("CreateRole refuses a boundary that does not exist", async (t) => {
  const aws = await startAws(t);
  const wish = { RoleName: "new", AssumeRolePolicyDocument: trust({ AWS: nodeArn }) };
  const failure = await failureOf(aws.as().iam.createRole({ ...wish, PermissionsBoundary: podArn("none") }));
  t.is(failure.name, "NoSuchEntityException");
});

test("the quota on trust policies counts characters without white space", async (t) => {
  const aws = await startAws(t, { roles: [podRole("api", trust({ AWS: nodeArn }))] });
  const { iam } = aws.as();
  const fitting = (size: number): string => {
    const frame = trust({ AWS: nodeArn }, { StringEquals: { "sts:ExternalId": "" } });
    return trust({ AWS: nodeArn }, { StringEquals: { "sts:ExternalId": "x".repeat(size - frame.length) } });
  };
  await iam.updateAssumeRolePolicy({ RoleName: "api", PolicyDocument: fitting(2048).replaceAll(",", ",\n    ") });
  const failure = await failureOf(iam.updateAssumeRolePolicy({ RoleName: "api", PolicyDocument: fitting(2049) }));
  t.deepEqual(failure, {
    name: "LimitExceededException",
    status: 409,
    message: "Cannot exceed quota for ACLSizePerRole: 2048",
  });
});

test("a role that is still used or still holds policies cannot be deleted", async (t) => {
  const aws = await startAws(t, {
    roles: [
      podRole("attached", trust({ AWS: nodeArn }), { attached: ["arn:aws:iam::aws:policy/ReadOnlyAccess"] }),
      podRole("inline", trust({ AWS: nodeArn }), {
        policies: { own: policy({ Effect: "Allow", Action: "s3:*", Resource: "*" }) },
      }),
    ],
    instanceProfiles: [{ name: "worker", role: "worker" }],
  });
  for (const [name, reason] of [
    ["attached", /must detach all policies first/],
    ["inline", /must delete policies first/],
    ["worker", /must remove roles from instance profile first/],
  ] as const) {
    const failure = await failureOf(aws.as().iam.deleteRole({ RoleName: name }));
    t.is(failure.name, "DeleteConflictException");
    t.regex(failure.message, reason);
  }
});

test("a role of an AWS service cannot be changed", async (t) => {
  const linked = {
    name: "linked",
    path: "/aws-service-role/eks.amazonaws.com/",
    trust: trust({ Service: "eks.amazonaws.com" }),
  };
  const aws = await startAws(t, { roles: [linked] });
  const change = aws.as().iam.updateAssumeRolePolicy({ RoleName: "linked", PolicyDocument: trust({ AWS: nodeArn }) });
  const failure = await failureOf(change);
  t.is(failure.name, "UnmodifiableEntityException");
  t.is(failure.status, 400);
});

test("a role that is not there is NoSuchEntity, with a request id to find the call by", async (t) => {
  const aws = await startAws(t);
  const error = await t.throwsAsync(aws.as().iam.getRole({ RoleName: "none" }), {
    name: "NoSuchEntityException",
    message: "The role with name none cannot be found.",
  });
  t.regex((error as unknown as { $metadata: { requestId: string } }).$metadata.requestId, /^[0-9a-f-]{36}$/);
});
