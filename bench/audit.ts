// An audit of a large cluster beside a bare listing of the same data by the same clients: time, memory, and how both grow.
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findPackageFolder } from "../src/package-folder.ts";
import { printYaml } from "../src/yaml.ts";
import { makeDeployments } from "./large-scenario.ts";

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
/** PODS:ROLES:NAMESPACES, and `:real` for a real API server beside the sandbox's account. */
const sizes = (process.argv[3] ?? "10000:2000:60,50000:2000:60,10000:2000:60:real").split(",");
const iamctl = [join(root, "bin/iamctl.js"), "audit", "-o", "json=/dev/null", "--fail-on", "never"];
const listing = join(root, "build/bench/list-only.js");

for (const size of sizes) {
  const world = await startWorld(size.split(":"));
  const snapshot = join(world.folder, "snapshot.json");
  try {
    run([...iamctl, "--save-snapshot", snapshot], world.env);
    const contenders = {
      listing: [listing],
      "its large lists alone": [listing, "large"],
      audit: iamctl,
      "audit --snapshot": [...iamctl, "--snapshot", snapshot],
    };
    console.log(`${size} (pods, roles, namespaces); medians of ${rounds} rounds`);
    print(measure(contenders, world.env));
  } finally {
    await world.stop();
  }
}

const manifests = writeManifests(2_000);
console.log(`2,000 manifest files; medians of ${rounds} rounds`);
print(measure({ "node -e 0": ["-e", "0"], "audit -f DIR": [...iamctl, "-f", manifests] }, {}));
rmSync(manifests, { recursive: true, force: true });
console.log(
  "goals: audit at most 1.20x listing and 300 MB at 10,000 pods; from a snapshot at most 2 s, of manifests 3 s",
);

type Contenders = Readonly<Record<string, readonly string[]>>;

/** Each round runs all of them in turn, so that noise hits all alike. */
function measure(contenders: Contenders, env: Readonly<Record<string, string>>): ReadonlyMap<string, Figures[]> {
  const runs = new Map<string, Figures[]>(Object.keys(contenders).map((name) => [name, []]));
  for (let round = 0; round < rounds; round += 1) {
    for (const [name, words] of Object.entries(contenders)) runs.get(name)?.push(run(words, env));
  }
  return runs;
}

/** Ratios are to the first. */
function print(runs: ReadonlyMap<string, Figures[]>): void {
  const [bare = []] = [...runs.values()];
  for (const [name, figures] of runs) {
    const ratio = median(figures.map(({ seconds }, round) => seconds / (bare[round]?.seconds ?? 1)));
    const seconds = median(figures.map((one) => one.seconds)).toFixed(2);
    const cpu = median(figures.map(({ cpuSeconds }) => cpuSeconds)).toFixed(2);
    const memory = median(figures.map(({ peakMegabytes }) => peakMegabytes)).toFixed(0);
    console.log(
      `  ${name.padEnd(22)} ${seconds.padStart(6)} s  ${ratio.toFixed(2)}x  CPU ${cpu} s  peak RSS ${memory} MB`,
    );
  }
}

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

/** A Deployment in each, in folders as repositories have them. */
function writeManifests(count: number): string {
  const folder = mkdtempSync(join(tmpdir(), "iamctl-bench-"));
  const deployments = makeDeployments({ pods: count * 5, roles: count, namespaces: 60 });
  for (const [index, deployment] of deployments.entries()) {
    const place = join(folder, `team-${index % 60}`);
    mkdirSync(place, { recursive: true });
    writeFileSync(join(place, `service-${index}.yaml`), printYaml(deployment));
  }
  return folder;
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
