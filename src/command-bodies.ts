// Joins each command's name to its file, loaded only when the command is typed.
import type { Context } from "./context.ts";
import type { GlobalOptions, OptionsOf } from "./command-options.ts";
import type { ExitCode } from "./errors.ts";
import type { Bodies } from "./program/bodies.ts";

export interface BodySettings {
  readonly openContext: (globals: GlobalOptions) => Promise<Context>;
  readonly finish: (exitCode: ExitCode) => void;
}

export function createBodies({ openContext, finish }: BodySettings): Bodies {
  const body =
    <Name extends keyof OptionsOf>(name: Name) =>
    async (options: OptionsOf[Name], globals: GlobalOptions): Promise<void> => {
      const run = await load(name);
      finish(await run(await openContext(globals), options));
    };
  return {
    init: body("init"),
    grant: body("grant"),
    revoke: body("revoke"),
    audit: body("audit"),
    why: body("why"),
    undo: body("undo"),
    proxy: body("proxy"),
    sandbox: body("sandbox"),
    demo: body("demo"),
  };
}

type Run<Options> = (context: Context, options: Options) => Promise<ExitCode>;

// Literal imports follow when src/commands is there.
async function load<Name extends keyof OptionsOf>(name: Name): Promise<Run<OptionsOf[Name]>> {
  const module = (await import(new URL(`./commands/${name}.js`, import.meta.url).href)) as Record<string, unknown>;
  return module[name] as Run<OptionsOf[Name]>;
}
