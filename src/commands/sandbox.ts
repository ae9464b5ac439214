// `iamctl sandbox [-- CMD…]`: an account, a cluster and a metadata service in this process, for a command or to stay up.
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { constants, tmpdir } from "node:os";
import { join } from "node:path";
import type { SandboxOptions } from "../command-options.ts";
import type { Context, StopSignal } from "../context.ts";
import { type ExitCode, exitCodes, IamctlError } from "../errors.ts";
import { startSandbox } from "../sandbox/start-sandbox.ts";
import { putOnPath } from "./put-on-path.ts";
import { sandboxEnvironment } from "./sandbox-environment.ts";
import { stayUp } from "./stay-up.ts";

export async function sandbox(context: Context, { scenario, command }: SandboxOptions): Promise<ExitCode> {
  const folder = await mkdtemp(join(tmpdir(), "iamctl-sandbox-"));
  try {
    const running = await startSandbox({ stateFolder: folder, ...(scenario !== undefined && { scenario }) });
    try {
      const { cluster, account, region } = running;
      context.terminal.say(`Sandbox: cluster ${cluster} in account ${account} (${region})`);
      const path = await putOnPath(folder, context.packageFolder);
      const env = sandboxEnvironment(context.env, running, folder);
      if (command.length > 0)
        return await runCommand(context, command, { ...env, PATH: `${path}:${env["PATH"] ?? ""}` });
      await stayUp(context, running, folder, path);
      return exitCodes.fine;
    } finally {
      await running.stop();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Ends with the command's own exit code; for one that a signal ended, with the code a shell would give. */
async function runCommand(
  context: Context,
  [command = "", ...args]: readonly string[],
  env: Record<string, string>,
): Promise<ExitCode> {
  // Listened for before there is a command that could be told of them.
  const first = context.untilStopped();
  const child = spawn(command, args, { env, stdio: "inherit" });
  void passSignals(context, child, first);
  return new Promise((resolve, reject) => {
    child.once("error", (cause) => {
      reject(
        new IamctlError(`"${command}" could not be started: ${cause.message}.`, { exitCode: exitCodes.usage, cause }),
      );
    });
    child.once("exit", (code, signal) => {
      resolve((code ?? 128 + (signal === null ? 0 : constants.signals[signal])) as ExitCode);
    });
  });
}

/** The command decides what ends it: a terminal sends Ctrl-C to both, whoever ends iamctl alone means both. */
async function passSignals({ untilStopped }: Context, child: ChildProcess, first: Promise<StopSignal>): Promise<void> {
  let signal = await first;
  while (signal === "SIGINT") signal = await untilStopped();
  child.kill("SIGTERM");
}
