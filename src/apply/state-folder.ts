// Where iamctl keeps what outlives a run.
import { homedir } from "node:os";
import { isAbsolute, join } from "node:path";

/** https://specifications.freedesktop.org/basedir-spec/latest/: a relative path in the variable is to be ignored. */
export function stateFolder(env: Readonly<Record<string, string | undefined>>): string {
  const told = env["XDG_STATE_HOME"] ?? "";
  return join(isAbsolute(told) ? told : join(homedir(), ".local", "state"), "iamctl");
}
