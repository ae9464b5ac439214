// The session tokens of IMDSv2, as one instance gives them out.
import { randomBytes } from "node:crypto";

export interface MetadataTokens {
  /** `undefined` for a lifetime that IMDS refuses. */
  issue(ttlSeconds: string | undefined): string | undefined;
  isValid(token: string): boolean;
  /** Seconds left. */
  lifeOf(token: string): number;
}

/** https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/configuring-instance-metadata-service.html: 1 second to 6 hours. */
const longestLife = 21_600;

export function createMetadataTokens(now: () => Date): MetadataTokens {
  const expiries = new Map<string, number>();
  const lifeOf = (token: string): number => Math.ceil(((expiries.get(token) ?? 0) - now().getTime()) / 1_000);
  return {
    issue(ttlSeconds) {
      const seconds = /^\d{1,5}$/.test(ttlSeconds ?? "") ? Number(ttlSeconds) : 0;
      if (seconds < 1 || seconds > longestLife) return undefined;
      for (const [old, expiry] of expiries) if (expiry <= now().getTime()) expiries.delete(old);
      const token = randomBytes(40).toString("base64url");
      expiries.set(token, now().getTime() + seconds * 1_000);
      return token;
    },
    isValid: (token) => lifeOf(token) > 0,
    lifeOf,
  };
}
