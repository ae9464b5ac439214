// Reads one object of S3 for each line on stdin, with the credentials of the AWS SDK for JavaScript 2's default chain.
import { createRequire } from "node:module";
import { join } from "node:path";
import { answerLines } from "./javascript-lines.ts";

/** As much of the package `aws-sdk` as is used: it is no dependency of this project. */
interface Sdk {
  readonly S3: new (options: object) => {
    getObject(request: object): { promise(): Promise<{ readonly Body: Buffer }> };
  };
}

const [, , Bucket, Key, folder = ""] = process.argv;
const { S3 } = createRequire(join(folder, "package.json"))("aws-sdk") as Sdk;
const client = new S3({ endpoint: process.env["AWS_ENDPOINT_URL"], s3ForcePathStyle: true });

await answerLines(async () => {
  const { Body } = await client.getObject({ Bucket, Key }).promise();
  return Body.toString();
});
