// The error every part of iamctl raises for a person to read, and the meaning of each exit code.

export const exitCodes = {
  fine: 0,
  unexpected: 1,
  usage: 2,
  /** Findings at or above `--fail-on`, or changes pending with `--check`. */
  found: 3,
  /** Not signed in, not permitted, or coverage below what was required. */
  notPermitted: 4,
  /** Declined for what was found: a quota, a fixed template, a change by somebody else. Nothing of others is overwritten. */
  refused: 5,
  cancelled: 130,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

export interface ErrorDetails {
  /** What to do next: a command where there is one. Printed on its own line. */
  readonly hint?: string;
  /** `unexpected` when absent. */
  readonly exitCode?: ExitCode;
  readonly cause?: unknown;
}

/** An error whose message names the subject and the cause, and whose hint names the next command. */
export class IamctlError extends Error {
  override readonly name = "IamctlError";
  readonly hint: string | undefined;
  readonly exitCode: ExitCode;

  constructor(message: string, details: ErrorDetails = {}) {
    super(message, { cause: details.cause });
    this.hint = details.hint;
    this.exitCode = details.exitCode ?? exitCodes.unexpected;
  }
}

/** What a plan saw is not what is there any more; it was left alone, and planning again tells what is left to do. */
export class ChangedMeanwhile extends IamctlError {
  constructor(subject: string, details = "") {
    super(`${subject} changed since the plan was made, so it was left alone${details}`, {
      hint: "Run the command again to plan from what is there now.",
      exitCode: exitCodes.refused,
    });
  }
}

/** For a fact that a change cannot do without. */
export function couldNotRead(subject: string, { call, problem }: { call: string; problem: string }): NotPermitted {
  const message = `${subject} could not be read: ${problem}`;
  const resource = /arn:[^\s,;]+/.exec(subject)?.[0] ?? "*";
  const hint = call.includes(":")
    ? askForStatement(call, resource)
    : `Ask for the right to ${call}; iamctl permissions -o rbac prints the rules.`;
  return new NotPermitted(message, { call, subject, hint });
}

/** Ready to paste into a policy. `resource`: an ARN, or `*` where it is not known as one. */
export function askForStatement(action: string, resource: string): string {
  return `Ask for this statement:\n${JSON.stringify({ Effect: "Allow", Action: action, Resource: resource })}`;
}

/** A call that the account or the cluster refused: what rests on it is unknown, and the hint says what to allow. */
export class NotPermitted extends IamctlError {
  /** `iam:GetRole`, `list pods`. */
  readonly call: string;
  readonly subject: string;

  constructor(message: string, refused: { call: string; subject: string; hint: string; cause?: unknown }) {
    super(message, { hint: refused.hint, exitCode: exitCodes.notPermitted, cause: refused.cause });
    this.call = refused.call;
    this.subject = refused.subject;
  }
}

/** A list that broke off after its first pages: what it told before is true, and not all there is. */
export class EndedEarly extends IamctlError {
  readonly call: string;
  readonly subject: string;
  readonly kept: readonly unknown[];

  constructor({ call, subject }: { call: string; subject: string }, kept: readonly unknown[], cause: IamctlError) {
    super(`${call} ended early, after ${kept.length}: ${cause.message}`, {
      hint: cause.hint ?? "Run the command again.",
      exitCode: cause.exitCode,
      cause,
    });
    this.call = call;
    this.subject = subject;
    this.kept = kept;
  }
}

/** A source that could not be read: whatever rests on it is unknown, never a pass. */
export interface Unread {
  /** `iam:GetRole`, `list pods`. */
  readonly call: string;
  readonly subject: string;
  readonly problem: string;
  /** The statement or rule to ask for, in words; absent where no permission would mend it. */
  readonly remedy?: string | undefined;
  /** How many a list told before it ended early; absent where nothing was read. */
  readonly truncatedAfter?: number | undefined;
}
