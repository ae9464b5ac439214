// Loads the clients of the AWS SDK, each when it is first asked for.
import { createRequire } from "node:module";
import type * as AutoScalingSdk from "@aws-sdk/client-auto-scaling";
import type * as Ec2Sdk from "@aws-sdk/client-ec2";
import type * as EksSdk from "@aws-sdk/client-eks";
import type * as IamSdk from "@aws-sdk/client-iam";
import type * as StsSdk from "@aws-sdk/client-sts";
import type * as ConfigSdk from "@smithy/core/config";

/**
 * The SDK's files are CommonJS, and `import()` parses each of them twice more: to tell what it is and what it exports.
 * That takes as long as running it, and EC2's has two megabytes.
 */
const require = createRequire(import.meta.url);

export const loadSdk = {
  autoScaling: () => require("@aws-sdk/client-auto-scaling") as typeof AutoScalingSdk,
  ec2: () => require("@aws-sdk/client-ec2") as typeof Ec2Sdk,
  eks: () => require("@aws-sdk/client-eks") as typeof EksSdk,
  iam: () => require("@aws-sdk/client-iam") as typeof IamSdk,
  config: () => require("@smithy/core/config") as typeof ConfigSdk,
  sts: () => require("@aws-sdk/client-sts") as typeof StsSdk,
} as const;
