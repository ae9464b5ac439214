// Reads one object of S3 for each line on stdin, with the credentials of the AWS SDK for JavaScript 3's default chain.
import { GetObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { answerLines } from "./javascript-lines.ts";

const [, , bucket, key] = process.argv;
const client = new S3Client({ forcePathStyle: true });

await answerLines(async () => {
  const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
  return (await Body?.transformToString()) ?? "";
});
