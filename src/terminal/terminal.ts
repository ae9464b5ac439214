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

  return {
    print: (text) => writeLine(stdout, text, stdoutColour),
    say: (text) => writeLine(stderr, text, stderrColour),
    interactive: watched && stdin.isTTY === true,
    colour: stdoutColour || stderrColour,
    get width() {
      return Math.max(narrowest, columnsOf(stdout, env));
    },
    // ora erases lines for ever on a terminal that reports 0 columns.
    progress: (text) => (watched && stderr.columns ? spin(stderr, stderrColour, text) : writeLines(stderr, text)),
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
