// Counts what each address asks for, so that one pod cannot take what all pods of the node share.

export interface RateLimit {
  /** False when the address asks more often than it may. */
  take(address: string): boolean;
  /** The address was refused, and goes on all the same at twice the rate. */
  isFlooding(address: string): boolean;
  /** Addresses that are remembered. */
  readonly size: number;
}

export interface RateLimitOptions {
  /** On average; twice as many at once. */
  readonly perSecond: number;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

interface Bucket {
  /** What may still be taken; below zero when it was taken all the same. */
  balance: number;
  countedAt: number;
}

/** More than any node has pods; beyond it those that are full again are forgotten. */
const mostRemembered = 2_000;

/** A token bucket for each address. */
export function createRateLimit({ perSecond, now }: RateLimitOptions): RateLimit {
  const buckets = new Map<string, Bucket>();
  const most = 2 * perSecond;

  return {
    take(address) {
      const bucket = find(address);
      bucket.balance = Math.max(-perSecond, bucket.balance - 1);
      return bucket.balance >= 0;
    },
    isFlooding: (address) => find(address).balance <= -perSecond,
    get size() {
      return buckets.size;
    },
  };

  function find(address: string): Bucket {
    const time = now();
    const known = buckets.get(address);
    if (known !== undefined) return refill(known, time);
    if (buckets.size >= mostRemembered) forgetFull(time);
    const bucket = { balance: most, countedAt: time };
    buckets.set(address, bucket);
    return bucket;
  }

  /** A clock that was set back fills nothing and takes nothing. */
  function refill(bucket: Bucket, time: number): Bucket {
    const seconds = Math.max(0, time - bucket.countedAt) / 1000;
    bucket.balance = Math.min(most, bucket.balance + seconds * perSecond);
    bucket.countedAt = time;
    return bucket;
  }

  function forgetFull(time: number): void {
    for (const [address, bucket] of buckets) {
      if (refill(bucket, time).balance === most) buckets.delete(address);
    }
  }
}
