// An audit of a large cluster beside a bare listing of the same data by the same clients: time, memory, and how both grow.
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { findPackageFolder } from "../src/package-folder.ts";

/** At its end the process says on a fourth stream what the system charged it with. */
const tellUsage = `data:text/javascript,${encodeURIComponent(`
  import { writeSync } from "node:fs";
  process.once("exit", () => {
    const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage();
    const usage = { peakMegabytes: maxRSS / 1024, cpuSeconds: (userCPUTime + systemCPUTime) / 1e6 };
    writeSync(3, JSON.stringify(usage));
  });
`)}`;

const root = findPackageFolder();
const rounds = Number(process.argv[2] ?? 5);
const sizes = (process.argv[3] ?? "10000:2000:60").split(",");

for (const size of sizes) {
  const [pods = "", roles = "", namespaces = ""] = size.split(":");
  const world = await startWorld([pods, roles, namespaces]);
  const snapshot = join(world.folder, "snapshot.json");
  const audit = [join(root, "bin/iamctl.js"), "audit", "-o", "json=/dev/null", "--fail-on", "never"];
  const contenders: Readonly<Record<string, readonly string[]>> = {
    listing: [join(root, "build/bench/list-only.js")],
    audit,
    "audit --snapshot": [...audit, "--snapshot", snapshot],
  };
  try {
    run([...audit, "--save-snapshot", snapshot], world.env);
    const runs = new Map<string, Figures[]>(Object.keys(contenders).map((name) => [name, []]));
    for (let round = 0; round < rounds; round += 1) {
      for (const [name, words] of Object.entries(contenders)) runs.get(name)?.push(run(words, world.env));
    }
    console.log(`${pods} pods, ${roles} roles, ${namespaces} namespaces; medians of ${rounds} rounds`);
    const bare = runs.get("listing") ?? [];
    for (const [name, figures] of runs) {
      const ratio = median(figures.map(({ seconds }, round) => seconds / (bare[round]?.seconds ?? 1)));
      console.log(
        `  ${name.padEnd(17)} ${median(figures.map(({ seconds }) => seconds))
          .toFixed(2)
          .padStart(7)} s  ${ratio.toFixed(2)}x` +
          `  CPU ${median(figures.map(({ cpuSeconds }) => cpuSeconds)).toFixed(2)} s` +
          `  peak RSS ${median(figures.map(({ peakMegabytes }) => peakMegabytes)).toFixed(0)} MB`,
      );
    }
  } finally {
    await world.stop();
  }
}
console.log("goals: audit at most 1.20x listing and 300 MB at 10,000 pods; from a snapshot at most 2 s");

interface Figures {
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly peakMegabytes: number;
}

function run(words: readonly string[], env: Readonly<Record<string, string>>): Figures {
  const started = process.hrtime.bigint();
  const { status, stderr, output } = spawnSync(process.execPath, ["--import", tellUsage, ...words], {
    env: { ...process.env, ...env, CI: "true" },
    stdio: ["ignore", "ignore", "pipe", "pipe"],
    encoding: "utf8",
  });
  const seconds = Number(process.hrtime.bigint() - started) / 1e9;
  if (status !== 0) throw new Error(`${words.join(" ")} ended with ${status}: ${stderr}`);
  return { seconds, ...(JSON.parse(output[3] ?? "") as Omit<Figures, "seconds">) };
}

async function startWorld(size: readonly string[]): Promise<{
  readonly folder: string;
  readonly env: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}> {
  const child = spawn(process.execPath, [join(root, "build/bench/audit-world.js"), ...size], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = once(child, "exit");
  const [line] = (await Promise.race([once(child.stdout, "data"), ended])) as [Buffer];
  const { folder, env } = JSON.parse(line.toString()) as { folder: string; env: Record<string, string> };
  return {
    folder,
    env,
    async stop() {
      child.kill("SIGTERM");
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
