// Our own IMDSv2 session tokens: stateless, bound to the pod that asked, worthless to any other.
import { createHmac, timingSafeEqual } from "node:crypto";

export interface Tokens {
  /**
   * A token for whoever is at the address. A caller that no pod is known for yet gets one as well, so that it can learn
   * on the next request that it has no role; such a token is bound to the address alone and lives a minute at most.
   */
  issue(address: string, pod: string | undefined, seconds: number): IssuedToken;
  /** When the token expires, in milliseconds since the epoch; 0 when it is not one of ours for this pod, or has expired. */
  check(token: string, address: string, pod: string | undefined): number;
}

export interface IssuedToken {
  readonly text: string;
  /** What was granted, which the client is told and keeps to. */
  readonly seconds: number;
}

export interface TokenOptions {
  /** 32 random bytes. They live as long as the process: after a restart clients get 401 once and ask for a new token. */
  readonly key: Buffer;
  readonly now: () => number;
  readonly randomBytes: (size: number) => Buffer;
}

/** What the TTL header may ask for, in seconds. */
export const longestTokenLife = 21_600;

const unboundLife = 60;
const nonceSize = 11;
const claimSize = 1 + 6 + nonceSize;
const macSize = 24;
/** 42 bytes are 56 characters without padding, the length of a real token. */
const textLength = ((claimSize + macSize) * 4) / 3;

export function createTokens({ key, now, randomBytes }: TokenOptions): Tokens {
  return {
    issue(address, pod, wished) {
      const seconds = pod === undefined ? Math.min(wished, unboundLife) : wished;
      const claim = Buffer.alloc(claimSize);
      claim.writeUInt8(pod === undefined ? 0 : 1, 0);
      claim.writeUIntBE(now() + seconds * 1000, 1, 6);
      randomBytes(nonceSize).copy(claim, 7);
      const text = Buffer.concat([claim, sign(claim, address, pod)]).toString("base64url");
      return { text, seconds };
    },
    check(token, address, pod) {
      if (token.length !== textLength) return 0;
      const bytes = Buffer.from(token, "base64url");
      if (bytes.length !== claimSize + macSize) return 0;
      const claim = bytes.subarray(0, claimSize);
      const signer = claim.readUInt8(0) === 0 ? undefined : pod;
      if (!timingSafeEqual(bytes.subarray(claimSize), sign(claim, address, signer))) return 0;
      const expiresAt = claim.readUIntBE(1, 6);
      return expiresAt > now() ? expiresAt : 0;
    },
  };

  function sign(claim: Buffer, address: string, pod: string | undefined): Buffer {
    return createHmac("sha256", key)
      .update(claim)
      .update(`${address}\0${pod ?? ""}`)
      .digest()
      .subarray(0, macSize);
  }
}

/** Whole seconds from 1 to 21600, as the TTL header must hold them; nothing for anything else. */
export function readTokenLife(header: string | undefined): number | undefined {
  if (header === undefined || !/^\d{1,5}$/.test(header)) return undefined;
  const seconds = Number(header);
  return seconds >= 1 && seconds <= longestTokenLife ? seconds : undefined;
}
