// Parses a command line as iamctl does and records what would run, or what was said instead.
import { exitCodes } from "../../src/errors.ts";
import { createProgram } from "../../src/program.ts";
import type { Bodies } from "../../src/program/bodies.ts";

export interface Parsed {
  /** The command that would run, with its options. */
  readonly ran: readonly [name: string, options: unknown] | undefined;
  readonly globals: unknown;
  readonly printed: string;
  readonly said: string;
  readonly exitCode: number;
}

export async function parse(line: string): Promise<Parsed> {
  let ran: Parsed["ran"];
  let globals: unknown;
  let printed = "";
  let said = "";
  let exitCode: number = exitCodes.fine;
  const body = (name: string) => async (options: unknown, others: unknown) => {
    ran = [name, options];
    globals = others;
  };
  // Whatever command is parsed, its body notes that it would run.
  const bodies = new Proxy({}, { get: (_, name) => body(String(name)) }) as Bodies;
  const program = createProgram(bodies, {
    version: "1.2.3",
    width: 100,
    print: (text) => void (printed += text),
    say: (text) => void (said += text),
  });
  try {
    await program.parseAsync(line.split(" ").filter(Boolean), { from: "user" });
  } catch (error) {
    exitCode = (error as { exitCode: number }).exitCode;
  }
  return { ran, globals, printed, said, exitCode };
}

/** Of every command in the help. */
export function commandNames(): readonly string[] {
  const settings = { version: "1.2.3", width: 100, print: () => {}, say: () => {} };
  return createProgram({} as Bodies, settings).commands.map((command) => command.name());
}
