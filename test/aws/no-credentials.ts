// What a person is told who has no AWS credentials or no region at all.
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import test from "ava";
import { connectAccount } from "../../src/aws/connect-account.ts";
import { IamctlError } from "../../src/errors.ts";
import { temporaryFolder } from "../helpers/temporary-folder.ts";

for (const name of Object.keys(process.env))
  if (name.startsWith("AWS_") && !name.startsWith("AWS_SDK_JS")) Reflect.deleteProperty(process.env, name);
Object.assign(process.env, {
  AWS_EC2_METADATA_DISABLED: "true",
  AWS_CONFIG_FILE: "/nowhere/config",
  AWS_SHARED_CREDENTIALS_FILE: "/nowhere/credentials",
});

test.serial("no credentials anywhere: how to set them up, exit code 4", async (t) => {
  const account = connectAccount({ endpoint: "http://127.0.0.1:9", region: "eu-west-1" });
  const error = await t.throwsAsync(account.identity(), { instanceOf: IamctlError });
  t.is(error.message, "No AWS credentials were found");
  t.regex(error.hint ?? "", /aws configure.*--profile.*AWS_PROFILE/);
  t.is(error.exitCode, 4);
});

test.serial("a profile that is not there is named", async (t) => {
  const account = connectAccount({ endpoint: "http://127.0.0.1:9", region: "eu-west-1", profile: "prod" });
  const error = await t.throwsAsync(account.identity(), { instanceOf: IamctlError });
  t.is(error.message, "There is no AWS profile prod");
});

test.serial("so is one that is there and holds no keys", async (t) => {
  process.env["AWS_CONFIG_FILE"] = join(await temporaryFolder(), "config");
  await writeFile(process.env["AWS_CONFIG_FILE"], "[profile prod]\nregion = eu-west-1\n");
  const account = connectAccount({ endpoint: "http://127.0.0.1:9", region: "eu-west-1", profile: "prod" });
  const error = await t.throwsAsync(account.identity(), { instanceOf: IamctlError });
  t.is(error.message, "No AWS credentials were found for profile prod");
});

test.serial("no region: how to name it", async (t) => {
  Object.assign(process.env, { AWS_ACCESS_KEY_ID: "AKIAEXAMPLE", AWS_SECRET_ACCESS_KEY: "very-secret" });
  const error = await t.throwsAsync(connectAccount().identity(), { instanceOf: IamctlError });
  t.is(error.message, "No AWS region is set");
});
