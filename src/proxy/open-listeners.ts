// Opens all of the proxy's listeners, or none of them.
import { IamctlError } from "../errors.ts";
import type { CallerLimits } from "./limit-callers.ts";
import { listen, printAuthority } from "./listen.ts";
import type { Listener, ListenOptions } from "./listen.ts";
import type { Endpoint } from "./read-values.ts";

export interface ListenerPlan {
  /** The flag that a port which is taken can be changed with. */
  readonly flag: string;
  readonly endpoint: Endpoint | undefined;
  readonly handler: ListenOptions["handler"];
  readonly limits?: CallerLimits;
}

/** In the order of the plans; absent for one without an endpoint. */
export async function openListeners(plans: readonly ListenerPlan[]): Promise<readonly (Listener | undefined)[]> {
  const listeners: (Listener | undefined)[] = [];
  for (const { flag, endpoint, ...service } of plans) {
    if (endpoint === undefined) {
      listeners.push(undefined);
      continue;
    }
    try {
      listeners.push(await listen({ ...endpoint, ...service }));
    } catch (cause) {
      await Promise.all(listeners.map(async (listener) => listener?.stop()));
      const problem = cause instanceof Error ? cause.message : String(cause);
      throw new IamctlError(`The proxy cannot listen on ${printAuthority(endpoint)}: ${problem}`, {
        hint: `Choose another address or port with ${flag} ADDRESS:PORT`,
        cause,
      });
    }
  }
  return listeners;
}
