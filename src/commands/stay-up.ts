// Keeps a sandbox up until the person has seen enough, and says how to reach it.
import type { Context } from "../context.ts";
import type { Sandbox } from "../sandbox/start-sandbox.ts";

export async function stayUp(
  { terminal, untilStopped }: Context,
  sandbox: Sandbox,
  stateFolder: string,
  /** Where iamctl itself is found. */
  path: string,
): Promise<void> {
  const exported = Object.entries({ ...sandbox.env, XDG_STATE_HOME: stateFolder });
  const lines = exported.map(([name, value]) => `export ${name}='${value}'`);
  terminal.print([...lines, `export PATH='${path}':"$PATH"`].join("\n"));
  terminal.say("Paste these lines into another shell, then try: iamctl audit. Ctrl-C ends the sandbox.");
  await untilStopped();
}
