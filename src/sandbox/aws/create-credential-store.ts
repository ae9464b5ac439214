// Knows every access key of the simulated account: who it belongs to, and until when.
import { randomBytes } from "node:crypto";
import type { PolicySource } from "../../iam/evaluate.ts";
import { sessionOf, type Caller } from "../../iam/match-principal.ts";
import type { RoleRecord, UserRecord } from "./account.ts";

/** The holder of an access key: a user, or one session of a role. */
export interface KnownCaller extends Caller {
  /** `aws:userid`: `AIDA…`, or `AROA…:SESSION`. */
  readonly userId: string;
  /** The user or role whose policies count: its name in lower case. */
  readonly holder: string;
  /** Only sessions of AssumeRole chain: AWS does not count an instance's own role as a link. */
  readonly source: "user" | SessionSource;
  /** Policies passed to AssumeRole; absent when none were. */
  readonly sessionPolicies: readonly PolicySource[] | undefined;
  readonly sessionTags: ReadonlyMap<string, string>;
  readonly sourceIdentity: string | undefined;
}

export type SessionSource = "instance-profile" | "assume-role";

export interface SessionRequest {
  readonly role: RoleRecord;
  readonly sessionName: string;
  readonly seconds: number;
  readonly source: SessionSource;
  readonly sessionPolicies?: readonly PolicySource[] | undefined;
  readonly sessionTags?: ReadonlyMap<string, string>;
  readonly sourceIdentity?: string | undefined;
}

export interface IssuedCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  readonly expiration: Date;
}

export type KeyLookup =
  | { readonly kind: "known"; readonly caller: KnownCaller }
  | { readonly kind: "unknown-key" | "wrong-token" | "expired" };

interface Key {
  readonly caller: KnownCaller;
  readonly token: string | undefined;
  readonly expiresAt: number;
}

export type CredentialStore = ReturnType<typeof createCredentialStore>;

export function createCredentialStore(partition: string, account: string, now: () => Date) {
  const keys = new Map<string, Key>();

  return {
    addUser(user: UserRecord): void {
      const caller: KnownCaller = {
        ...{ partition, account, arn: user.arn, userId: user.id, holder: user.name.toLowerCase(), source: "user" },
        ...{ sessionPolicies: undefined, sessionTags: new Map(), sourceIdentity: undefined },
      };
      for (const id of user.accessKeyIds) keys.set(id, { caller, token: undefined, expiresAt: Infinity });
    },

    issue(request: SessionRequest): IssuedCredentials {
      const { role, sessionName } = request;
      const caller: KnownCaller = {
        ...sessionOf(role.arn, sessionName),
        userId: `${role.id}:${sessionName}`,
        holder: role.name.toLowerCase(),
        source: request.source,
        sessionPolicies: request.sessionPolicies,
        sessionTags: request.sessionTags ?? new Map(),
        sourceIdentity: request.sourceIdentity,
      };
      const token = randomBytes(240).toString("base64");
      const expiresAt = Math.floor(now().getTime() / 1000 + request.seconds) * 1000;
      const accessKeyId = `ASIA${randomBytes(10).toString("hex").slice(0, 16).toUpperCase()}`;
      forgetLongExpired();
      keys.set(accessKeyId, { caller, token, expiresAt });
      const secretAccessKey = randomBytes(30).toString("base64");
      return { accessKeyId, secretAccessKey, sessionToken: token, expiration: new Date(expiresAt) };
    },

    find(accessKeyId: string, token: string | undefined): KeyLookup {
      const key = keys.get(accessKeyId);
      if (key === undefined) return { kind: "unknown-key" };
      if (key.token !== token) return { kind: "wrong-token" };
      return key.expiresAt <= now().getTime() ? { kind: "expired" } : { kind: "known", caller: key.caller };
    },
  };

  /** Yesterday's keys may become unknown ones; today's must still be told that they are expired. */
  function forgetLongExpired(): void {
    const yesterday = now().getTime() - 86_400_000;
    for (const [id, key] of keys) {
      if (key.expiresAt < yesterday) keys.delete(id);
    }
  }
}
