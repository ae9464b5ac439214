// Loads the clients of the AWS SDK, each when it is first asked for.
import { createRequire } from "node:module";

/**
 * The SDK's files are CommonJS, and `import()` parses each of them twice more: to tell what it is and what it exports.
 * That takes as long as running it, and EC2's has two megabytes.
 */
const require = createRequire(import.meta.url);

export const loadSdk = {
  autoScaling: () => require("@aws-sdk/client-auto-scaling") as typeof import("@aws-sdk/client-auto-scaling"),
  ec2: () => require("@aws-sdk/client-ec2") as typeof import("@aws-sdk/client-ec2"),
  eks: () => require("@aws-sdk/client-eks") as typeof import("@aws-sdk/client-eks"),
  iam: () => require("@aws-sdk/client-iam") as typeof import("@aws-sdk/client-iam"),
  sts: () => require("@aws-sdk/client-sts") as typeof import("@aws-sdk/client-sts"),
} as const;
