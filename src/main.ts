// The whole run: arguments in, exit code out; besides proxy-main the only reader of process.
import type { GlobalOptions } from "./command-options.ts";
import type { Context } from "./context.ts";
import { exitCodes, type ExitCode } from "./errors.ts";
import { findPackageFolder, readPackageVersion } from "./package-folder.ts";
import { createOnStop, createUntilStopped, runWorld, type World } from "./run-world.ts";
import type { Terminal } from "./terminal/terminal.ts";

export async function main(world: World = process): Promise<ExitCode> {
  const typed = world.argv.slice(2);
  const words = typed.length === 0 ? ["--help"] : typed;
  return runWorld(world, words, (terminal) => run(world, terminal, words));
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
    const stops = { untilStopped: createUntilStopped(world), onStop: createOnStop(world) };
    return createContext({ terminal, stdin, stderr, env, packageFolder, version, connection, ...stops });
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
