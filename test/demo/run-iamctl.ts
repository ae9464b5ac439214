import { tmpdir } from "node:os";
import test from "ava";
import { runIamctl } from "../../src/demo/run-iamctl.ts";
import { findPackageFolder } from "../../src/package-folder.ts";
import { startCommandWorld } from "../helpers/command-world.ts";

test("what is claimed of a command's answer does not hang on its colours", async (t) => {
  const world = await startCommandWorld();
  try {
    const env = { ...world.sandbox.env, FORCE_COLOR: "1" };
    const words = ["audit", "-n", "media"];
    const result = await runIamctl({ packageFolder: findPackageFolder(), folder: tmpdir(), env, words });
    t.is(result.exitCode, 3, result.shown);
    t.true(result.shown.includes("\u001b["));
    t.false(result.stdout.includes("\u001b["));
    t.regex(result.stdout, /^HIGH /m);
  } finally {
    await world.stop();
  }
});
