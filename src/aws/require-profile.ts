// Makes sure that a profile which somebody named is there: the SDK passes over one that is not, on to the machine's own role.
import { exitCodes, IamctlError } from "../errors.ts";
import { loadSdk } from "./load-sdk.ts";

/** Asked with the first call: what needs no AWS reads none of its files. */
export async function requireProfile(profile: string | undefined): Promise<void> {
  if (profile === undefined) return;
  const { configFile, credentialsFile } = await loadSdk.config().loadSharedConfigFiles({ ignoreCache: true });
  if (Object.hasOwn(configFile, profile) || Object.hasOwn(credentialsFile, profile)) return;
  throw new IamctlError(`There is no AWS profile ${profile}`, {
    hint: "List them: aws configure list-profiles. Set one up: aws configure --profile NAME",
    exitCode: exitCodes.notPermitted,
  });
}
