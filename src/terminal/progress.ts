// Says that something is going on: a spinner where somebody watches, plain lines elsewhere.
import type { Ora } from "ora";
import type { OutputStream } from "./streams.ts";

export interface Progress {
  update(text: string): void;
  /** Ends well. Without a text the last one stands. */
  done(text?: string): void;
  /** Ends badly. Without a text the last one stands. */
  fail(text?: string): void;
}

/** One line when it starts, one for every change of text; the end repeats nothing. */
export function writeLines(stream: OutputStream, text: string): Progress {
  let current = "";
  let ended = false;
  const write = (next: string | undefined): void => {
    if (ended || next === undefined || next === current) return;
    current = next;
    stream.write(`${next}\n`);
  };
  const end = (last: string | undefined): void => {
    write(last);
    // What still runs when another part has failed says nothing below the error.
    ended = true;
  };
  write(text);
  return { update: write, done: end, fail: end };
}

/** `ora` is loaded while the work already runs, so work that ends at once shows no spinner at all. */
export function spin(stream: OutputStream, colour: boolean, text: string): Progress {
  let current = text;
  let ended = false;
  let spinner: Ora | undefined;
  void import("ora").then(({ default: ora }) => {
    if (ended) return;
    // A hidden cursor or a swallowed keyboard would outlive a killed process.
    const quiet = { hideCursor: false, discardStdin: false };
    spinner = ora({
      ...quiet,
      stream,
      isEnabled: true,
      color: colour ? "cyan" : false,
      text: current,
    }).start();
  });

  const end = (symbol: string, last: string | undefined): void => {
    if (ended) return;
    ended = true;
    const line = last ?? current;
    if (spinner === undefined) stream.write(`${symbol} ${line}\n`);
    else spinner.stopAndPersist({ symbol, text: line });
  };
  return {
    update(next) {
      current = next;
      if (spinner !== undefined) spinner.text = next;
    },
    done: (last) => end("✔", last),
    fail: (last) => end("✖", last),
  };
}
