// Makes sure that a profile which somebody named is there: the SDK passes over one that is not, on to the machine's own role.
import { createRequire } from "node:module";
import type * as SharedConfig from "@smithy/core/config";
import { exitCodes, IamctlError } from "../errors.ts";

/** Of no use before a call is made: the files are read anew each time, and a profile may be made meanwhile. */
export async function requireProfile(profile: string | undefined): Promise<void> {
  if (profile === undefined) return;
  const { loadSharedConfigFiles } = createRequire(import.meta.url)("@smithy/core/config") as typeof SharedConfig;
  const { configFile, credentialsFile } = await loadSharedConfigFiles({ ignoreCache: true });
  if (Object.hasOwn(configFile, profile) || Object.hasOwn(credentialsFile, profile)) return;
  throw new IamctlError(`There is no AWS profile ${profile}`, {
    hint: "List them: aws configure list-profiles. Set one up: aws configure --profile NAME",
    exitCode: exitCodes.notPermitted,
  });
}
