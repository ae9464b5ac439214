// The whole set-up as README tells it, and taken away again by somebody with no record of it: everything is as before.
import { mkdirSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { ExecutionContext } from "ava";
import { type Outcome, runIamctl } from "../helpers/run-iamctl.ts";
import { type Body, createContract, iamctlEnds, valuesFile } from "./helpers/contract.ts";
import { readWorld } from "./helpers/read-world.ts";
import type { World } from "./helpers/world.ts";

const contract = createContract();
const rounds = 3;

contract("init, grant, status and revoke, and an uninstallation without a record leaves no trace", async (t, world) => {
  const before = await readWorld(world);
  const values = valuesFile(world);
  await iamctlEnds(t, world, 0, "init", "--yes", "--values", values);
  await iamctlEnds(t, world, 0, "grant", "thumbnails", "thumbnails", "-n", "media", "--yes");
  await iamctlEnds(t, world, 0, "grant", "catalogue-search", "catalogue-search", "-n", "shop", "--yes");
  const { stdout } = await iamctlEnds(t, world, 0, "status");
  t.regex(stdout, /: as planned\n/);
  t.regex(stdout, /media\/deployment\/thumbnails +thumbnails +no proxy +yes +yes +yes/);
  t.regex(stdout, /shop\/statefulset\/catalogue-search +catalogue-search +no proxy +yes +yes +yes/);
  await iamctlEnds(t, world, 0, "revoke", "thumbnails", "-n", "media", "--yes");
  await elsewhere(t, world, 3, "uninstall", "--check");
  const { stderr } = await elsewhere(t, world, 0, "uninstall", "--yes");
  t.regex(stderr, /Left: iam\.amazonaws\.com\/role of shop\/cronjob\/order-export/);
  t.deepEqual(await readWorld(world), before);
  await elsewhere(t, world, 0, "uninstall", "--check");
});

contract("a plan is saved, applied by somebody else, and undone by them", async (t, world) => {
  const before = await readWorld(world);
  const { stdout } = await iamctlEnds(
    ...([t, world, 0, "grant", "thumbnails", "thumbnails", "-n", "media", "--dry-run", "-o", "json"] as const),
  );
  const file = join(world.folder, "plan.json");
  await writeFile(file, stdout);
  await elsewhere(t, world, 0, "apply", file, "--yes");
  await iamctlEnds(t, world, 0, "grant", "thumbnails", "thumbnails", "-n", "media", "--check");
  await elsewhere(t, world, 0, "undo", "--yes");
  t.deepEqual(await readWorld(world), before);
});

contract(
  "what a colleague had set is theirs again after an undo, and an uninstallation leaves it",
  async (t, world) => {
    const before = await readWorld(world);
    const path = "/apis/apps/v1/namespaces/media/deployments/thumbnails";
    const set = async (role: string | null): Promise<unknown> => {
      const body = { spec: { template: { metadata: { annotations: { "iam.amazonaws.com/role": role } } } } };
      return world.kube.need(`${path}?fieldManager=colleague`, {
        ...{ method: "PATCH", type: "application/merge-patch+json", body },
      });
    };
    await set("covers");
    await iamctlEnds(t, world, 0, "grant", "thumbnails", "thumbnails", "-n", "media", "--yes", "--no-wait");
    await iamctlEnds(t, world, 0, "undo", "--yes", "--no-wait");
    await iamctlEnds(t, world, 0, "revoke", "thumbnails", "-n", "media", "--yes", "--no-wait");
    await iamctlEnds(t, world, 0, "undo", "--yes", "--no-wait");
    const { stderr } = await elsewhere(t, world, 0, "uninstall", "--yes", "--no-wait");
    t.regex(stderr, /Left: iam\.amazonaws\.com\/role of media\/deployment\/thumbnails, set by colleague/);
    const { spec } = await world.kube.need(path);
    t.like(spec, { template: { metadata: { annotations: { "iam.amazonaws.com/role": "covers" } } } });
    await set(null);
    t.deepEqual(await readWorld(world), before);
  },
);

// Beside the simulated account the same is held in `test/apply/concurrency.ts`, fifty times over.
const lossless = `${rounds} rounds of two terminals granting two services one role at once lose nothing`;
const atOnce: Body = async (t, world) => {
  const before = await readWorld(world);
  const grants = [
    ["grant", "thumbnails", "thumbnails", "-n", "media", "--external-id", "first-42", "--yes", "--no-wait"],
    ["grant", "catalogue-search", "thumbnails", "-n", "shop", "--external-id", "second-42", "--yes", "--no-wait"],
  ];
  for (let round = 0; round < rounds; round += 1) {
    const ended = await Promise.all(grants.map(async (words) => runIamctl(words, { env: world.env })));
    for (const { exitCode, stderr } of ended) t.is(exitCode, 0, stderr);
    const trust = (await readWorld(world)).roles["arn:aws:iam::111122223333:role/pods/thumbnails"]?.trust ?? "";
    for (const id of ["first-42", "second-42"]) t.true(trust.includes(id), `round ${round}: ${id} in ${trust}`);
    await elsewhere(t, world, 0, "uninstall", "--yes", "--no-wait");
    t.deepEqual(await readWorld(world), before);
  }
};
contract(lossless, atOnce, "peers");

/** As a colleague, on whose machine nothing is known of earlier runs. */
async function elsewhere(
  t: ExecutionContext,
  world: World,
  exitCode: number,
  ...words: readonly string[]
): Promise<Outcome> {
  const folder = join(world.folder, "colleague");
  mkdirSync(folder, { recursive: true });
  return iamctlEnds(t, { ...world, env: { ...world.env, XDG_STATE_HOME: folder, HOME: folder } }, exitCode, ...words);
}
