// Waits, within bounds and visibly, until IAM shows what was written to it.
import { IamctlError } from "../errors.ts";

export interface Waiting {
  pause(milliseconds: number): Promise<void>;
  /** Says what is waited for, in words. */
  tell(text: string): void;
}

/** Half a minute in all; IAM mostly shows a change within seconds. */
const pauses: readonly number[] = [200, 400, 800, 1_600, 3_000, 4_000, 5_000, 5_000, 5_000, 5_000];

/**
 * IAM is eventually consistent: a read may lag the write it follows.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_general.html#troubleshoot_general_eventual-consistency
 */
export async function waitForIam(
  what: string,
  waiting: Waiting,
  look: () => Promise<boolean>,
  giveUp: (what: string) => IamctlError = notShown,
): Promise<void> {
  if (await look()) return;
  waiting.tell(`waiting until IAM shows ${what}`);
  for (const milliseconds of pauses) {
    await waiting.pause(milliseconds);
    if (await look()) return;
  }
  throw giveUp(what);
}

function notShown(what: string): IamctlError {
  return new IamctlError(`IAM accepted the change but does not show ${what} after half a minute`, {
    hint: "Wait a minute and run the command again: it continues from what IAM shows then.",
  });
}

/** Tries again while `passing` says that the failure may pass by itself, as for a principal created seconds ago. */
export async function retryInIam(
  what: string,
  waiting: Waiting,
  change: () => Promise<unknown>,
  passing: (error: unknown) => boolean,
): Promise<void> {
  for (const milliseconds of pauses) {
    try {
      await change();
      return;
    } catch (error) {
      if (!passing(error)) throw error;
      waiting.tell(`waiting until IAM knows ${what}`);
      await waiting.pause(milliseconds);
    }
  }
  await change();
}
