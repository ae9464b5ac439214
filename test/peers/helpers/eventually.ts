// Waits for what comes about by itself, such as what controllers do.
import { setTimeout as sleep } from "node:timers/promises";

/** Longer than the slowest machine takes: it is over only for what never comes. */
const deadline = 120_000;
const pause = 100;

/** Comes back with what `look` answers once that is not `undefined`; fails after minutes, naming what was awaited. */
export async function eventually<T>(awaited: string, look: () => Promise<T | undefined>): Promise<T> {
  // A look may take longer than the pause after it.
  for (const end = Date.now() + deadline; Date.now() < end;) {
    const answer = await look();
    if (answer !== undefined) return answer;
    await sleep(pause);
  }
  throw new Error(`This did not come about: ${awaited}`);
}
