// Hands out pod addresses: loopback addresses, so that a process on this machine can be a pod without any privilege.

export interface Addresses {
  next(): string;
}

/** 127.0.1.10 upward; an address comes round again only after some twenty thousand others. */
export function createAddresses(): Addresses {
  let counter = 0;
  return {
    next() {
      const index = counter % (99 * 240);
      counter += 1;
      return `127.0.${1 + Math.floor(index / 240)}.${10 + (index % 240)}`;
    },
  };
}
