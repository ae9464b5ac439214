// The loader hook behind list-modules: passes every module on and writes down its address.
import { writeSync } from "node:fs";
import type { LoadHook } from "node:module";

export const load: LoadHook = async (url, context, nextLoad) => {
  writeSync(2, `loaded ${url}\n`);
  return nextLoad(url, context);
};
