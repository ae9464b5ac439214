// `iamctl history [ID]`: what was changed from this machine, newest first, or one run with every step.
import type { HistoryOptions } from "../command-options.ts";
import type { Context } from "../context.ts";
import { type ExitCode, exitCodes } from "../errors.ts";
import { historyTable, runState, runText } from "../report/history-text.ts";
import { jsonText } from "../report/json-text.ts";
import { printDocument } from "./print-document.ts";

export async function history(context: Context, { id, output }: HistoryOptions): Promise<ExitCode> {
  const { terminal, style } = context;
  const journal = await context.journal();
  const entries = id === undefined ? (await journal.list()).toReversed() : [await journal.read(id)];
  if (output !== "text") {
    const runs = entries.map((entry) => ({ ...entry, state: runState(entry) }));
    await printDocument(context, output, jsonText({ version: 1, runs }));
    return exitCodes.fine;
  }
  const [first] = entries;
  if (first === undefined) terminal.say("Nothing has been changed from this machine yet.");
  else
    terminal.print(id === undefined ? historyTable(entries, { style, width: terminal.width }) : runText(first, style));
  return exitCodes.fine;
}
