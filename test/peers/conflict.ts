// The contract of writing beside others: what they changed a moment ago is met, not overwritten.
import type { ExecutionContext } from "ava";
import { createContract, iamctl, iamctlEnds } from "./helpers/contract.ts";
import type { KubeObject } from "./helpers/kube-client.ts";
import { readWorld } from "./helpers/read-world.ts";
import { type Meddler, startMeddler } from "./helpers/start-meddler.ts";
import type { World } from "./helpers/world.ts";

const contract = createContract();
const path = "/apis/apps/v1/namespaces/media/deployments/thumbnails";
const key = "iam.amazonaws.com/role";

contract("a change of something else is kept: the write is refused, read again and repeated", async (t, world) => {
  const before = await readWorld(world);
  const meddler = await meddleWith(t, world, { metadata: { annotations: { team: "media" } } });
  await iamctlEnds(t, world, 0, ...grant(meddler));
  t.deepEqual(meddler.written, [409, 200]);
  const { metadata, spec } = await world.kube.need(path);
  t.is(metadata.annotations?.["team"], "media");
  t.is(annotationsOf(spec)?.[key], "thumbnails");

  await iamctlEnds(t, world, 0, "undo", "--yes");
  t.deepEqual(await readWorld(world), before);
});

contract(
  "a change of the very annotation is somebody's decision: it stays, and undo takes the rest back",
  async (t, world) => {
    const before = await readWorld(world);
    const theirs = (role: string | null) => ({ spec: { template: { metadata: { annotations: { [key]: role } } } } });
    const meddler = await meddleWith(t, world, theirs("somebody-elses"));
    const { exitCode, stderr } = await iamctl(world, ...grant(meddler));
    t.is(exitCode, 5, stderr);
    t.regex(stderr, /somebody-elses/);
    t.deepEqual(meddler.written, [409]);
    t.is(annotationsOf((await world.kube.need(path)).spec)?.[key], "somebody-elses");

    await iamctlEnds(t, world, 0, "undo", "--yes");
    await change(world, theirs(null));
    t.deepEqual(await readWorld(world), before);
  },
);

async function meddleWith(t: ExecutionContext, world: World, patch: object): Promise<Meddler> {
  const meddler = await startMeddler(world, async () => change(world, patch));
  t.teardown(() => meddler.stop());
  return meddler;
}

function change({ kube }: World, body: object): Promise<KubeObject> {
  return kube.need(path, { method: "PATCH", type: "application/merge-patch+json", body });
}

function grant({ kubeconfig }: Meddler): readonly string[] {
  return ["grant", "thumbnails", "thumbnails", "-n", "media", "--yes", "--kubeconfig", kubeconfig];
}

function annotationsOf(spec: KubeObject["spec"]): Readonly<Record<string, string>> | undefined {
  const template = spec?.["template"] as { readonly metadata?: KubeObject["metadata"] } | undefined;
  return template?.metadata?.annotations;
}
