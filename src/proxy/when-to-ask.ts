// When STS is asked again about an identity: to renew a copy, after a failure, and at most how soon for a request.
import type { AssumeRoleFailure } from "../aws/assume-role.ts";

/** Keeps a clock that is wrong by a session's length from asking STS in a loop. */
const shortestRenewal = 10_000;
const longestQuiet = 30_000;

/**
 * Milliseconds until a copy that lives that long is renewed: a little before its half, never after. Half an hour of an
 * hour is what every client is calm with. `random` is between 0 and 1, here and below.
 */
export function renewalDelay(life: number, random: number): number {
  return Math.max(shortestRenewal, (life / 2) * (0.85 + 0.15 * random));
}

/** Milliseconds until a failed call is made again although no request asks for it. */
export function retryDelay(cause: AssumeRoleFailure, failures: number, random: number): number {
  return Math.min(longestRetry[cause], 1_000 * 2 ** failures) * (0.5 + random / 2);
}

/**
 * Milliseconds for which requests are answered from memory after that many failures in a row. A person who mends a trust
 * policy waits for it, and it takes seconds to reach STS, so that even a denial is believed for half a minute at most.
 */
export function quietTime(cause: AssumeRoleFailure, failures: number): number {
  if (cause === "throttled") return 2_000;
  if (cause === "unreachable") return 1_000;
  return Math.min(longestQuiet, 10_000 * failures);
}

/** Whether requests are answered from memory; a time further away than any was set before the machine's clock was set back. */
export function isQuiet(until: number | undefined, now: number): boolean {
  return until !== undefined && until > now && until - now <= longestQuiet;
}

/** Whether STS itself has judged the request. */
export function isAnswer(cause: AssumeRoleFailure): boolean {
  return cause !== "throttled" && cause !== "unreachable";
}

/** What a person has to mend is looked at again for the sake of a pod that does not ask twice. */
const longestRetry: Record<AssumeRoleFailure, number> = {
  denied: 300_000,
  "too-long": 300_000,
  refused: 300_000,
  throttled: 60_000,
  unreachable: 60_000,
};
