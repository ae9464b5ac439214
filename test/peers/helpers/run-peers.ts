// `npm run peers`: builds what is missing, runs the tests beside real programs, and leaves nothing running.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { parseArgs } from "node:util";
import { findPackageFolder } from "../../../src/package-folder.ts";
import { buildPrograms, environmentOf, findLacks, findPrograms } from "./peer-programs.ts";
import { clearDeadRuns, endGroup, makeRunFolder, type RunFolder } from "./run-folder.ts";
import { tie } from "./start-program.ts";

/** Answers the exit code. Says what it does on stderr; stdout is the tests' own. */
export async function runPeers(words: readonly string[]): Promise<number> {
  const { only, keep, help } = readWords(words);
  if (help) {
    say(
      "npm run peers -- [--only NAME]... [--keep]\n  --only  the test files with this in their name\n  --keep  a scenario on the peers to try things in, until Ctrl-C; tests before it only with --only",
    );
    return 0;
  }
  const lacks = findLacks();
  if (lacks.length > 0) {
    say(
      ["The tests beside real programs cannot run; this machine lacks:", ...lacks.map((lack) => `- ${lack}`)].join(
        "\n",
      ),
    );
    return 1;
  }
  const stopping = stopOnSignal();
  await clearDeadRuns();
  const folder = makeRunFolder();
  try {
    const programs = await buildPrograms(folder.path, { say, signal: stopping.signal });
    Object.assign(process.env, environmentOf(programs), folder.env);
    const code = keep && only.length === 0 ? 0 : await runTests(chooseFiles(only), stopping.signal);
    if (keep && !stopping.signal.aborted) await keepWorld(stopping.signal);
    return stopping.exitCode() ?? code;
  } catch (error) {
    if (!stopping.signal.aborted) say(error instanceof Error ? error.message : String(error));
    return stopping.exitCode() ?? 1;
  } finally {
    await clear(folder);
  }
}

function readWords(words: readonly string[]) {
  const string = { type: "string", multiple: true, default: [] as string[] } as const;
  const { values } = parseArgs({
    args: [...words],
    options: { only: string, keep: { type: "boolean", default: false }, help: { type: "boolean", default: false } },
  });
  return values;
}

interface Stopping {
  readonly signal: AbortSignal;
  /** As a shell counts it; absent while nobody asked to stop. */
  exitCode(): number | undefined;
}

/** Once asked, asking again changes nothing: the end takes seconds, and must not be cut short. */
function stopOnSignal(): Stopping {
  const controller = new AbortController();
  let exitCode: number | undefined;
  for (const [signal, number] of [
    ["SIGINT", 2],
    ["SIGTERM", 15],
    ["SIGHUP", 1],
  ] as const) {
    process.on(signal, () => {
      exitCode ??= 128 + number;
      controller.abort();
    });
  }
  return { signal: controller.signal, exitCode: () => exitCode };
}

const root = findPackageFolder();
const config = "ava.peers.config.js";

/** Compiled test files, from the root: those that share their worlds come as one, unless they are asked for. */
function chooseFiles(only: readonly string[]): readonly string[] {
  const folder = "build/test/peers";
  const files = readdirSync(join(root, folder)).filter((file) => file.endsWith(".js"));
  const names = files.map((file) => file.replace(/\.js$/, ""));
  const together = readFileSync(join(root, folder, "one-world.js"), "utf8");
  const sharing = [...together.matchAll(/^import "\.\/(.+)\.js";$/gm)].map(([, name]) => name);
  const chosen = names.filter((name) =>
    only.length === 0 ? !sharing.includes(name) : only.some((part) => name.includes(part)),
  );
  if (chosen.length > 0) return chosen.map((name) => `${folder}/${name}.js`);
  throw new Error(`No test file has that in its name. There are: ${names.join(", ")}`);
}

/** A group of its own, so that Ctrl-C comes to us alone and everything ends in order. */
async function runTests(files: readonly string[], signal: AbortSignal): Promise<number> {
  const ava = join(root, "node_modules/ava/entrypoints/cli.mjs");
  const [command, ...words] = tie(process.execPath, [ava, "--config", config, ...files]);
  const child = spawn(command, words, { cwd: root, stdio: ["ignore", "inherit", "inherit"], detached: true });
  const stop = (): void => void endGroup(child.pid ?? 0);
  signal.addEventListener("abort", stop);
  const [code] = (await once(child, "close")) as [number | null];
  signal.removeEventListener("abort", stop);
  return code ?? 1;
}

async function keepWorld(signal: AbortSignal): Promise<void> {
  say("Loading the default scenario");
  const { startWorld } = await import("./world.ts");
  const world = await startWorld("peers");
  // HOME stays the person's own, whose shell and editor look there.
  const exports = Object.entries(world.env).filter(([name]) => name !== "HOME");
  const file = join(world.folder, "environment");
  const kubectl = `PATH="${dirname(findPrograms().kubectl)}:$PATH"`;
  // Version 1 of aws-cli knows the region by this name alone.
  const region = `AWS_DEFAULT_REGION=${world.env["AWS_REGION"] ?? ""}`;
  const lines = [...exports.map(([name, value]) => `${name}=${value}`), region, kubectl];
  writeFileSync(file, lines.map((line) => `export ${line}\n`).join(""), { mode: 0o600 });
  say(`It stays up until Ctrl-C. In another terminal: . ${file}`);
  if (!signal.aborted) await once(signal, "abort");
  await world.stop();
}

async function clear(folder: RunFolder): Promise<void> {
  const ended = await folder.clear();
  if (ended > 0) say(`Programs that were still running and have been ended: ${ended}`);
}

function say(text: string): void {
  process.stderr.write(`${text}\n`);
}
