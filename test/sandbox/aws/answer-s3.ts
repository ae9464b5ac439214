// S3 over the wire: who may list, get and put what.
import { paginateListObjectsV2 } from "@aws-sdk/client-s3";
import test from "ava";
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
  trust,
} from "../../helpers/aws-sandbox.ts";
import { send, signedFor } from "../../helpers/raw-aws-request.ts";

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
