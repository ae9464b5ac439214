// Finds ports for programs that cannot be told to take any free one.
import { createServer } from "node:net";

/** Of 127.0.0.1. It was free a moment ago: nobody holds it for the caller. */
export async function findFreePort(): Promise<number> {
  // Below the range that outgoing connections take their ports from.
  const port = 15_000 + Math.floor(Math.random() * 15_000);
  return (await isFree(port)) ? port : findFreePort();
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer()
      .once("error", () => resolve(false))
      .listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
  });
}
