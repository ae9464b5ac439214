// A cluster that EKS does not know is named by the tags of its instances, in every command the same.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test from "ava";
import { startCommandWorld } from "../helpers/command-world.ts";
import { writeNodeScenario } from "../helpers/node-scenarios.ts";

const tags = { KubernetesCluster: "kops.example", "kubernetes.io/cluster/kops.example": "owned" };
const labels = { app: "api" };
const api = {
  ...{ apiVersion: "apps/v1", kind: "Deployment", metadata: { name: "api", namespace: "default", labels } },
  spec: {
    ...{ replicas: 1, selector: { matchLabels: labels } },
    template: { metadata: { labels }, spec: { containers: [{ name: "api", image: "registry.example/api:1" }] } },
  },
};
const namespace = { apiVersion: "v1", kind: "Namespace", metadata: { name: "default" } };

test("what init and grant set up, revoke, undo and uninstall find again", async (t) => {
  const folder = await mkdtemp(join(tmpdir(), "iamctl-kops-"));
  const roles = ["nodes.kops.example", "pods/api"];
  const nodes = [{ name: "w", profile: "nodes.kops.example", tags }];
  const world = await startCommandWorld(writeNodeScenario(folder, { roles, nodes, objects: [namespace, api] }));
  const run = async (line: string): Promise<void> => {
    const { exitCode, said } = await world.run(line);
    t.is(exitCode, 0, `${line}\n${said}`);
  };
  const role = [...world.sandbox.aws.account.roles.values()].find(({ name }) => name === "api");
  try {
    const before = world.sandbox.dumpAccount();
    await run("init --values FOLDER/values.yaml --yes");
    const initialised = world.sandbox.dumpAccount();
    await run("grant api api --yes --no-wait");
    t.regex(role?.trust ?? "", /IamctlNodesKopsExampleEuWest1/);
    await run("revoke api --yes --no-wait");
    t.is(world.sandbox.dumpAccount(), initialised);
    await run("undo --yes --no-wait");
    t.regex(role?.trust ?? "", /IamctlNodesKopsExampleEuWest1/);
    await run("uninstall --yes --no-wait");
    t.is(world.sandbox.dumpAccount(), before);
  } finally {
    await world.stop();
    await rm(folder, { recursive: true });
  }
});
