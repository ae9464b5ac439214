// Tries a read again when the API server is busy, or when a connection that was kept open turns out to be closed.
import { ApiStatus } from "./send-request.ts";
import type { SendRequest } from "./send-request.ts";

export type Pause = (milliseconds: number) => Promise<void>;

const triesInAll = 4;
const longestPause = 10_000;

/** A PATCH is never repeated: it may have arrived, and the command that is run again finds out. */
export function withRetries(send: SendRequest, pause: Pause, tell?: (text: string) => void): SendRequest {
  // Many requests are under way at once, and all of them meet the same server.
  let toldOf = "";
  return async (request) => {
    for (let tries = 1; ; tries += 1) {
      try {
        return await send(request);
      } catch (error) {
        const milliseconds = pauseBefore(error, tries);
        if (request.method !== "GET" || tries === triesInAll || milliseconds === undefined) throw error;
        const words = milliseconds > 0 ? busyFor(milliseconds) : "";
        if (words !== toldOf && words !== "") tell?.(words);
        toldOf = words;
        await pause(milliseconds);
      }
    }
  };
}

function busyFor(milliseconds: number): string {
  return `The API server is busy: trying again in ${Math.ceil(milliseconds / 1000)} s.`;
}

/** `undefined` when the error will not pass by itself. */
function pauseBefore(error: unknown, tries: number): number | undefined {
  if (error instanceof ApiStatus && busy.has(error.status)) {
    return Math.min(
      error.retryAfterSeconds === undefined ? 250 * 2 ** tries : error.retryAfterSeconds * 1000,
      longestPause,
    );
  }
  return error instanceof Error && "code" in error && error.code === "ECONNRESET" ? 0 : undefined;
}

/** https://kubernetes.io/docs/concepts/cluster-administration/flow-control/ answers 429; a server that starts or stops, 503. */
const busy: ReadonlySet<number> = new Set([429, 503]);
