// The product's promise: a pod is judged allowed exactly when the proxy and STS hand it credentials, over real sockets.
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import test from "ava";
import * as fc from "fast-check";
import { judgeAccess } from "../../src/access/judge-access.ts";
import { decodeSnapshot } from "../../src/access/snapshot-file.ts";
import type { Snapshot } from "../../src/access/snapshot.ts";
import { subjectOfPod } from "../../src/access/subject.ts";
import { startNodeProxy } from "../../src/demo/start-node-proxy.ts";
import type { Stage } from "../../src/demo/stage.ts";
import { findPackageFolder } from "../../src/package-folder.ts";
import { printYaml } from "../../src/yaml.ts";
import { generatedNodes, generatedPod, taggingVariable, toScenario } from "../helpers/agreement-worlds.ts";
import { type CommandWorld, startCommandWorld } from "../helpers/command-world.ts";
import { askWithToken, rolesPath } from "../helpers/proxy-client.ts";
import { temporaryFolder } from "../helpers/temporary-folder.ts";

const podsEach = 104;
const seed = Number(process.env["IAMCTL_AGREEMENT_SEED"] ?? 20_261_126);

for (const [index, [title, node]] of Object.entries(generatedNodes).entries()) {
  test.serial(`${podsEach} pods on a node that may assume ${title}`, async (t) => {
    t.timeout(5 * 60_000);
    const pods = fc.sample(generatedPod, { seed: seed + index, numRuns: podsEach });
    const file = join(await temporaryFolder(), "scenario.yaml");
    await writeFile(file, printYaml(toScenario(pods, node)));
    const world = await startCommandWorld(file);
    t.teardown(async () => world.stop());
    const snapshot = await takeSnapshot(world);
    const tagging = node.tagsSessions === true ? { [taggingVariable.name]: taggingVariable.value } : {};
    const env = { ...environment(world), ...tagging };
    const stage = { sandbox: world.sandbox, env, packageFolder: findPackageFolder() };
    const proxy = await startNodeProxy(stage as unknown as Stage, "node-1");
    t.teardown(async () => proxy.stop());

    const differences: string[] = [];
    const counts = { allowed: 0, denied: 0, open: 0 };
    for (const pod of snapshot.pods) {
      const access = judgeAccess(subjectOfPod(pod, snapshot), snapshot);
      const served = await isServed(proxy.url, pod.addresses[0] ?? "");
      counts[served ? "allowed" : "denied"] += 1;
      // What only the call itself shows is open in the judgement, and the proxy's answer is one of the two.
      if (access.obstacle?.verdict.kind === "conditional") {
        counts.open += 1;
        continue;
      }
      if (served === (access.obstacle === undefined)) continue;
      const number = Number(pod.name.slice("pod-".length));
      differences.push(
        `${pod.name}: served ${served}, judged ${JSON.stringify(access.obstacle)} ${JSON.stringify(pods[number])}`,
      );
    }
    t.deepEqual(differences, []);
    t.is(snapshot.pods.length, podsEach);
    t.is(snapshot.settings.sessionTags !== undefined, node.tagsSessions === true);
    t.true(counts.allowed > podsEach / 20 && counts.denied > podsEach / 5, JSON.stringify(counts));
    t.true(counts.open < podsEach / 4, JSON.stringify(counts));
    t.log(`${counts.allowed} served, ${counts.denied} not, ${counts.open} not to be judged from outside`);
  });
}

async function takeSnapshot(world: CommandWorld): Promise<Snapshot> {
  const { said, exitCode } = await world.run("audit -o json --fail-on never --save-snapshot FOLDER/snapshot.json");
  if (exitCode !== 0) throw new Error(said);
  const decoded = decodeSnapshot(JSON.parse(await readFile(join(world.folder, "snapshot.json"), "utf8")));
  if (decoded.kind === "malformed") throw new Error(decoded.problem);
  return decoded.snapshot;
}

function environment({ sandbox }: CommandWorld): Record<string, string> {
  const { AWS_ACCESS_KEY_ID: _, AWS_SECRET_ACCESS_KEY: __, ...env } = sandbox.env;
  return { PATH: process.env["PATH"] ?? "", ...env };
}

/** As a client does: which role, then its credentials. */
async function isServed(url: string, address: string): Promise<boolean> {
  const list = await askWithToken(url, rolesPath, { from: address });
  const name = list.status === 200 ? list.body.trim() : "";
  if (name === "") return false;
  const { status, body } = await askWithToken(url, `${rolesPath}${name}`, { from: address });
  return status === 200 && body.includes("AccessKeyId");
}
