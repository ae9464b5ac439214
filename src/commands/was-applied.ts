// Tells whether a plan was carried out to its end, rather than shown, checked or refused.
import { type ExitCode, exitCodes } from "../errors.ts";

export function wasApplied(
  exitCode: ExitCode,
  { dryRun, check }: { readonly dryRun: boolean; readonly check: boolean },
): boolean {
  return exitCode === exitCodes.fine && !dryRun && !check;
}
