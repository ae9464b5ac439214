// The terminal as a value: what is printed, what is said, and what the person's screen can show.
import { stripVTControlCharacters } from "node:util";
import { decideColour } from "./decide-colour.ts";
import { spin, writeLines, type Progress } from "./progress.ts";
import type { Environment, InputStream, OutputStream } from "./streams.ts";

export interface Terminal {
  /** Writes the asked document, and nothing else, to stdout; ends it with a new line when it has none. */
  print(text: string): void;
  /** Writes talk to stderr; ends it with a new line when it has none. */
  say(text: string): void;
  /** Somebody is there to answer: stdin and stderr are terminals that can move the cursor, and this is no CI run. */
  readonly interactive: boolean;
  /** True when at least one stream shows colour; the other one has it taken out again. */
  readonly colour: boolean;
  /** Columns of the screen, at least 40; 120 where the document goes into a pipe or a file. */
  readonly width: number;
  progress(text: string): Progress;
}

export interface TerminalSettings {
  readonly stdin: InputStream;
  readonly stdout: OutputStream;
  readonly stderr: OutputStream;
  readonly env: Environment;
  /** What `--no-color` said; absent when it was not given. */
  readonly colour?: boolean;
  /** Told of a stream that could not be written to. A reader that left (EPIPE) is no failure. */
  readonly onFailure?: (error: Error) => void;
}

const narrowest = 40;
const widthOfPipe = 120;

export function createTerminal(settings: TerminalSettings): Terminal {
  const { stdin, stdout, stderr, env } = settings;
  const stdoutColour = decideColour(stdout, env, settings.colour);
  const stderrColour = decideColour(stderr, env, settings.colour);
  const watched = stderr.isTTY === true && env["TERM"] !== "dumb" && !isSet(env["CI"]);

  for (const stream of [stdout, stderr]) {
    stream.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code !== "EPIPE") settings.onFailure?.(error);
    });
  }

  let spinning = 0;
  const spinUntilEnd = (text: string): Progress => {
    spinning += 1;
    const spinner = spin(stderr, stderrColour, text);
    const ended = once(() => (spinning -= 1));
    return {
      update: spinner.update,
      done: (last) => (ended(), spinner.done(last)),
      fail: (last) => (ended(), spinner.fail(last)),
    };
  };

  return {
    print: (text) => writeLine(stdout, text, stdoutColour),
    // What the spinner has drawn stands in the line that is to be written.
    say: (text) => {
      if (spinning > 0) stderr.write("\r\u001b[K");
      writeLine(stderr, text, stderrColour);
    },
    interactive: watched && stdin.isTTY === true,
    colour: stdoutColour || stderrColour,
    get width() {
      return Math.max(narrowest, columnsOf(stdout, env));
    },
    // ora erases lines for ever on a terminal that reports 0 columns.
    progress: (text) => (watched && stderr.columns ? spinUntilEnd(text) : writeLines(stderr, text)),
  };
}

function isSet(value: string | undefined): boolean {
  return value !== undefined && value !== "" && value !== "false" && value !== "0";
}

function writeLine(stream: OutputStream, text: string, colour: boolean): void {
  const shown = colour ? text : stripVTControlCharacters(text);
  stream.write(shown.endsWith("\n") ? shown : `${shown}\n`);
}

function columnsOf(stdout: OutputStream, env: Environment): number {
  // A terminal of unknown size (a serial line) reports 0.
  if (stdout.isTTY === true && stdout.columns) return stdout.columns;
  const told = Number(env["COLUMNS"]);
  return Number.isInteger(told) && told > 0 ? told : widthOfPipe;
}

function once(act: () => void): () => void {
  let done = false;
  return () => {
    if (!done) act();
    done = true;
  };
}
