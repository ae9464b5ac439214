// Looks again and again, and tells only what has appeared and what is gone since the look before.
import { setTimeout } from "node:timers/promises";
import { compareLooks, toLook } from "../audit/compare-looks.ts";
import type { Context } from "../context.ts";
import { type ExitCode, exitCodes } from "../errors.ts";
import { changeLine, unreadLine } from "../report/finding-line.ts";
import type { Audited } from "./print-audit.ts";

/** Until it is told to stop. A look that fails is told, and the next one is taken all the same. */
export async function watchAudit(context: Context, look: () => Promise<Audited>, seconds: number): Promise<ExitCode> {
  const { terminal, style } = context;
  const stopping = new AbortController();
  void context.untilStopped().then(() => stopping.abort());
  let before = toLook((await look()).report);
  for (const finding of before.findings.values()) terminal.print(changeLine("there", finding, style));
  for (const unread of before.unknown.values()) terminal.print(unreadLine("there", unread, style));
  terminal.say(`Looking again every ${seconds} s; Ctrl-C ends it.`);
  while (!stopping.signal.aborted) {
    // Unlike a daemon's timers, this one is what keeps the process alive.
    await setTimeout(seconds * 1000, undefined, { signal: stopping.signal }).catch(() => undefined);
    if (stopping.signal.aborted) break;
    const now = await look().then(
      ({ report }) => toLook(report),
      (error: unknown) => {
        terminal.say(`This look failed: ${error instanceof Error ? error.message : String(error)}`);
        return before;
      },
    );
    const { appeared, gone, unread, readAgain, next } = compareLooks(before, now);
    for (const finding of appeared) terminal.print(changeLine("new", finding, style));
    for (const finding of gone) terminal.print(changeLine("gone", finding, style));
    for (const one of unread) terminal.print(unreadLine("new", one, style));
    for (const one of readAgain) terminal.print(unreadLine("gone", one, style));
    before = next;
  }
  return exitCodes.fine;
}
