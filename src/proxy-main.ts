// The proxy alone, as an image runs it: `iamctl proxy` without the commands that change an account.
import { proxy } from "./commands/proxy.ts";
import { exitCodes, type ExitCode } from "./errors.ts";
import { createProgram } from "./program.ts";
import type { Bodies } from "./program/bodies.ts";
import { createUntilStopped, runWorld, type World } from "./run-world.ts";
import type { Terminal } from "./terminal/terminal.ts";

/** Takes the flags of `iamctl proxy`, with or without that word before them. */
export async function main(version: string, world: World = process): Promise<ExitCode> {
  const typed = world.argv.slice(2);
  const words = typed[0] === "proxy" ? typed : ["proxy", ...typed];
  return runWorld(world, words, (terminal) => run(world, terminal, words, version));
}

async function run(world: World, terminal: Terminal, words: readonly string[], version: string): Promise<ExitCode> {
  if (words[1] === "--version") {
    terminal.print(version);
    return exitCodes.fine;
  }
  let exitCode: ExitCode = exitCodes.fine;
  const bodies: Pick<Bodies, "proxy"> = {
    async proxy(options, connection) {
      const untilStopped = createUntilStopped(world);
      exitCode = await proxy({ env: world.env, connection, terminal, untilStopped, version }, options);
    },
  };
  const { print, say, width } = terminal;
  // The first word is always `proxy`, so that no other body can be asked for.
  await createProgram(bodies as Bodies, { version, width, print, say }).parseAsync(words, { from: "user" });
  return exitCode;
}
