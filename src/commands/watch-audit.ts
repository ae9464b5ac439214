// Looks again and again, and tells only what has appeared and what is gone since the look before.
import { setTimeout } from "node:timers/promises";
import type { Finding } from "../audit/finding.ts";
import type { Context } from "../context.ts";
import { type ExitCode, exitCodes } from "../errors.ts";
import { changeLine } from "../report/finding-line.ts";
import type { Audited } from "./print-audit.ts";

/** Until it is told to stop. A look that fails is told, and the next one is taken all the same. */
export async function watchAudit(context: Context, look: () => Promise<Audited>, seconds: number): Promise<ExitCode> {
  const { terminal, style } = context;
  const stopping = new AbortController();
  void context.untilStopped().then(() => stopping.abort());
  let before = byFingerprint((await look()).report.findings);
  for (const finding of before.values()) terminal.print(changeLine("there", finding, style));
  terminal.say(`Looking again every ${seconds} s; Ctrl-C ends it.`);
  while (!stopping.signal.aborted) {
    // Unlike a daemon's timers, this one is what keeps the process alive.
    await setTimeout(seconds * 1000, undefined, { signal: stopping.signal }).catch(() => undefined);
    if (stopping.signal.aborted) break;
    const now = await look().then(
      ({ report }) => byFingerprint(report.findings),
      (error: unknown) => {
        terminal.say(`This look failed: ${error instanceof Error ? error.message : String(error)}`);
        return before;
      },
    );
    for (const [key, finding] of now) if (!before.has(key)) terminal.print(changeLine("new", finding, style));
    for (const [key, finding] of before) if (!now.has(key)) terminal.print(changeLine("gone", finding, style));
    before = now;
  }
  return exitCodes.fine;
}

function byFingerprint(findings: readonly Finding[]): ReadonlyMap<string, Finding> {
  return new Map(findings.map((finding) => [finding.fingerprint, finding]));
}
