// Lets requests wait until a pod comes to hold their address: woken by the event itself, and bounded in number and time.
import type { Timers } from "../timers.ts";

export interface AddressWaits {
  /** Resolves when the address is woken, or after that many milliseconds. */
  waitFor(address: string, milliseconds: number): Promise<void>;
  wake(address: string): void;
}

/** Beyond these many, a request is let go at once: one address must not use up what all the others need. */
const mostWaiting = 1_000;
const mostOfOneAddress = 50;

export function createAddressWaits(timers: Timers): AddressWaits {
  const waiting = new Map<string, Set<() => void>>();
  let count = 0;

  return {
    waitFor(address, milliseconds) {
      const ofAddress = waiting.get(address) ?? new Set();
      if (count >= mostWaiting || ofAddress.size >= mostOfOneAddress) return Promise.resolve();
      return new Promise((resolve) => {
        const end = () => {
          cancel();
          forget(address, end);
          resolve();
        };
        const cancel = timers.after(milliseconds, end);
        count += 1;
        waiting.set(address, ofAddress.add(end));
      });
    },
    wake(address) {
      for (const end of waiting.get(address) ?? []) end();
    },
  };

  function forget(address: string, end: () => void): void {
    const others = waiting.get(address);
    if (others?.delete(end) !== true) return;
    count -= 1;
    if (others.size === 0) waiting.delete(address);
  }
}
