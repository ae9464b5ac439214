// The environment of a command that plays in the sandbox: the person's own, with nothing of their own account in it.
import type { Context } from "../context.ts";
import type { Sandbox } from "../sandbox/start-sandbox.ts";

export function sandboxEnvironment(own: Context["env"], sandbox: Sandbox, stateFolder: string): Record<string, string> {
  const kept = Object.entries(own).filter(
    (entry): entry is [string, string] =>
      entry[1] !== undefined && !entry[0].startsWith("AWS_") && entry[0] !== "KUBECONFIG",
  );
  // Its journal is its own, too: `iamctl undo` outside must never meet a run of the sandbox.
  return { ...Object.fromEntries(kept), ...sandbox.env, XDG_STATE_HOME: stateFolder };
}
