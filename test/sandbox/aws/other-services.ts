// EKS, EC2 and S3 over the wire, and what each service answers to strangers.
import { paginateDescribeInstances, type Filter } from "@aws-sdk/client-ec2";
import { paginateListNodegroups } from "@aws-sdk/client-eks";
import { paginateListObjectsV2 } from "@aws-sdk/client-s3";
import test from "ava";
import { request } from "node:http";
import {
  account,
  adminKey,
  allow,
  failureOf,
  nodeArn,
  podArn,
  podRole,
  policy,
  startAws,
  strangerKey,
  trust,
  type Clients,
} from "../../helpers/aws-sandbox.ts";

const cluster = {
  name: "harbor",
  version: "1.34",
  nodegroups: ["a", "b", "c"].map((name) => ({ name, nodeRole: nodeArn })),
};

test("a cluster tells its endpoint as it was set", async (t) => {
  const aws = await startAws(t, { clusters: [cluster] });
  aws.state.setClusterEndpoint("https://127.0.0.1:6443", "Q0E=");
  const { eks } = aws.as();
  t.deepEqual((await eks.listClusters({})).clusters, ["harbor"]);
  t.like((await eks.describeCluster({ name: "harbor" })).cluster, {
    arn: `arn:aws:eks:eu-west-1:${account}:cluster/harbor`,
    endpoint: "https://127.0.0.1:6443",
    certificateAuthority: { data: "Q0E=" },
    status: "ACTIVE",
    version: "1.34",
  });
});

test("node groups are paged through, and tell their role with its path", async (t) => {
  const aws = await startAws(t, { clusters: [cluster] });
  const { eks } = aws.as();
  const names: string[] = [];
  for await (const page of paginateListNodegroups({ client: eks, pageSize: 2 }, { clusterName: "harbor" })) {
    names.push(...(page.nodegroups ?? []));
  }
  t.deepEqual(names, ["a", "b", "c"]);
  const { nodegroup } = await eks.describeNodegroup({ clusterName: "harbor", nodegroupName: "b" });
  t.is(nodegroup?.nodeRole, nodeArn);
  t.true(nodegroup?.createdAt instanceof Date);
});

test("clusters and node groups that are not there are ResourceNotFoundException", async (t) => {
  const { eks } = (await startAws(t, { clusters: [cluster] })).as();
  const name = "ResourceNotFoundException";
  t.like(await failureOf(eks.describeCluster({ name: "none" })), { name, message: "No cluster found for name: none." });
  t.like(await failureOf(eks.listNodegroups({ clusterName: "none" })), { name, status: 404 });
  t.like(await failureOf(eks.describeNodegroup({ clusterName: "harbor", nodegroupName: "none" })), { name });
});

const instances = Array.from({ length: 12 }, (_, at) => ({
  id: `i-00000000000000${String(at).padStart(3, "0")}`,
  privateIp: `127.0.101.${at}`,
  ...(at === 3 ? { profile: "workers", metadata: { httpTokens: "optional", hopLimit: 7 } as const } : {}),
  tags: { Name: `node <${at}>`, group: at < 4 ? "general" : "batch" },
}));

test("instances are paged through, and tell profile, metadata options and tags", async (t) => {
  const aws = await startAws(t, {
    instances,
    instanceProfiles: [{ name: "workers", path: "/nodes/", role: "worker" }],
  });
  const told = [];
  for await (const page of paginateDescribeInstances({ client: aws.as().ec2, pageSize: 5 }, {})) {
    told.push(...(page.Reservations?.flatMap(({ Instances }) => Instances ?? []) ?? []));
  }
  t.deepEqual(
    told.map(({ InstanceId }) => InstanceId),
    instances.map(({ id }) => id),
  );
  t.is(told[3]?.IamInstanceProfile?.Arn, `arn:aws:iam::${account}:instance-profile/nodes/workers`);
  t.like(told[3]?.MetadataOptions, { HttpTokens: "optional", HttpPutResponseHopLimit: 7, HttpEndpoint: "enabled" });
  t.is(told[3]?.Tags?.find(({ Key }) => Key === "Name")?.Value, "node <3>");
  t.is(told[4]?.IamInstanceProfile, undefined);
});

for (const [Name, Values, found] of [
  ["instance-id", ["i-00000000000000002", "i-0fffffffffffffff"], 1],
  ["private-ip-address", ["127.0.101.5"], 1],
  ["tag:group", ["general"], 4],
  ["tag-key", ["group"], 12],
  ["instance-state-name", ["stopped"], 0],
] as const) {
  test(`instances are filtered by ${Name}`, async (t) => {
    const { ec2 } = (await startAws(t, { instances })).as();
    const Filters: Filter[] = [{ Name, Values: [...Values] }];
    t.is((await ec2.describeInstances({ Filters })).Reservations?.length, found);
  });
}

test("an instance asked for by id must be there; ids and pages do not go together", async (t) => {
  const { ec2 } = (await startAws(t, { instances })).as();
  const InstanceIds = ["i-0fffffffffffffff"];
  t.like(await failureOf(ec2.describeInstances({ InstanceIds })), { name: "InvalidInstanceID.NotFound", status: 400 });
  const both = ec2.describeInstances({ InstanceIds: ["i-00000000000000001"], MaxResults: 5 });
  t.is((await failureOf(both)).name, "InvalidParameterCombination");
});

const buckets = [
  { name: "covers", objects: { "a/1 +&.txt": "one", "a/2.txt": "two", "b.txt": "b" } },
  { name: "other" },
];

test("a role reads and writes its own bucket and no other", async (t) => {
  const own = policy(
    allow(["s3:GetObject", "s3:PutObject", "s3:ListBucket"], ["arn:aws:s3:::covers", "arn:aws:s3:::covers/*"]),
  );
  const aws = await startAws(t, {
    buckets,
    roles: [podRole("covers", trust({ AWS: nodeArn }), { policies: { own } })],
  });
  const request = { role: podArn("covers"), sessionName: "pod", seconds: 900, source: "assume-role" } as const;
  const { s3 } = aws.as(aws.state.issueCredentials(request));
  await s3.putObject({ Bucket: "covers", Key: "new ü.txt", Body: "fresh" });
  const read = await s3.getObject({ Bucket: "covers", Key: "new ü.txt" });
  t.is(await read.Body?.transformToString(), "fresh");
  const failure = await failureOf(s3.getObject({ Bucket: "other", Key: "x" }));
  t.deepEqual(failure, {
    name: "AccessDenied",
    status: 403,
    message:
      `User: arn:aws:sts::${account}:assumed-role/covers/pod is not authorized to perform: s3:GetObject ` +
      'on resource: "arn:aws:s3:::other/x" because no identity-based policy allows the s3:GetObject action',
  });
  t.is((await failureOf(s3.listBuckets({}))).name, "AccessDenied");
});

test("objects are listed in pages, by prefix, and grouped by delimiter", async (t) => {
  const { s3 } = (await startAws(t, { buckets })).as();
  t.deepEqual(
    (await s3.listBuckets({})).Buckets?.map(({ Name }) => Name),
    ["covers", "other"],
  );
  const keys: (string | undefined)[] = [];
  for await (const page of paginateListObjectsV2({ client: s3, pageSize: 1 }, { Bucket: "covers" })) {
    keys.push(...(page.Contents?.map(({ Key }) => Key) ?? []));
  }
  t.deepEqual(keys, ["a/1 +&.txt", "a/2.txt", "b.txt"]);
  const grouped = await s3.listObjectsV2({ Bucket: "covers", Delimiter: "/" });
  t.deepEqual(grouped.CommonPrefixes, [{ Prefix: "a/" }]);
  t.deepEqual(
    grouped.Contents?.map(({ Key }) => Key),
    ["b.txt"],
  );
  t.is((await s3.listObjectsV2({ Bucket: "covers", Prefix: "a/" })).KeyCount, 2);
  t.is((await s3.getObject({ Bucket: "covers", Key: "a/1 +&.txt" })).ContentLength, 3);
});

test("an upload in chunks is put together", async (t) => {
  const aws = await startAws(t, { buckets });
  const body = "5;chunk-signature=abc\r\nhello\r\n6\r\n world\r\n0\r\nx-amz-checksum-crc32:AAAAAA==\r\n\r\n";
  const headers = { ...signedFor("s3", adminKey), "content-encoding": "aws-chunked" };
  t.is((await send(aws.url, { path: "/covers/hello", method: "PUT", headers, body })).status, 200);
  const { Body } = await aws.as().s3.getObject({ Bucket: "covers", Key: "hello" });
  t.is(await Body?.transformToString(), "hello world");
});

test("whether an object exists is told only to those who may list", async (t) => {
  const own = policy(allow("s3:GetObject", "arn:aws:s3:::covers/*"));
  const aws = await startAws(t, {
    buckets,
    roles: [podRole("covers", trust({ AWS: nodeArn }), { policies: { own } })],
  });
  const { s3 } = aws.as(
    aws.state.issueCredentials({ role: podArn("covers"), sessionName: "pod", seconds: 900, source: "assume-role" }),
  );
  t.is((await s3.getObject({ Bucket: "covers", Key: "b.txt" })).ContentLength, 1);
  t.regex((await failureOf(s3.getObject({ Bucket: "covers", Key: "none" }))).message, /perform: s3:ListBucket/);
});

test("errors of S3 are in no XML namespace", async (t) => {
  const aws = await startAws(t, { buckets });
  const answer = await send(aws.url, { path: "/covers/none", method: "GET", headers: signedFor("s3", adminKey) });
  t.regex(answer.body, /<Error><Code>NoSuchKey<\/Code>/);
});

test("what S3 does not hold has S3's own errors", async (t) => {
  const { s3 } = (await startAws(t, { buckets })).as();
  t.like(await failureOf(s3.getObject({ Bucket: "covers", Key: "none" })), { name: "NoSuchKey", status: 404 });
  t.like(await failureOf(s3.getObject({ Bucket: "none", Key: "x" })), { name: "NoSuchBucket", status: 404 });
  t.like(await failureOf(s3.deleteObject({ Bucket: "covers", Key: "b.txt" })), { name: "NotImplemented", status: 501 });
});

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

function signedFor(service: string, keyId: string): Record<string, string> {
  const scope = `${keyId}/20261102/eu-west-1/${service}/aws4_request`;
  return { authorization: `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=0` };
}

interface Sent {
  readonly path: string;
  readonly method: string;
  readonly headers: Record<string, string>;
  readonly body?: string | undefined;
}

async function send(url: string, { body, ...options }: Sent): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const outgoing = request(new URL(url + options.path), options, (response) => {
      let text = "";
      response.setEncoding("utf8").on("data", (chunk: string) => (text += chunk));
      response.on("end", () => {
        resolve({ status: response.statusCode ?? 0, body: text });
      });
    });
    outgoing.on("error", reject).end(body);
  });
}
