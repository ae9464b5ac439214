// Makes network namespaces without a name: the kernel removes one, with all that is in it, when its last process ends.
import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { findPackageFolder } from "../../../src/package-folder.ts";
import { startProgram } from "./start-program.ts";

export interface NetworkNamespace {
  /** Of the process that holds it, for `ip link set … netns PID`. */
  readonly pid: number;
  /** The command line that runs a program inside. */
  inside(program: string, words: readonly string[]): readonly [program: string, words: readonly string[]];
  /** Runs a program inside to its end and answers its stdout; fails when it does. */
  run(program: string, ...words: readonly string[]): Promise<string>;
  /** Whatever still runs inside keeps it. */
  stop(): Promise<void>;
}

export interface NetworkNamespaceOptions {
  readonly name: string;
  /** `FROM=TO`, opened inside: see `openTunnel`. */
  readonly tunnels?: readonly string[];
}

const program = join(findPackageFolder(), "build/test/peers/helpers/netns-program.js");
const execute = promisify(execFile);

/** With its loopback device up. Needs root. */
export async function startNetworkNamespace(options: NetworkNamespaceOptions): Promise<NetworkNamespace> {
  const { name, tunnels = [] } = options;
  const script = 'ip link set lo up && exec "$@"';
  const words = ["--net", "--", "sh", "-c", script, "sh", process.execPath, program, ...tunnels];
  const holder = await startProgram("unshare", words, { name });
  const inside = (command: string, of: readonly string[]): readonly [string, readonly string[]] => {
    return ["nsenter", [`--net=/proc/${holder.pid}/ns/net`, "--", command, ...of]];
  };
  try {
    await holder.until(() => (holder.output().includes("ready") ? true : undefined));
  } catch (error) {
    await holder.stop();
    throw error;
  }
  return {
    pid: holder.pid,
    inside,
    async run(command, ...of) {
      const [first, rest] = inside(command, of);
      return (await execute(first, rest)).stdout;
    },
    stop: () => holder.stop(),
  };
}
