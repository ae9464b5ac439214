// The contract of grant and revoke for every kind of workload: trust, template, rollout, and the way back.
import { isDeepStrictEqual } from "node:util";
import type { ExecutionContext } from "ava";
import { createContract, iamctlEnds } from "./helpers/contract.ts";
import { eventually } from "./helpers/eventually.ts";
import { readWorld } from "./helpers/read-world.ts";
import type { World } from "./helpers/world.ts";

const account = "arn:aws:iam::111122223333";
const nodeRoles = [
  `${account}:role/harbor-prod-general-node`,
  `${account}:role/nodes/harbor-prod-batch-node`,
  `${account}:role/KarpenterNodeRole-harbor-prod`,
];
const key = "iam.amazonaws.com/role";

const contract = createContract();

contract("a granted Deployment's pods are replaced by pods that name the role", async (t, world) => {
  const before = await readWorld(world);
  await iamctlEnds(t, world, 0, "grant", "thumbnails", "thumbnails", "-n", "media", "--yes");
  const pods = await podsOf(world, "media", "thumbnails");
  t.deepEqual(pods, ["thumbnails", "thumbnails"]);
  await admitsEveryNodeRole(t, world, "thumbnails");
  await iamctlEnds(t, world, 0, "grant", "thumbnails", "thumbnails", "-n", "media", "--check");

  await iamctlEnds(t, world, 0, "undo", "--yes");
  t.deepEqual(await readWorld(world), before);
});

contract("a granted StatefulSet's pods are replaced one after the other", async (t, world) => {
  const before = await readWorld(world);
  await iamctlEnds(t, world, 0, "grant", "catalogue-search", "catalogue-search", "-n", "shop", "--yes");
  t.deepEqual(await podsOf(world, "shop", "catalogue-search"), ["catalogue-search"]);
  await iamctlEnds(t, world, 0, "undo", "--yes");
  t.deepEqual(await readWorld(world), before);
});

contract("a granted DaemonSet's pods are replaced on every node", async (t, world) => {
  const name = "node-report";
  const path = "/apis/apps/v1/namespaces/platform/daemonsets";
  await world.kube.need(path, { method: "POST", body: daemonSet(name) });
  await iamctlEnds(t, world, 0, "grant", name, "covers", "-n", "platform", "--yes");
  t.deepEqual(await podsOf(world, "platform", name), ["covers", "covers", "covers"]);
  await iamctlEnds(t, world, 0, "undo", "--yes");
  await podsBecome(world, "platform", name, [undefined, undefined, undefined]);
  await world.kube.need(`${path}/${name}`, { method: "DELETE" });
});

contract("a granted CronJob's next run names the role", async (t, world) => {
  const before = await readWorld(world);
  await iamctlEnds(t, world, 0, "revoke", "order-export", "-n", "shop", "--yes");
  t.deepEqual(templateRole(await readWorld(world), "cronjobs shop/order-export"), undefined);
  await iamctlEnds(t, world, 0, "grant", "order-export", "order-export", "-n", "shop", "--yes");
  t.is(templateRole(await readWorld(world), "cronjobs shop/order-export"), "order-export");
  await admitsEveryNodeRole(t, world, "order-export");

  await iamctlEnds(t, world, 0, "undo", "--yes");
  await iamctlEnds(t, world, 0, "undo", "--yes");
  t.deepEqual(await readWorld(world), before);
});

contract("a running Job's template is fixed, so it is told before anything is changed", async (t, world) => {
  const before = await readWorld(world);
  const { stderr } = await iamctlEnds(t, world, 5, "grant", "job/ebook-render", "thumbnails", "-n", "media", "--yes");
  t.regex(stderr, /template/);
  t.deepEqual(await readWorld(world), before);
});

contract("a revoked Deployment's pods are replaced by pods that name no role", async (t, world) => {
  const before = await readWorld(world);
  await iamctlEnds(t, world, 0, "revoke", "covers", "-n", "media", "--yes");
  t.deepEqual(await podsOf(world, "media", "covers"), [undefined, undefined]);
  await iamctlEnds(t, world, 0, "undo", "--yes");
  t.deepEqual(await readWorld(world), before);
  const role = `${account}:role/pods/covers`;
  await podsBecome(world, "media", "covers", [role, role]);
});

/** What the pods of an app that are not ending ask for. */
async function podsOf({ kube }: World, namespace: string, app: string): Promise<readonly (string | undefined)[]> {
  const pods = await kube.list(`/api/v1/namespaces/${namespace}/pods?labelSelector=app%3D${app}`);
  return pods
    .filter(({ metadata }) => metadata.deletionTimestamp === undefined)
    .map(({ metadata }) => metadata.annotations?.[key]);
}

/** `undo` does not wait for pods. */
async function podsBecome(world: World, namespace: string, app: string, roles: readonly unknown[]): Promise<void> {
  await eventually(`pods of ${app} that ask for ${roles.map(String).join(", ")}`, async () =>
    isDeepStrictEqual(await podsOf(world, namespace, app), roles) ? true : undefined,
  );
}

async function admitsEveryNodeRole(t: ExecutionContext, world: World, role: string): Promise<void> {
  const { roles } = await readWorld(world);
  const { trust = "" } = roles[`${account}:role/pods/${role}`] ?? {};
  for (const nodeRole of nodeRoles) t.true(trust.includes(`"${nodeRole}"`), `${nodeRole} in ${trust}`);
}

function templateRole({ templates }: Awaited<ReturnType<typeof readWorld>>, name: string): string | undefined {
  const template = templates[name] as { readonly metadata?: { readonly annotations?: Record<string, string> } };
  return template.metadata?.annotations?.[key];
}

function daemonSet(name: string): object {
  const labels = { app: name };
  return {
    apiVersion: "apps/v1",
    kind: "DaemonSet",
    metadata: { name, namespace: "platform", labels },
    spec: {
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: { containers: [{ name: "report", image: "registry.example/report:1" }] },
      },
    },
  };
}
