// The whole run: arguments in, exit code out; alone in reading the process and in catching everything.
import { inspect } from "node:util";
import type { GlobalOptions } from "./command-options.ts";
import type { Context } from "./context.ts";
import { exitCodes, IamctlError, type ExitCode } from "./errors.ts";
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
  once(signal: "SIGINT" | "SIGTERM", listener: () => void): unknown;
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
  try {
    const exitCode = await run(world, terminal, words);
    if (unwritten !== undefined) throw unwritten;
    return exitCode;
  } catch (error) {
    return explain(error, terminal, own.includes("--verbose") || own.includes("-v"));
  }
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
    const untilStopped = async (): Promise<void> => stopped(world);
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

async function stopped(world: World): Promise<void> {
  return new Promise((resolve) => {
    world.once("SIGINT", resolve);
    world.once("SIGTERM", resolve);
  });
}

function explain(error: unknown, terminal: Terminal, verbose: boolean): ExitCode {
  // commander has written its message by now; its own exit code is 0 after help and version.
  if (isParseEnd(error)) return error.exitCode === 0 ? exitCodes.fine : exitCodes.usage;
  if (error instanceof IamctlError && error.exitCode === exitCodes.cancelled) {
    terminal.say(error.message);
    return error.exitCode;
  }
  terminal.say(`error: ${error instanceof Error ? error.message : String(error)}`);
  const known = error instanceof IamctlError;
  if (known && error.hint !== undefined) terminal.say(`hint: ${error.hint}`);
  if (verbose) terminal.say(inspect(error));
  else if (!known) terminal.say("hint: --verbose shows where it happened");
  return known ? error.exitCode : exitCodes.unexpected;
}

function isParseEnd(error: unknown): error is Error & { readonly exitCode: number } {
  return error instanceof Error && error.name === "CommanderError" && "exitCode" in error;
}
