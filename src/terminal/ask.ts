// Asks the person: every question can be answered by a flag instead, and without a terminal must be.
import { Writable } from "node:stream";
import { exitCodes, IamctlError } from "../errors.ts";
import type { InputStream, OutputStream } from "./streams.ts";

export interface Ask {
  /** Enter alone means no. */
  confirm(question: string, answer: Answer): Promise<boolean>;
  text(question: string, answer: Answer & { readonly initial?: string }): Promise<string>;
  choose<T>(question: string, choices: readonly Choice<T>[], answer: Answer): Promise<T>;
  /** For changes that broaden access: true only when `name` was typed exactly. */
  confirmByName(question: string, name: string, answer: Answer): Promise<boolean>;
}

export interface Answer {
  /** What answers the question on the command line: `--yes`, `--node-role ARN`, `ROLE`. */
  readonly flag: string;
}

export interface Choice<T> {
  readonly value: T;
  readonly name: string;
}

export interface AskSettings {
  readonly stdin: InputStream;
  readonly stderr: OutputStream;
  readonly interactive: boolean;
  readonly colour: boolean;
}

export function createAsk(settings: AskSettings): Ask {
  return {
    confirm: async (message, { flag }) =>
      (await put(settings, flag, { type: "confirm", message, default: false })) === true,
    text: async (message, { flag, initial }) =>
      String(
        await put(settings, flag, {
          type: "input",
          message,
          ...(initial === undefined ? {} : { default: initial }),
        }),
      ),
    async choose(message, choices, { flag }) {
      // Positions rather than values: a value may be anything, and inquirer compares and prints what it is given.
      const numbered = choices.map(({ name }, value) => ({ name, value }));
      const chosen = choices[Number(await put(settings, flag, { type: "select", message, choices: numbered }))];
      if (chosen === undefined) throw new Error(`No choice was offered for "${message}".`);
      return chosen.value;
    },
    confirmByName: async (message, name, { flag }) => (await put(settings, flag, { type: "input", message })) === name,
  };
}

type Question =
  | { readonly type: "confirm"; readonly message: string; readonly default: boolean }
  | { readonly type: "input"; readonly message: string; readonly default?: string }
  | {
      readonly type: "select";
      readonly message: string;
      readonly choices: { name: string; value: number }[];
    };

async function put(settings: AskSettings, flag: string, question: Question): Promise<unknown> {
  if (!settings.interactive) throw noTerminal(question.message, flag);
  const { createPromptModule } = await import("inquirer");
  const leave = new AbortController();
  // inquirer waits for ever when the input ends, and Ctrl-D ends it (https://github.com/SBoudrias/Inquirer.js/issues/1741).
  const onKey = (_: unknown, key: { ctrl?: boolean; name?: string } | undefined): void => {
    if (key?.ctrl === true && key.name === "d") leave.abort();
  };
  const onEnd = (): void => leave.abort();
  settings.stdin.on("keypress", onKey).once("end", onEnd);
  try {
    const prompt = createPromptModule({
      input: settings.stdin,
      output: screenOf(settings),
      signal: leave.signal,
    });
    return (await prompt([{ name: "answer", ...question }])).answer;
  } catch (error) {
    throw isDeparture(error)
      ? new IamctlError("Cancelled. Nothing was changed.", { exitCode: exitCodes.cancelled })
      : error;
  } finally {
    settings.stdin.off("keypress", onKey).off("end", onEnd);
  }
}

function noTerminal(question: string, flag: string): IamctlError {
  return new IamctlError(`There is no terminal to ask on: "${question}"`, {
    hint: `Answer on the command line: ${flag}`,
    exitCode: exitCodes.usage,
  });
}

/** inquirer ends the stream it writes to, and colours by the process's environment: so it gets a screen of its own. */
function screenOf({ stderr, colour }: AskSettings): OutputStream {
  const colours = /\u001b\[[\d;]*m/gu;
  const screen = new Writable({
    decodeStrings: false,
    write(chunk: string | Uint8Array, _encoding, done) {
      stderr.write(colour ? chunk : String(chunk).replace(colours, ""));
      done();
    },
  });
  return Object.assign(screen, { isTTY: true, columns: stderr.columns || 80 });
}

function isDeparture(error: unknown): boolean {
  return error instanceof Error && (error.name === "ExitPromptError" || error.name === "AbortPromptError");
}
