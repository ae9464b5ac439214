// The programs that peers are made of: what they need, how each is built once, and where it is then.
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { findPackageFolder } from "../../../src/package-folder.ts";
import { buildGoProgram } from "./build-go-program.ts";
import { buildClients, type ClientPrograms, findClientLacks } from "./client-programs.ts";
import { installChromium } from "./install-chromium.ts";
import { openCachedPeer } from "./peer-cache.ts";
import { type BuildSettings, runStep } from "./run-build-step.ts";

export interface PeerPrograms extends ClientPrograms {
  /** etcd and the Kubernetes control plane in one executable. */
  readonly controlPlane: string;
  readonly kubectl: string;
  readonly helm: string;
  /** A browser. */
  readonly chromium: string;
  /** The interpreter of the environment that moto, boto3 and the aws command are installed in. */
  readonly python: string;
  /** The proxy of this checkout, packed as an image has it. */
  readonly proxy: string;
}

const sources = join(findPackageFolder(), "test/peers");

/** What this machine lacks, each with what cannot run without it; empty when everything can. */
export function findLacks(): readonly string[] {
  const lacks: string[] = [];
  if (!works("go", ["version"]))
    lacks.push("Go (https://go.dev/dl): no control plane and no kubectl, so no test with a real API server");
  if (!works("python3", ["-c", "import venv, ensurepip"])) {
    lacks.push("Python 3 with venv (Debian: python3-venv): no moto, so no test with a second AWS");
  }
  return [...lacks, ...findClientLacks()];
}

function works(program: string, words: readonly string[]): boolean {
  return spawnSync(program, words, { stdio: "ignore" }).status === 0;
}

const variable = "IAMCTL_PEERS_PROGRAMS";

/** For processes that are to find the programs. */
export function environmentOf(programs: PeerPrograms): Record<string, string> {
  return { [variable]: JSON.stringify(programs) };
}

export function findPrograms(): PeerPrograms {
  const programs = process.env[variable];
  if (programs === undefined) throw new Error("The tests beside real programs are run by: npm run peers");
  return JSON.parse(programs) as PeerPrograms;
}

/** Builds what has not been built from the present sources; what changes with each of our own lies in `runFolder`. */
export async function buildPrograms(runFolder: string, settings: BuildSettings): Promise<PeerPrograms> {
  return {
    proxy: await packProxy(join(runFolder, "packed"), settings),
    python: await installPythonPackages(settings),
    ...(await buildClients(settings)),
    controlPlane: await buildGoProgram("control-plane", "about 5 minutes on two cores", settings),
    kubectl: await buildGoProgram("kubectl", "about a minute", settings),
    helm: await buildGoProgram("helm", "about 5 minutes", settings, "helm.sh/helm/v3/cmd/helm"),
    chromium: await installChromium(settings),
  };
}

async function packProxy(folder: string, settings: BuildSettings): Promise<string> {
  const step = { ...settings, folder: findPackageFolder(), unit: "lines" };
  await runStep(process.execPath, ["scripts/bundle.js", folder], step);
  return join(folder, "proxy.mjs");
}

async function installPythonPackages(settings: BuildSettings): Promise<string> {
  const folder = join(sources, "python");
  const peer = openCachedPeer("python", folder);
  const python = join(peer.folder, "bin/python");
  if (peer.isComplete) return python;
  settings.say("Installing moto, boto3 and the aws command: about 2 minutes, once");
  const step = { ...settings, folder, unit: "steps" };
  await runStep("python3", ["-m", "venv", peer.folder], step);
  await runStep(python, ["-m", "pip", "install", "--disable-pip-version-check", "-r", "requirements.txt"], step);
  peer.complete();
  return python;
}
