// Reads the body of a request to its end, which no request to the metadata service has a use for.
import type { IncomingMessage } from "node:http";

const largestBody = 8 * 1024;

export function hasBody({ headers }: IncomingMessage): boolean {
  if (headers["transfer-encoding"] !== undefined) return true;
  const length = headers["content-length"];
  return length !== undefined && length !== "0";
}

/**
 * Only then is the request answered, so that the connection can go on and what a client sends after its answer is not
 * read without end. `whole` is false for more than 8 KB; nothing is called when the client goes away.
 */
export function discardBody(request: IncomingMessage, onEnd: (whole: boolean) => void): void {
  let size = 0;
  const count = (chunk: Buffer): void => {
    size += chunk.length;
    if (size <= largestBody) return;
    request.off("data", count).off("end", finish).pause();
    onEnd(false);
  };
  const finish = (): void => onEnd(true);
  request.on("data", count).once("end", finish).on("error", ignore);
}

function ignore(): void {}
