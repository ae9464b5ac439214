// Starts the proxy as the node of a world would: packed, as an image has it.
import { askWithToken, rolesPath } from "../../helpers/proxy-client.ts";
import { eventually } from "./eventually.ts";
import { findPrograms } from "./peer-programs.ts";
import { startProgram } from "./start-program.ts";
import type { World } from "./world.ts";

export interface ProxyProgram {
  /** Where pods' requests arrive. */
  readonly url: string;
  readonly operationsUrl: string;
  /** The role that is listed to the address; `undefined` when it is given none. */
  roleOf(from: string): Promise<string | undefined>;
  /** Comes back when the address is given that role, or none: the proxy hears of a pod after the API server has it. */
  comesToGive(from: string, role: string | undefined): Promise<true>;
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
  const roleOf = async (from: string): Promise<string | undefined> => {
    const { status, body } = await askWithToken(url, rolesPath, { from });
    return status === 200 ? body : undefined;
  };
  return {
    url,
    operationsUrl,
    roleOf,
    comesToGive: (from, role) =>
      eventually(`${from} is given ${role ?? "none"}`, async () => ((await roleOf(from)) === role ? true : undefined)),
    said: (text) => lines().filter((line) => line.includes(text)),
    stop: () => proxy.stop(),
  };
}
