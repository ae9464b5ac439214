// How fast the bundled proxy answers pods, and with how much memory, beside a bare `node:http` server with the same bytes.
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { cpus, release, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { findPackageFolder } from "../src/package-folder.ts";
import { measureColdStart, podWithoutRole } from "./proxy-cold.ts";
import { withPeer, withProxy } from "./proxy-contenders.ts";
import { print } from "./proxy-figures.ts";
import { measureIdleMemory, measureMemoryUnderLoad } from "./proxy-memory.ts";
import type { MeasuredServer } from "./proxy-process.ts";
import { measureSpeed } from "./proxy-speed.ts";
import { makePods } from "./proxy-surroundings.ts";

const { values: flags } = parseArgs({
  options: {
    /** Where any other proxy on this machine is going to listen: it gets the same load in the same rounds. */
    against: { type: "string" },
    /** `memory`, `cold`, `speed`; all of them when absent. */
    only: { type: "string", multiple: true, default: ["memory", "cold", "speed"] },
    /** On the node. The other proxy is measured with these alone: it cannot be started twice from here. */
    pods: { type: "string", default: "250" },
    rounds: { type: "string", default: "5" },
    seconds: { type: "string", default: "3" },
  },
});
const wants = (what: string): boolean => flags.only.includes(what);
const [rounds, seconds] = [Number(flags.rounds), Number(flags.seconds)];
const folder = mkdtempSync(join(tmpdir(), "iamctl-bench-"));
const bundle = join(folder, "proxy.mjs");
spawnSync(process.execPath, [join(findPackageFolder(), "scripts/bundle.js"), folder], { stdio: "inherit" });
const pods = makePods(Number(flags.pods), 20);
const manyPods = 2_500;
/** As slow as a near one. */
const world = { folder, pods: [...pods, podWithoutRole], stsTakes: 100 };
console.log(
  `Node ${process.version}, ${cpus().length} x ${cpus()[0]?.model}, Linux ${release()}, ${new Date().toISOString()}`,
);
try {
  if (wants("memory")) {
    for (const count of new Set([pods.length, manyPods])) {
      const own = makePods(count, 20);
      await withProxy(bundle, { ...world, pods: own }, async (proxy) => {
        await measureIdleMemory("proxy", proxy, own);
        await measureMemoryUnderLoad("proxy", proxy, own, seconds);
      });
    }
  }
  if (wants("cold")) {
    await withProxy(bundle, world, async (proxy, calls) => {
      print("proxy, start until it listens", `${proxy.startTook.toFixed(0)} ms`);
      await measureColdStart("proxy", proxy.url, pods.slice(0, 200), calls);
    });
  }
  if (flags.against === undefined) await compare();
  else await withPeer(flags.against, world, measurePeer);
} finally {
  rmSync(folder, { recursive: true });
}

async function measurePeer(server: MeasuredServer, calls: readonly string[]): Promise<void> {
  if (wants("memory")) await measureIdleMemory("against", server, pods);
  if (wants("cold")) await measureColdStart("against", server.url, pods.slice(0, 200), calls);
  if (wants("memory")) await measureMemoryUnderLoad("against", server, pods, seconds);
  await compare(server);
}

/** Beside each other, in turn. */
async function compare(against?: MeasuredServer): Promise<void> {
  if (!wants("speed")) return;
  await withProxy(bundle, world, async (proxy) => {
    const isSound = await measureSpeed({ proxy, against, pods, rounds, seconds });
    // Whoever was refused did not do the work that is compared.
    if (!isSound) process.exitCode = 1;
  });
}
