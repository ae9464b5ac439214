// What a command is handed: what it was not handed, it cannot do.
import type { CarryOut } from "./apply/carry-out.ts";
import type { Journal } from "./apply/journal.ts";
import type { Account } from "./aws/connect-account.ts";
import type { AccountOptions } from "./aws/open-clients.ts";
import type { ConnectionOptions } from "./command-options.ts";
import type { Cluster } from "./kube/connect-cluster.ts";
import type { ClusterOptions } from "./kube/sign-in.ts";
import type { Step } from "./plan/step.ts";
import type { Style } from "./report/style.ts";
import { createAsk, type Ask } from "./terminal/ask.ts";
import type { Environment, InputStream, OutputStream } from "./terminal/streams.ts";
import { createStyle } from "./terminal/style.ts";
import type { Terminal } from "./terminal/terminal.ts";

export type StopSignal = "SIGINT" | "SIGTERM";

export interface Context {
  readonly terminal: Terminal;
  readonly style: Style;
  readonly ask: Ask;
  readonly env: Environment;
  /** Holds `templates` and `bin`. */
  readonly packageFolder: string;
  /** Of this program. */
  readonly version: string;
  readonly connection: ConnectionOptions;
  now(): Date;
  /** Connects once, on first use. */
  account(): Promise<Account>;
  /** Connects once, on first use. */
  cluster(): Promise<Cluster>;
  /** What earlier runs changed; written only by `carryOut`. */
  journal(): Promise<Pick<Journal, "list" | "read" | "last">>;
  /** Whether the change of a step is there: for steps whose end an earlier run could not record. */
  hasHappened(step: Step): Promise<boolean>;
  readonly carryOut: CarryOut;
  /** Comes back when the person or the system asks the process to stop (SIGINT, SIGTERM). */
  untilStopped(): Promise<StopSignal>;
}

export interface ContextSettings {
  readonly terminal: Terminal;
  readonly stdin: InputStream;
  readonly stderr: OutputStream;
  readonly env: Environment;
  readonly packageFolder: string;
  readonly version: string;
  readonly connection: ConnectionOptions;
  readonly untilStopped: () => Promise<StopSignal>;
  /** Answers with what ends listening. */
  readonly onStop: (listener: () => void) => () => void;
}

export function createContext(settings: ContextSettings): Context {
  const { terminal } = settings;
  const { interactive, colour } = terminal;
  const { connection, env } = settings;
  const now = (): Date => new Date();
  const journal = once(async () => openJournal(env, now));
  const eyes = {
    account: once(async () =>
      (await import("./aws/connect-account.ts")).connectAccount(accountOptions(terminal, connection, env)),
    ),
    cluster: once(async () =>
      (await import("./kube/connect-cluster.ts")).connectCluster(clusterOptions(terminal, connection, env)),
    ),
  };
  const context: Omit<Context, "carryOut"> = {
    ...eyes,
    terminal,
    style: createStyle(colour),
    ask: createAsk({ stdin: settings.stdin, stderr: settings.stderr, interactive, colour }),
    env,
    packageFolder: settings.packageFolder,
    version: settings.version,
    connection,
    now,
    journal,
    hasHappened: async (step) => (await import("./apply/has-happened.ts")).hasHappened(step, eyes),
    untilStopped: settings.untilStopped,
  };
  const carryOut = once(async () => openCarryOut(context, await journal(), settings.onStop));
  return { ...context, carryOut: async (plan, options) => (await carryOut())(plan, options) };
}

async function openJournal(env: Environment, now: () => Date): Promise<Journal> {
  const [{ createJournal }, { stateFolder }] = await Promise.all([
    import("./apply/journal.ts"),
    import("./apply/state-folder.ts"),
  ]);
  return createJournal({ folder: stateFolder(env), now });
}

// The renderers and the changing half of the edges are loaded when a command has something to change.
async function openCarryOut(
  context: Omit<Context, "carryOut">,
  journal: Journal,
  onStop: ContextSettings["onStop"],
): Promise<CarryOut> {
  const [{ createCarryOut }, { createApplyStep, createRehearseStep }, { createLock }, { stateFolder }] =
    await Promise.all([
      import("./apply/carry-out.ts"),
      import("./apply/apply-step.ts"),
      import("./apply/lock.ts"),
      import("./apply/state-folder.ts"),
    ]);
  const { connection, env, terminal, style, ask } = context;
  const applyStep = createApplyStep({
    account: accountOptions(terminal, connection, env),
    cluster: clusterOptions(terminal, connection, env),
  });
  const rehearseStep = createRehearseStep({ cluster: clusterOptions(terminal, connection, env) });
  return createCarryOut({
    terminal,
    style,
    ask,
    applyStep,
    rehearseStep,
    journal,
    onStop,
    lock: createLock({ folder: stateFolder(env) }),
  });
}

function accountOptions(terminal: Terminal, { profile, region }: ConnectionOptions, env: Environment): AccountOptions {
  return { profile, region, environmentProfile: env["AWS_PROFILE"], tell: (text) => terminal.say(text) };
}

function clusterOptions(
  terminal: Terminal,
  { kubeconfig, context }: ConnectionOptions,
  env: Environment,
): ClusterOptions {
  return { kubeconfig: kubeconfig ?? env["KUBECONFIG"], context, tell: (text) => terminal.say(text) };
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => (made ??= make());
}
