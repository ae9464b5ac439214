// Runs the pod's program as a process whose only way to credentials is the metadata proxy, as in a real pod.
import { execFile } from "node:child_process";
import { join } from "node:path";
import { execPath } from "node:process";
import { promisify } from "node:util";
import type { Sandbox } from "../sandbox/start-sandbox.ts";

export type BucketAnswer =
  | { readonly key: string; readonly text: string }
  /** The SDK's name for what went wrong. */
  | { readonly error: string };

export interface PodRun {
  readonly packageFolder: string;
  readonly sandbox: Sandbox;
  readonly proxyUrl: string;
  readonly address: string;
  readonly bucket: string;
}

export async function readBucketInPod({
  packageFolder,
  sandbox,
  proxyUrl,
  address,
  bucket,
}: PodRun): Promise<BucketAnswer> {
  const program = join(packageFolder, "build", "src", "demo", "pod-program.js");
  const { stdout } = await promisify(execFile)(execPath, [program, address, bucket], {
    // No keys, no profile, no home folder: nothing but the metadata service is left for the SDK to find.
    env: {
      AWS_EC2_METADATA_SERVICE_ENDPOINT: proxyUrl,
      AWS_ENDPOINT_URL: sandbox.awsUrl,
      AWS_REGION: sandbox.region,
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true",
    },
    timeout: 20_000,
  });
  return JSON.parse(stdout) as BucketAnswer;
}
