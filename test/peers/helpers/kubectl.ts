// Runs the real kubectl in a world, as the shell of the scenario's operator would.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { findPrograms } from "./peer-programs.ts";
import { type RunningProgram, startProgram } from "./start-program.ts";
import type { World } from "./world.ts";

export interface KubectlOutcome {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** `input`: what `-f -` reads; JSON is YAML. */
export async function kubectl(world: World, line: string, input?: object): Promise<KubectlOutcome> {
  const child = spawn(findPrograms().kubectl, wordsOf(line), { env: environmentOf(world) });
  child.stdin.end(input === undefined ? "" : JSON.stringify(input));
  const [stdout, stderr, [exitCode]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, "close"),
  ]);
  return { exitCode: exitCode as number | null, stdout, stderr };
}

/** One that goes on until it is stopped, such as `get --watch`. */
export async function startKubectl(world: World, line: string): Promise<RunningProgram> {
  return startProgram(findPrograms().kubectl, wordsOf(line), { name: "kubectl", env: environmentOf(world) });
}

/** Words in single quotes are one word. */
function wordsOf(line: string): readonly string[] {
  return [...line.matchAll(/'([^']*)'|\S+/g)].map(([word, quoted]) => quoted ?? word);
}

function environmentOf({ env, folder }: World): Record<string, string> {
  return { KUBECONFIG: env["KUBECONFIG"] ?? "", HOME: folder, PATH: process.env["PATH"] ?? "" };
}
