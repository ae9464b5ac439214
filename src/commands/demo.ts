// `iamctl demo`: plays the whole story on a sandbox of its own; fails when the story is not true.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { DemoOptions } from "../command-options.ts";
import type { Context } from "../context.ts";
import { setStage } from "../demo/stage.ts";
import { tellStory } from "../demo/tell-story.ts";
import { type ExitCode, exitCodes, IamctlError } from "../errors.ts";
import { startSandbox } from "../sandbox/start-sandbox.ts";
import { putOnPath } from "./put-on-path.ts";
import { sandboxEnvironment } from "./sandbox-environment.ts";
import { stayUp } from "./stay-up.ts";

export async function demo(context: Context, { keep }: DemoOptions): Promise<ExitCode> {
  const { terminal, style, packageFolder } = context;
  const cancel = cancelled(context);
  // Heard while the sandbox starts, too, and then heeded as soon as the story begins.
  cancel.catch(() => undefined);
  const folder = await mkdtemp(join(tmpdir(), "iamctl-demo-"));
  try {
    const sandbox = await startSandbox({ stateFolder: folder });
    try {
      const env = sandboxEnvironment(context.env, sandbox, folder);
      // Commands write to a pipe of the demo's, which shows what they print two columns further in.
      const shown = { COLUMNS: String(terminal.width - 2), ...(terminal.colour && { FORCE_COLOR: "1" }) };
      const print = (text: string): void => terminal.print(text);
      const story = tellStory(setStage({ sandbox, style, print, packageFolder, folder, env: { ...env, ...shown } }));
      await Promise.race([story, cancel]);
      terminal.print(
        `\nThe story is true. Try it yourself: node ${join(packageFolder, "bin", "iamctl.js")} sandbox -- sh\n`,
      );
      if (keep) await stayUp(context, sandbox, folder, await putOnPath(folder, packageFolder));
    } finally {
      await sandbox.stop();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  return exitCodes.fine;
}

/** Rejects on Ctrl-C, so that sandbox and folder are cleared away before the end. */
async function cancelled({ untilStopped }: Context): Promise<never> {
  await untilStopped();
  throw new IamctlError("Cancelled.", { exitCode: exitCodes.cancelled });
}
