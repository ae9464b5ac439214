// Checks the session token a request came with, once for as long as the pod keeps using it.
import type { PodEntry } from "./pod-entry.ts";
import type { Tokens } from "./tokens.ts";

export interface TokenCheck {
  readonly tokens: Tokens;
  readonly required: boolean;
  readonly now: () => number;
}

/** Seconds the token still lives, rounded up; 0 for a request that needs none and has none; nothing when it is refused. */
export function checkToken(
  token: string | undefined,
  address: string,
  pod: PodEntry | undefined,
  { tokens, required, now }: TokenCheck,
): number | undefined {
  if (token === undefined) return required ? undefined : 0;
  const time = now();
  if (pod === undefined) return secondsLeft(tokens.check(token, address, undefined), time);
  if (token !== pod.lastToken) {
    pod.lastToken = token;
    pod.lastTokenExpiresAt = tokens.check(token, address, pod.uid);
  }
  return secondsLeft(pod.lastTokenExpiresAt, time);
}

function secondsLeft(expiresAt: number, now: number): number | undefined {
  return expiresAt > now ? Math.ceil((expiresAt - now) / 1000) : undefined;
}
