// What runs when a command has been parsed: one function for each name.
import type { GlobalOptions, OptionsOf } from "../command-options.ts";

export type Bodies = {
  readonly [Name in keyof OptionsOf]: (options: OptionsOf[Name], globals: GlobalOptions) => Promise<void>;
};
