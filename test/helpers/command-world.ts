// A sandbox and the whole program in one process: a line is typed, and what came of it is returned.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Sandbox, startSandbox } from "../../src/sandbox/start-sandbox.ts";
import { type CommandOutcome, typeLine } from "./type-line.ts";

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
    run: (line, changes = {}) =>
      typeLine(
        line.split(" ").map((word) => word.replace("FOLDER", folder)),
        { ...sandbox.env, XDG_STATE_HOME: folder, HOME: folder, AWS_EC2_METADATA_DISABLED: "true", ...changes },
      ),
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
