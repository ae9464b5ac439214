// Standard streams that a test can write to and read from, as a terminal or as a pipe.
import { clearLine, cursorTo, moveCursor } from "node:readline";
import { PassThrough } from "node:stream";

export interface FakeStream extends PassThrough {
  isTTY?: boolean;
  columns?: number;
}

export interface FakeStreams {
  readonly stdin: FakeStream;
  readonly stdout: FakeStream;
  readonly stderr: FakeStream;
  readonly printed: () => string;
  readonly said: () => string;
  /** Types keys as soon as stderr holds `after`; fails the wait when it never does. */
  readonly type: (after: string, keys: string) => Promise<void>;
}

export const keys = { enter: "\r", down: "\u001b[B", ctrlC: "\u0003", ctrlD: "\u0004" } as const;

/** `tty` names the streams that are terminals. */
export function fakeStreams(tty: readonly ("stdin" | "stdout" | "stderr")[] = [], columns = 80): FakeStreams {
  const stdin = fakeStream(tty.includes("stdin"), columns);
  const stdout = fakeStream(tty.includes("stdout"), columns);
  const stderr = fakeStream(tty.includes("stderr"), columns);
  const printed = record(stdout);
  const said = record(stderr);
  return {
    ...{ stdin, stdout, stderr, printed, said },
    async type(after, text) {
      const deadline = Date.now() + 100_000;
      while (!said().includes(after)) {
        if (Date.now() > deadline) throw new Error(`"${after}" never appeared in:\n${said()}`);
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
      stdin.write(text);
    },
  };
}

function fakeStream(tty: boolean, columns: number): FakeStream {
  const stream: FakeStream = new PassThrough();
  if (!tty) return stream;
  return Object.assign(stream, {
    isTTY: true,
    columns,
    setRawMode: () => stream,
    cursorTo: (x: number) => cursorTo(stream, x),
    moveCursor: (x: number, y: number) => moveCursor(stream, x, y),
    clearLine: (direction: 0 | 1 | -1) => clearLine(stream, direction),
  });
}

function record(stream: PassThrough): () => string {
  let text = "";
  stream.on("data", (chunk: Buffer) => (text += chunk.toString()));
  return () => text;
}
