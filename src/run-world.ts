// Runs a program to its exit code: what it throws is explained, what it wrote arrives; the only catch-all.
import type { StopSignal } from "./context.ts";
import type { ExitCode } from "./errors.ts";
import { explainFailure } from "./explain-failure.ts";
import type { Environment, InputStream, OutputStream } from "./terminal/streams.ts";
import { createTerminal, type Terminal } from "./terminal/terminal.ts";

/** The part of `process` that iamctl uses. */
export interface World {
  readonly argv: readonly string[];
  readonly env: Environment;
  readonly stdin: InputStream;
  readonly stdout: OutputStream;
  readonly stderr: OutputStream;
  once(signal: StopSignal, listener: () => void): unknown;
  off?(signal: StopSignal, listener: () => void): unknown;
}

/** `words` are the arguments; those after `--` are another program's. */
export async function runWorld(
  { stdin, stdout, stderr, env }: World,
  words: readonly string[],
  run: (terminal: Terminal) => Promise<ExitCode>,
): Promise<ExitCode> {
  const own = words.slice(0, words.includes("--") ? words.indexOf("--") : undefined);
  let unwritten: Error | undefined;
  const terminal = createTerminal({
    ...{ stdin, stdout, stderr, env },
    ...(own.includes("--no-color") ? { colour: false } : {}),
    onFailure: (error) => (unwritten ??= error),
  });
  const explain = (error: unknown): ExitCode => {
    const { text, exitCode } = explainFailure(error, own.includes("--verbose") || own.includes("-v"));
    if (text !== undefined) terminal.say(text);
    return exitCode;
  };
  const exitCode = await run(terminal).catch(explain);
  // The help ends as an error, too, and may be the document that could not be written.
  await flushed(stdout);
  return unwritten === undefined ? exitCode : explain(unwritten);
}

/** Each call waits for the next signal; one listener for the end is enough for all of them. */
export function createUntilStopped(world: World): () => Promise<StopSignal> {
  const next = async (signal: StopSignal): Promise<StopSignal> => {
    return new Promise((resolve) => {
      world.once(signal, () => resolve(signal));
    });
  };
  let ended: Promise<StopSignal> | undefined;
  return async () => Promise.race([next("SIGINT"), (ended ??= next("SIGTERM"))]);
}

/** Resolves, and never rejects, when all that was written has arrived or failed. */
async function flushed(stream: OutputStream): Promise<void> {
  return new Promise((resolve) => {
    stream.write("", () => resolve());
  });
}

/** Calls the listener at the first signal, and leaves the second to the system; answers with what ends listening. */
export function createOnStop(world: World): (listener: () => void) => () => void {
  return (listener) => {
    const forget = (): void => {
      for (const signal of ["SIGINT", "SIGTERM"] as const) world.off?.(signal, heard);
    };
    const heard = (): void => {
      forget();
      listener();
    };
    for (const signal of ["SIGINT", "SIGTERM"] as const) world.once(signal, heard);
    return forget;
  };
}
