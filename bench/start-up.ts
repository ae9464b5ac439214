// How long `iamctl --version` and `--help` take beside a bare Node, each triple run in turn so that noise hits all alike.
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { findPackageFolder } from "../src/package-folder.ts";

const rounds = Number(process.argv[2] ?? 40);
const program = join(findPackageFolder(), "bin/iamctl.js");
const contenders = {
  "node -e 0": ["-e", "0"],
  "iamctl --version": [program, "--version"],
  "iamctl --help": [program, "--help"],
} as const;

const times = new Map<string, number[]>(Object.keys(contenders).map((name) => [name, []]));
for (let round = 0; round < rounds; round += 1) {
  for (const [name, words] of Object.entries(contenders)) {
    const started = process.hrtime.bigint();
    const { status } = spawnSync(process.execPath, words, { stdio: "ignore" });
    if (status !== 0) throw new Error(`${name} ended with ${status}`);
    times.get(name)?.push(Number(process.hrtime.bigint() - started) / 1e6);
  }
}

const bare = times.get("node -e 0") ?? [];
for (const [name, taken] of times) {
  const ratios = taken.map((time, round) => time / (bare[round] ?? 1));
  console.log(`${name.padEnd(18)} ${median(taken).toFixed(1).padStart(7)} ms   ${median(ratios).toFixed(2)}x`);
}
console.log(`medians of ${rounds} rounds on Node ${process.version}; goal: --version at most 1.30x`);

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
