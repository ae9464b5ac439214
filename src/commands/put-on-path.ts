// Puts the iamctl that is running under its own name, so that a shell of the sandbox finds it without an installation.
import { mkdir, symlink } from "node:fs/promises";
import { join } from "node:path";

/** Answers with the folder that goes first on the PATH. */
export async function putOnPath(stateFolder: string, packageFolder: string): Promise<string> {
  const folder = join(stateFolder, "bin");
  await mkdir(folder);
  await symlink(join(packageFolder, "bin", "iamctl.js"), join(folder, "iamctl"));
  return folder;
}
