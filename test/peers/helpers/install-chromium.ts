// Finds a browser for the report's page, or installs Debian's: it needs too much of the system to be unpacked beside it.
import { existsSync } from "node:fs";
import { findPackageFolder } from "../../../src/package-folder.ts";
import { type BuildSettings, runStep } from "./run-build-step.ts";

const chromium = "/usr/bin/chromium";

/** The browser's executable. */
export async function installChromium(settings: BuildSettings): Promise<string> {
  if (existsSync(chromium)) return chromium;
  settings.say("Installing Chromium from Debian: about a minute, once");
  const step = { ...settings, folder: findPackageFolder(), unit: "lines" };
  const environment = ["DEBIAN_FRONTEND=noninteractive", "apt-get"];
  await runStep("env", [...environment, "update"], step);
  await runStep("env", [...environment, "install", "--yes", "--no-install-recommends", "chromium"], step);
  return chromium;
}
