// Starts the proxy as the node of a world would: packed, as an image has it.
import { findPrograms } from "./peer-programs.ts";
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

export interface ProxyWish {
  /** Of whom the proxy signs in as; a cluster administrator when absent. */
  readonly kubeconfig?: string;
  readonly flags?: readonly string[];
}

export async function startProxy(
  { env }: World,
  { kubeconfig = env["KUBECONFIG"] ?? "", flags = [] }: ProxyWish = {},
): Promise<ProxyProgram> {
  const words = [findPrograms().proxy, "--listen", "127.0.0.1:0", "--operations-listen", "127.0.0.1:0", ...flags];
  const proxy = await startProgram(process.execPath, words, { name: "proxy", env: { ...env, KUBECONFIG: kubeconfig } });
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
