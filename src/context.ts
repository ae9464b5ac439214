// What a command is handed: what it was not handed, it cannot do.
import type { Account } from "./aws/connect-account.ts";
import type { ConnectionOptions } from "./command-options.ts";
import type { ExitCode } from "./errors.ts";
import type { Plan } from "./plan/plan.ts";
import type { Style } from "./report/style.ts";
import { createAsk, type Ask } from "./terminal/ask.ts";
import type { Environment, InputStream, OutputStream } from "./terminal/streams.ts";
import { createStyle } from "./terminal/style.ts";
import type { Terminal } from "./terminal/terminal.ts";

export interface Context {
  readonly terminal: Terminal;
  readonly style: Style;
  readonly ask: Ask;
  readonly env: Environment;
  /** Holds `templates` and `bin`. */
  readonly packageFolder: string;
  readonly connection: ConnectionOptions;
  now(): Date;
  /** Connects once, on first use. */
  account(): Promise<Account>;
  /** Connects once, on first use. */
  cluster(): Promise<unknown>;
  carryOut(plan: Plan, options: CarryOutOptions): Promise<ExitCode>;
  /** Comes back when the person or the system asks the process to stop (SIGINT, SIGTERM). */
  untilStopped(): Promise<void>;
}

export interface CarryOutOptions {
  readonly yes: boolean;
  readonly dryRun: boolean;
  readonly check: boolean;
  readonly output: "text" | "json";
  /** Reads and plans again after the changes; must come back without steps. */
  readonly replan?: () => Promise<Plan>;
}

export interface ContextSettings {
  readonly terminal: Terminal;
  readonly stdin: InputStream;
  readonly stderr: OutputStream;
  readonly env: Environment;
  readonly packageFolder: string;
  readonly connection: ConnectionOptions;
  readonly untilStopped: () => Promise<void>;
}

export function createContext(settings: ContextSettings): Context {
  const { terminal } = settings;
  const { interactive, colour } = terminal;
  const now = (): Date => new Date();
  return {
    terminal,
    style: createStyle(colour),
    ask: createAsk({ stdin: settings.stdin, stderr: settings.stderr, interactive, colour }),
    env: settings.env,
    packageFolder: settings.packageFolder,
    connection: settings.connection,
    now,
    account: once(async () => (await import("./aws/connect-account.ts")).connectAccount(settings.connection)),
    cluster: once(async () => connectTo("kube/connect-cluster", "connectCluster")),
    carryOut: async () => Promise.reject(new Error("Changes are not built yet.")),
    untilStopped: settings.untilStopped,
  };
}

// Stands in until src/aws and src/kube are there.
async function connectTo(file: string, _name: string): Promise<unknown> {
  throw new Error(`src/${file}.ts is not built yet.`);
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => (made ??= make());
}
