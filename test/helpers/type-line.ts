// Types a line into the whole program, within this process and without a terminal.
import { main } from "../../src/main.ts";
import { fakeStreams } from "./terminal.ts";

export interface CommandOutcome {
  readonly exitCode: number;
  readonly printed: string;
  readonly said: string;
}

/**
 * `env` takes the place of all that leads to an account or a cluster; `undefined` leaves a variable out. The AWS SDK
 * reads the environment of the process, so lines run one after another: use it in serial tests.
 */
export async function typeLine(
  words: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): Promise<CommandOutcome> {
  const present = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined));
  for (const name of Object.keys(process.env)) if (/^(?:AWS_|KUBECONFIG|HOME$)/.test(name)) delete process.env[name];
  Object.assign(process.env, present, { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true" });
  const streams = fakeStreams();
  const exitCode = await main({
    ...streams,
    argv: ["node", "iamctl", ...words],
    env: present,
    once: () => undefined,
  });
  return { exitCode, printed: streams.printed(), said: streams.said() };
}
