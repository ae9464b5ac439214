// Preloaded with `node --import`: the process then writes a line to stderr for every module file it loads.
import { writeSync } from "node:fs";
import { createRequire, register } from "node:module";

const require = createRequire(import.meta.url);
register("./list-modules-hook.js", import.meta.url);
// Loader hooks see what is imported, not what a CommonJS package requires.
process.on("exit", () => {
  for (const path of Object.keys(require.cache)) writeSync(2, `loaded ${path}\n`);
});
