// Adds to the settings what only the node itself knows: its account and partition.
import type { ReadMetadata } from "../aws/connect-metadata.ts";
import { readNodePlace } from "../aws/read-node-credentials.ts";
import { IamctlError } from "../errors.ts";
import { partitionOfRegion } from "../iam/arn.ts";
import { baseOfPrefix } from "../iam/role-prefix.ts";
import type { RoleBase } from "../iam/role-reference.ts";
import type { RoleSettings } from "../pods/decide-role.ts";
import type { ProxySettings } from "./settings.ts";

export async function completeSettings(settings: ProxySettings, metadata: ReadMetadata): Promise<RoleSettings> {
  const { base, defaultRole, prefix, ...rest } = settings;
  return {
    ...rest,
    base: base ?? (await discoverBase(metadata, prefix)),
    ...(defaultRole !== undefined && { defaultRole }),
  };
}

async function discoverBase(metadata: ReadMetadata, prefix: string): Promise<RoleBase> {
  try {
    const { account, region } = await readNodePlace(metadata);
    return baseOfPrefix(prefix, { account, partition: partitionOfRegion(region) });
  } catch (cause) {
    const problem = cause instanceof Error ? cause.message : String(cause);
    throw new IamctlError(`The node's account is not known: ${problem}`, {
      hint: "Run on an EC2 instance that can reach its metadata service, or name the account with --base-role-arn ARN",
      cause,
    });
  }
}
