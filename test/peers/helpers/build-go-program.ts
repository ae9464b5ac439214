// Builds one of our small Go programs that other people's packages are run by, into the cache.
import { basename, join } from "node:path";
import { findPackageFolder } from "../../../src/package-folder.ts";
import { openCachedPeer } from "./peer-cache.ts";
import { type BuildSettings, runStep } from "./run-build-step.ts";

/** `place`: its folder under `test/peers`; `time`: how long the first build takes, in words. Answers the executable. */
export async function buildGoProgram(
  place: string,
  time: string,
  settings: BuildSettings,
  /** What is built: ours, or a program of a module that the folder's go.mod names. */
  program = ".",
): Promise<string> {
  const folder = join(findPackageFolder(), "test/peers", place);
  const name = place.replaceAll("/", "-");
  const peer = openCachedPeer(name, folder);
  const executable = join(peer.folder, basename(place));
  if (peer.isComplete) return executable;
  settings.say(`Building ${name}: ${time}, once`);
  const flags = ["-v", "-trimpath", "-mod=readonly", "-ldflags=-s -w", "-o", executable];
  await runStep("go", ["build", ...flags, program], { ...settings, folder, unit: "packages" });
  peer.complete();
  return executable;
}
