// What a person is told when a command ended with an error, and the exit code it ends with.
import { exitCodes, IamctlError, type ExitCode } from "./errors.ts";
import { plainLines } from "./report/plain.ts";

export interface Explanation {
  /** Nothing for errors that were explained where they happened. */
  readonly text: string | undefined;
  readonly exitCode: ExitCode;
}

export function explainFailure(error: unknown, verbose: boolean): Explanation {
  // commander has written its message by now; its own exit code is 0 after help and version.
  if (isParseEnd(error)) {
    return { text: undefined, exitCode: error.exitCode === 0 ? exitCodes.fine : exitCodes.usage };
  }
  const known = error instanceof IamctlError;
  if (known && error.exitCode === exitCodes.cancelled) return { text: error.message, exitCode: error.exitCode };
  const lines = [`error: ${error instanceof Error ? error.message : String(error)}`];
  if (known && error.hint !== undefined) lines.push(`hint: ${error.hint}`);
  if (verbose) lines.push(...stacksOf(error));
  else if (!known) lines.push("hint: --verbose shows where it happened");
  return { text: plainLines(lines.join("\n")), exitCode: known ? error.exitCode : exitCodes.unexpected };
}

function isParseEnd(error: unknown): error is Error & { readonly exitCode: number } {
  return error instanceof Error && error.name === "CommanderError" && "exitCode" in error;
}

/** Stacks alone: other members of an SDK's error hold requests, and those hold credentials. */
function stacksOf(error: unknown): string[] {
  if (!(error instanceof Error)) return [];
  return [error.stack ?? error.message, ...stacksOf(error.cause)];
}
