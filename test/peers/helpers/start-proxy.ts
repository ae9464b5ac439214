// Starts `iamctl proxy` as the node of a world would, from the real executable.
import { join } from "node:path";
import { packageFolder } from "../../helpers/run-iamctl.ts";
import { startProgram } from "./start-program.ts";
import type { World } from "./world.ts";

export interface ProxyProgram {
  /** Where pods' requests arrive. */
  readonly url: string;
  readonly operationsUrl: string;
  /** Lines of its log that say `text`. */
  said(text: string): readonly string[];
  stop(): Promise<void>;
}

export async function startProxy(world: World): Promise<ProxyProgram> {
  const program = join(packageFolder, "bin/iamctl.js");
  const words = [program, "proxy", "--listen", "127.0.0.1:0", "--operations-listen", "127.0.0.1:0"];
  const proxy = await startProgram(process.execPath, words, { name: "proxy", env: world.env });
  const lines = (): readonly string[] => proxy.output().split("\n");
  const { url, operationsUrl } = await proxy.until(() => {
    const line = lines().find((candidate) => candidate.includes('"operationsUrl"'));
    return line === undefined ? undefined : (JSON.parse(line) as Pick<ProxyProgram, "url" | "operationsUrl">);
  });
  return {
    url,
    operationsUrl,
    said: (text) => lines().filter((line) => line.includes(text)),
    stop: () => proxy.stop(),
  };
}
