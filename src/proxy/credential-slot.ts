// The place where one identity's credentials are kept, with the bytes that pods are answered with.
import type { AssumeRoleFailure, RoleCredentials } from "../aws/assume-role.ts";
import { roleParts } from "../iam/arn.ts";
import type { Identity } from "../pods/identity.ts";
import { errorAnswer, refusalAnswer, textAnswer } from "./answer.ts";
import type { Answer } from "./answer.ts";
import { quietTime } from "./when-to-ask.ts";

export interface CredentialSlot {
  readonly key: string;
  readonly identity: Identity;
  /** How many pod entries hold the identity; at none, its credentials are no longer renewed. */
  users: number;
  document: Answer | undefined;
  /** The same credentials as the extended path answers them. */
  extended: Answer | undefined;
  /** Until when the documents may be handed out, in milliseconds since the epoch. */
  usableUntil: number;
  /** What a request gets while there is nothing usable, and until when STS is not asked again because of a request. */
  failure: { readonly cause: AssumeRoleFailure; readonly answer: Answer; readonly until: number } | undefined;
  /** Failures since the last success. */
  failures: number;
  pending: Promise<void> | undefined;
  cancelRenewal: (() => void) | undefined;
  /** Ends the copy by a clock that cannot be set back. */
  cancelExpiry: (() => void) | undefined;
}

export function createCredentialSlot(key: string, identity: Identity): CredentialSlot {
  return {
    key,
    identity,
    users: 0,
    document: undefined,
    extended: undefined,
    usableUntil: 0,
    failure: undefined,
    failures: 0,
    pending: undefined,
    cancelRenewal: undefined,
    cancelExpiry: undefined,
  };
}

/** The last minute of a session, in milliseconds, is not handed out: a client could not do anything with it. */
export const unusable = 60_000;

/** `life`: milliseconds that the session has left. */
export function fillSlot(slot: CredentialSlot, credentials: RoleCredentials, now: number, life: number): void {
  const fields = {
    Code: "Success",
    LastUpdated: printTime(now),
    Type: "AWS-HMAC",
    AccessKeyId: credentials.accessKeyId,
    SecretAccessKey: credentials.secretAccessKey,
    Token: credentials.sessionToken,
    Expiration: printTime(credentials.expiresAt),
  };
  const updated = new Date(now);
  const { account } = roleParts(slot.identity.role);
  slot.document = textAnswer(printDocument(fields), updated);
  slot.extended = textAnswer(printDocument({ ...fields, AccountId: account }), updated);
  slot.usableUntil = now + life - unusable;
  slot.failure = undefined;
  slot.failures = 0;
}

/** Redacted: what STS said names the node's role, which is no business of the pod's. The log has it in full. */
export function failSlot(slot: CredentialSlot, cause: AssumeRoleFailure, now: number): void {
  slot.failures += 1;
  slot.failure = { cause, answer: answerFor(cause, slot.identity), until: now + quietTime(cause, slot.failures) };
}

function answerFor(cause: AssumeRoleFailure, identity: Identity): Answer {
  if (cause === "throttled" || cause === "unreachable") return errorAnswer(503, ["Retry-After", "1"]);
  if (cause === "denied")
    return refusalAnswer("AssumeRoleUnauthorizedAccess", `the node may not assume ${identity.role}`);
  return refusalAnswer("AssumeRoleFailed", `STS refuses a session of ${identity.role}`);
}

/** The layout of the real service, with a space before each colon. */
function printDocument(fields: Record<string, string>): string {
  const lines = Object.entries(fields).map(([name, value]) => `  ${JSON.stringify(name)} : ${JSON.stringify(value)}`);
  return `{\n${lines.join(",\n")}\n}`;
}

/** UTC without a fraction, as the classic path prints it. */
function printTime(milliseconds: number): string {
  return `${new Date(milliseconds).toISOString().slice(0, 19)}Z`;
}
