// Gets other people's AWS clients, and iptables, into the cache: nothing is installed on the machine itself.
import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { findPackageFolder } from "../../../src/package-folder.ts";
import { buildGoProgram } from "./build-go-program.ts";
import { openCachedPeer } from "./peer-cache.ts";
import { type BuildSettings, runStep } from "./run-build-step.ts";

export interface ClientPrograms {
  /** The executable of `clients/go`. */
  readonly goClient: string;
  /** Holds the package `aws-sdk`. */
  readonly javascript2: string;
  /** Holds Ruby with its AWS SDK, iptables and nftables, unpacked: `clients/debian/run.sh` runs them. */
  readonly debian: string;
}

const sources = join(findPackageFolder(), "test/peers/clients");

/** What this machine lacks, each with what cannot run without it. */
export function findClientLacks(): readonly string[] {
  const lacks: string[] = [];
  const without = "no network namespaces, so no test with other people's AWS clients or iptables";
  if (process.platform !== "linux") lacks.push(`Linux: ${without}`);
  else if (process.getuid?.() !== 0) lacks.push(`root: ${without}`);
  for (const [program, option, origin] of [
    ["unshare", "--version", "util-linux"],
    ["nsenter", "--version", "util-linux"],
    ["ip", "-V", "iproute2"],
    ["apt-get", "--version", "Debian 12"],
    ["dpkg-deb", "--version", "Debian 12"],
  ] as const) {
    if (spawnSync(program, [option], { stdio: "ignore" }).status !== 0)
      lacks.push(`${program} (${origin}): ${without}`);
  }
  return lacks;
}

/** Builds what has not been built from the present sources. */
export async function buildClients(settings: BuildSettings): Promise<ClientPrograms> {
  return {
    goClient: await buildGoProgram("clients/go", "about half a minute", settings),
    javascript2: await installJavascript2(settings),
    debian: await unpackDebianPackages(settings),
  };
}

async function installJavascript2(settings: BuildSettings): Promise<string> {
  const from = join(sources, "javascript-2");
  const peer = openCachedPeer("javascript-2", from);
  const { folder } = peer;
  if (peer.isComplete) return folder;
  settings.say("Installing the AWS SDK for JavaScript 2, once");
  for (const file of readdirSync(from)) copyFileSync(join(from, file), join(folder, file));
  const words = ["ci", "--ignore-scripts", "--no-audit", "--no-fund"];
  await runStep("npm", words, { ...settings, folder, unit: "lines" });
  peer.complete();
  return folder;
}

async function unpackDebianPackages(settings: BuildSettings): Promise<string> {
  const from = join(sources, "debian");
  const peer = openCachedPeer("debian", from);
  const { folder } = peer;
  if (peer.isComplete) return folder;
  settings.say("Unpacking Ruby, its AWS SDK, iptables and nftables from Debian, once");
  const step = { ...settings, folder, unit: "lines" };
  const packages = readFileSync(join(from, "packages.txt"), "utf8").trim().split("\n");
  // Lists of our own: the machine's may be empty or old, and are not ours to change.
  const lists = join(folder, "lists");
  mkdirSync(join(lists, "partial"), { recursive: true });
  const own = ["-o", `Dir::State::Lists=${lists}`, "-o", `Dir::Cache=${lists}`];
  await runStep("apt-get", [...own, "update"], step);
  await runStep("apt-get", [...own, "download", ...packages], step);
  rmSync(lists, { recursive: true });
  for (const file of readdirSync(folder).filter((name) => name.endsWith(".deb"))) {
    await runStep("dpkg-deb", ["--extract", file, "."], step);
    rmSync(join(folder, file));
  }
  peer.complete();
  return folder;
}
