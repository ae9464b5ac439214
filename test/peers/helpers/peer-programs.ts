// The programs that peers are made of: what they need, how each is built once, and where it is then.
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { findPackageFolder } from "../../../src/package-folder.ts";
import { openCachedPeer } from "./peer-cache.ts";

export interface PeerPrograms {
  /** etcd and the Kubernetes control plane in one executable. */
  readonly controlPlane: string;
  /** The interpreter of the environment that moto, boto3 and the aws command are installed in. */
  readonly python: string;
}

export interface BuildSettings {
  readonly say: (text: string) => void;
  readonly signal: AbortSignal;
}

const sources = join(findPackageFolder(), "test/peers");

/** What this machine lacks, each with what cannot run without it; empty when everything can. */
export function findLacks(): readonly string[] {
  const lacks: string[] = [];
  if (!works("go", ["version"]))
    lacks.push("Go (https://go.dev/dl): no control plane, so no test with a real API server");
  if (!works("python3", ["-c", "import venv, ensurepip"])) {
    lacks.push("Python 3 with venv (Debian: python3-venv): no moto, so no test with a second AWS");
  }
  return lacks;
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

/** Builds what has not been built from the present sources. */
export async function buildPrograms(settings: BuildSettings): Promise<PeerPrograms> {
  return { python: await installMoto(settings), controlPlane: await buildControlPlane(settings) };
}

async function buildControlPlane(settings: BuildSettings): Promise<string> {
  const folder = join(sources, "control-plane");
  const peer = openCachedPeer("control-plane", folder);
  const program = join(peer.folder, "control-plane");
  if (peer.isComplete) return program;
  settings.say("Building the control plane: about 5 minutes on two cores, once");
  const flags = ["-v", "-trimpath", "-mod=readonly", "-ldflags=-s -w", "-o", program];
  await runStep("go", ["build", ...flags, "."], { ...settings, folder, unit: "packages" });
  peer.complete();
  return program;
}

async function installMoto(settings: BuildSettings): Promise<string> {
  const folder = join(sources, "moto");
  const peer = openCachedPeer("python", folder);
  const python = join(peer.folder, "bin/python");
  if (peer.isComplete) return python;
  settings.say("Installing moto, boto3 and the aws command: about 2 minutes, once");
  const step = { ...settings, folder, unit: "steps" };
  await runStep("python3", ["-m", "venv", peer.folder], step);
  await runStep(python, ["-m", "pip", "install", "--disable-pip-version-check", "-r", "requirements.txt"], step);
  rmSync(join(folder, "__pycache__"), { recursive: true, force: true });
  peer.complete();
  return python;
}

interface Step extends BuildSettings {
  readonly folder: string;
  /** What a line of the program's output stands for. */
  readonly unit: string;
}

const progressEvery = 15_000;
const keptLines = 40;

/** Says now and then how far it is; its output is shown only when it fails. */
async function runStep(program: string, words: readonly string[], { folder, unit, say, signal }: Step): Promise<void> {
  const env = { ...process.env, CGO_ENABLED: "0", PYTHONDONTWRITEBYTECODE: "1" };
  const child = spawn(program, words, { cwd: folder, env, signal, stdio: ["ignore", "pipe", "pipe"] });
  const last: string[] = [];
  let count = 0;
  for (const stream of [child.stdout, child.stderr]) {
    createInterface(stream).on("line", (line) => {
      count += 1;
      last.push(line);
      if (last.length > keptLines) last.shift();
    });
  }
  const progress = setInterval(() => say(`  ${count} ${unit}`), progressEvery);
  try {
    const [code] = (await once(child, "close")) as [number | null];
    if (code !== 0) throw new Error(`${[program, ...words].join(" ")} failed (${code}):\n${last.join("\n")}`);
  } finally {
    clearInterval(progress);
  }
}
