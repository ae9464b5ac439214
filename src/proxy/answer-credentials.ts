// Answers the request for a role's credentials: from memory where there is a usable copy, else with a bounded wait.
import { errorAnswer, refusalAnswer } from "./answer.ts";
import type { Answer } from "./answer.ts";
import type { CredentialCache } from "./credential-cache.ts";
import type { CredentialSlot } from "./credential-slot.ts";
import type { PodEntry } from "./pod-entry.ts";

export interface CredentialsRequest {
  readonly role: string;
  readonly extended: boolean;
  /** Milliseconds the request may still take. */
  readonly patience: number;
}

/** A ready answer comes back as such, so that the usual request waits for nothing. */
export function answerCredentials(
  entry: PodEntry,
  request: CredentialsRequest,
  cache: CredentialCache,
  now: () => number,
): Answer | Promise<Answer> {
  const { refusal, slot } = entry;
  if (refusal !== undefined || slot === undefined) return refusal ?? notFound;
  if (request.role !== entry.roleName) return otherRole;
  return usableCopy(slot, request.extended, now()) ?? settled(slot, request, cache, now);
}

const notFound = errorAnswer(404);
const unavailable = errorAnswer(503, ["Retry-After", "1"]);
const otherRole = refusalAnswer(
  "OtherRole",
  "the pod may read the credentials of the role that the list names, and of no other",
);

function usableCopy(slot: CredentialSlot, extended: boolean, now: number): Answer | undefined {
  if (slot.usableUntil <= now) return undefined;
  return extended ? slot.extended : slot.document;
}

/** What takes longer than the client waits goes on without it: the next request finds the result. */
async function settled(
  slot: CredentialSlot,
  request: CredentialsRequest,
  cache: CredentialCache,
  now: () => number,
): Promise<Answer> {
  await cache.settle(slot, request.patience);
  const copy = usableCopy(slot, request.extended, now());
  if (copy !== undefined) return copy;
  return slot.pending === undefined ? (slot.failure?.answer ?? unavailable) : unavailable;
}
