// Joins each command's name to its file, loaded only when the command is typed.
import type { Context } from "./context.ts";
import type { GlobalOptions } from "./command-options.ts";
import type { ExitCode } from "./errors.ts";
import type { Bodies } from "./program/bodies.ts";

export interface BodySettings {
  readonly openContext: (globals: GlobalOptions) => Promise<Context>;
  readonly finish: (exitCode: ExitCode) => void;
}

export function createBodies({ openContext, finish }: BodySettings): Bodies {
  const body =
    <Options>(load: () => Promise<Run<Options>>) =>
    async (options: Options, globals: GlobalOptions): Promise<void> => {
      const [run, context] = await Promise.all([load(), openContext(globals)]);
      finish(await run(context, options));
    };
  return {
    init: body(async () => (await import("./commands/init.ts")).init),
    nodes: body(async () => (await import("./commands/nodes.ts")).nodes),
    grant: body(async () => (await import("./commands/grant.ts")).grant),
    revoke: body(async () => (await import("./commands/revoke.ts")).revoke),
    audit: body(async () => (await import("./commands/audit.ts")).audit),
    whoCan: body(async () => (await import("./commands/who-can.ts")).whoCan),
    why: body(async () => (await import("./commands/why.ts")).why),
    undo: body(async () => (await import("./commands/undo.ts")).undo),
    apply: body(async () => (await import("./commands/apply.ts")).apply),
    uninstall: body(async () => (await import("./commands/uninstall.ts")).uninstall),
    status: body(async () => (await import("./commands/status.ts")).status),
    history: body(async () => (await import("./commands/history.ts")).history),
    rules: body(async () => (await import("./commands/rules.ts")).rules),
    permissions: body(async () => (await import("./commands/permissions.ts")).permissions),
    proxy: body(async () => (await import("./commands/proxy.ts")).proxy),
    sandbox: body(async () => (await import("./commands/sandbox.ts")).sandbox),
    demo: body(async () => (await import("./commands/demo.ts")).demo),
  };
}

type Run<Options> = (context: Context, options: Options) => Promise<ExitCode>;
