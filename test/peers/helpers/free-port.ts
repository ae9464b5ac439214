// Finds ports for programs that cannot be told to take any free one.
import { writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { findRunFolder, hasRunFolder } from "./run-folder.ts";

/** Of 127.0.0.1, and given to nobody else in this run: until a program has opened it, it looks free to all of them. */
export async function findFreePort(): Promise<number> {
  // Below the range that outgoing connections take their ports from.
  const port = 15_000 + Math.floor(Math.random() * 15_000);
  return reserve(port) && (await isFree(port)) ? port : findFreePort();
}

const given = new Set<number>();

/** True when nobody had it. The peers' files are processes of their own, and what they share is the folder of the run. */
function reserve(port: number): boolean {
  if (given.has(port)) return false;
  given.add(port);
  if (!hasRunFolder()) return true;
  try {
    writeFileSync(join(findRunFolder(), `port-${port}`), "", { flag: "wx" });
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST") return false;
    throw error;
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer()
      .once("error", () => resolve(false))
      .listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
  });
}
