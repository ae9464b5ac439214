// A sandbox with a large cluster and account for the audit's measurements: prints its environment when all pods are there.
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startSandbox } from "../src/sandbox/start-sandbox.ts";
import { makeLargeScenario } from "./large-scenario.ts";

const [pods = 10_000, roles = 2_000, namespaces = 60] = process.argv.slice(2).map(Number);
const folder = mkdtempSync(join(tmpdir(), "iamctl-bench-"));
const file = join(folder, "large.yaml");
// JSON is YAML, and is read the faster.
writeFileSync(file, JSON.stringify(makeLargeScenario({ pods, roles, namespaces })));
const sandbox = await startSandbox({ scenario: file, stateFolder: folder, podDelayMs: 0 });
while ((await countPods()) < pods) await new Promise((resolve) => setTimeout(resolve, 500));
console.log(JSON.stringify({ folder, env: sandbox.env }));
process.once("SIGTERM", () => void sandbox.stop().then(() => process.exit(0)));

async function countPods(): Promise<number> {
  const answer = await fetch(`${sandbox.kubeUrl}/api/v1/pods?limit=1&fieldSelector=status.phase%3DRunning`);
  const { items, metadata } = (await answer.json()) as {
    items: unknown[];
    metadata: { remainingItemCount?: number };
  };
  return items.length + (metadata.remainingItemCount ?? 0);
}
