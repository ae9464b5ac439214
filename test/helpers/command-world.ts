// A sandbox and the whole program in one process: a line is typed, and what came of it is returned.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { main } from "../../src/main.ts";
import { type Sandbox, startSandbox } from "../../src/sandbox/start-sandbox.ts";
import { fakeStreams } from "./terminal.ts";

export interface CommandWorld {
  readonly sandbox: Sandbox;
  /** Where files are written, and the state of iamctl is kept. */
  readonly folder: string;
  /** Types a line without a terminal, with more variables or (`undefined`) fewer. */
  run(line: string, env?: Readonly<Record<string, string | undefined>>): Promise<CommandOutcome>;
  /** From now on the operator may not do these; none: everything again. */
  forbid(...actions: readonly string[]): void;
  stop(): Promise<void>;
}

export interface CommandOutcome {
  readonly exitCode: number;
  readonly printed: string;
  readonly said: string;
}

/** The AWS SDK reads the environment of the process, so lines run one after another: use it in serial tests. */
export async function startCommandWorld(scenario?: string): Promise<CommandWorld> {
  const folder = await mkdtemp(join(tmpdir(), "iamctl-test-"));
  const sandbox = await startSandbox({
    stateFolder: folder,
    podDelayMs: 20,
    ...(scenario !== undefined && { scenario }),
  });
  const outside = { ...process.env };
  return {
    sandbox,
    folder,
    async run(line, changes = {}) {
      const env = {
        ...sandbox.env,
        XDG_STATE_HOME: folder,
        HOME: folder,
        AWS_EC2_METADATA_DISABLED: "true",
        ...changes,
      };
      const present = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined));
      for (const name of Object.keys(process.env))
        if (/^(?:AWS_|KUBECONFIG|HOME$)/.test(name)) delete process.env[name];
      Object.assign(process.env, present, { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true" });
      const streams = fakeStreams();
      const argv = ["node", "iamctl", ...line.split(" ").map((word) => word.replace("FOLDER", folder))];
      const exitCode = await main({ ...streams, argv, env: present, once: () => undefined });
      return { exitCode, printed: streams.printed(), said: streams.said() };
    },
    forbid(...actions) {
      const operator = sandbox.aws.account.users.get("platform-engineer");
      if (operator === undefined) throw new Error("the scenario has no platform-engineer");
      operator.inline.delete("forbidden");
      const statement = { Effect: "Deny", Action: actions, Resource: "*" };
      if (actions.length > 0)
        operator.inline.set("forbidden", JSON.stringify({ Version: "2012-10-17", Statement: statement }));
    },
    async stop() {
      Object.assign(process.env, outside);
      await sandbox.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
