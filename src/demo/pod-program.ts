// The program inside a pod of the demo: an ordinary AWS SDK client that knows nothing of iamctl, and reads a bucket.
import http from "node:http";
import { argv, stdout } from "node:process";
import { GetObjectCommand, ListObjectsV2Command, S3Client } from "@aws-sdk/client-s3";

const [, , address = "", bucket = ""] = argv;

// A pod's packets carry the pod's address; a process on the loopback interface has to choose it.
http.globalAgent = new http.Agent({ localAddress: address });

const s3 = new S3Client({ forcePathStyle: true });
const answer = await readBucket().catch((error: unknown) => ({
  error: error instanceof Error ? error.name : "unknown",
}));
stdout.write(`${JSON.stringify(answer)}\n`);

async function readBucket(): Promise<{ readonly key: string; readonly text: string }> {
  const { Contents: objects = [] } = await s3.send(new ListObjectsV2Command({ Bucket: bucket }));
  const key = objects[0]?.Key ?? "";
  const { Body: body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
  return { key, text: (await body?.transformToString()) ?? "" };
}
