// Says who may have one more connection, and who may ask one more thing.
import { createRateLimit } from "./rate-limit.ts";

export interface CallerLimits {
  /** False when the address has as many connections as it may, or floods: the new one is to be cut. */
  connected(address: string): boolean;
  /** One that `connected` admitted has ended. */
  disconnected(address: string): void;
  /** False when the address asks more often than it may: the request is to be refused. */
  asked(address: string): boolean;
}

export interface CallerLimitOptions {
  readonly connectionsPerPod: number;
  readonly requestsPerSecond: number;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** Refusing is cheap, so that a pod is told first; whoever goes on is cut off before anything is read. */
export function createCallerLimits({ connectionsPerPod, requestsPerSecond, now }: CallerLimitOptions): CallerLimits {
  const requests = createRateLimit({ perSecond: requestsPerSecond, now });
  const connections = new Map<string, number>();

  return {
    connected(address) {
      const count = connections.get(address) ?? 0;
      if (count >= connectionsPerPod || requests.isFlooding(address)) return false;
      connections.set(address, count + 1);
      return true;
    },
    disconnected(address) {
      const count = connections.get(address) ?? 0;
      if (count > 1) connections.set(address, count - 1);
      else connections.delete(address);
    },
    asked: requests.take,
  };
}
