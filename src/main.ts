// The whole run: arguments in, exit code out; alone in reading the process and in catching everything.
import type { GlobalOptions } from "./command-options.ts";
import type { Context, StopSignal } from "./context.ts";
import { exitCodes, type ExitCode } from "./errors.ts";
import { explainFailure } from "./explain-failure.ts";
import { findPackageFolder, readPackageVersion } from "./package-folder.ts";
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
}

export async function main(world: World = process): Promise<ExitCode> {
  const typed = world.argv.slice(2);
  const words = typed.length === 0 ? ["--help"] : typed;
  const own = words.slice(0, words.includes("--") ? words.indexOf("--") : undefined);
  const { stdin, stdout, stderr, env } = world;
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
  const exitCode = await run(world, terminal, words).catch(explain);
  // The help ends as an error, too, and may be the document that could not be written.
  await flushed(stdout);
  return unwritten === undefined ? exitCode : explain(unwritten);
}

async function run(world: World, terminal: Terminal, words: readonly string[]): Promise<ExitCode> {
  const packageFolder = findPackageFolder();
  const version = readPackageVersion(packageFolder);
  // Scripts ask for the version often, and the command tree takes longer to load than everything above.
  if (words.length === 1 && words[0] === "--version") {
    terminal.print(version);
    return exitCodes.fine;
  }

  const openContext = async (connection: GlobalOptions): Promise<Context> => {
    const { createContext } = await import("./context.ts");
    const { stdin, stderr, env } = world;
    const untilStopped = createUntilStopped(world);
    return createContext({ terminal, stdin, stderr, env, packageFolder, connection, untilStopped });
  };
  let exitCode: ExitCode = exitCodes.fine;
  const finish = (code: ExitCode): void => void (exitCode = code);
  const { createProgram } = await import("./program.ts");
  const { createBodies } = await import("./command-bodies.ts");
  const { print, say, width } = terminal;
  const program = createProgram(createBodies({ openContext, finish }), {
    version,
    width,
    print,
    say,
  });
  await program.parseAsync(words, { from: "user" });
  return exitCode;
}

/** Each call waits for the next signal; one listener for the end is enough for all of them. */
function createUntilStopped(world: World): () => Promise<StopSignal> {
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
