// Finding the cluster in a kubeconfig, and what is said when it leads nowhere.
import { writeFile } from "node:fs/promises";
import { delimiter, join } from "node:path";
import test from "ava";
import { loadKubeconfig } from "../../src/kube/load-kubeconfig.ts";
import { writeKubeconfig } from "../helpers/kubeconfig.ts";
import { temporaryFolder } from "../helpers/temporary-folder.ts";

const server = "https://harbor.example:6443";

test("the current context leads to the cluster", async (t) => {
  const kubeconfig = await writeKubeconfig({ server });
  t.like(loadKubeconfig({ kubeconfig }), { contextName: "harbor", serverUrl: server, eksName: undefined });
});

test("several files are merged, and the first current context stands", async (t) => {
  const files = [
    await writeKubeconfig({ server, current: false }),
    await writeKubeconfig({ server: `${server}0`, context: "other" }),
  ];
  const kubeconfig = files.join(delimiter);
  t.is(loadKubeconfig({ kubeconfig }).contextName, "other");
  t.is(loadKubeconfig({ kubeconfig, context: "harbor" }).serverUrl, server);
});

test("the same name in two files is that of the first", async (t) => {
  const files = [await writeKubeconfig({ server }), await writeKubeconfig({ server: "https://second.example" })];
  t.is(loadKubeconfig({ kubeconfig: files.join(delimiter) }).serverUrl, server);
});

test("a file of the list that is missing is passed over", async (t) => {
  const kubeconfig = ["/nowhere/config", await writeKubeconfig({ server })].join(delimiter);
  t.is(loadKubeconfig({ kubeconfig }).serverUrl, server);
});

test("no kubeconfig at all: the error names where it looked", (t) => {
  const error = t.throws(() => loadKubeconfig({ kubeconfig: ["/nowhere/a", "/nowhere/b"].join(delimiter) }));
  t.like(error, { exitCode: 2, message: "No kubeconfig at /nowhere/a or /nowhere/b" });
});

test("no such context: the error lists those there are", async (t) => {
  const kubeconfig = await writeKubeconfig({ server });
  const error = t.throws(() => loadKubeconfig({ kubeconfig, context: "habor" }));
  t.like(error, {
    exitCode: 2,
    message: "The kubeconfig has no context habor",
    hint: "Choose one with --context: harbor",
  });
});

test("no current context: the error lists those there are", async (t) => {
  const kubeconfig = await writeKubeconfig({ server, current: false });
  const error = t.throws(() => loadKubeconfig({ kubeconfig }));
  t.like(error, { exitCode: 2, hint: "Choose one with --context: harbor" });
});

test("a file that is no kubeconfig is named", async (t) => {
  const kubeconfig = join(await temporaryFolder(), "config");
  await writeFile(kubeconfig, ": [");
  t.like(
    t.throws(() => loadKubeconfig({ kubeconfig })),
    { exitCode: 2 },
  );
  t.true(t.throws(() => loadKubeconfig({ kubeconfig })).message.includes(kubeconfig));
});

const names = test.macro<[object, string | undefined]>({
  async exec(t, user, eksName) {
    const kubeconfig = await writeKubeconfig({ server, user });
    t.is(loadKubeconfig({ kubeconfig }).eksName, eksName);
  },
  title: (rule) => rule ?? "",
});
const exec = (command: string, ...args: string[]): object => ({
  exec: { apiVersion: "client.authentication.k8s.io/v1", command, args },
});

test("aws eks get-token tells the EKS name", names, exec("aws", "eks", "get-token", "--cluster-name", "prod"), "prod");
test("a flag with = tells it too", names, exec("aws", "eks", "get-token", "--cluster-name=prod"), "prod");
test("so does aws-iam-authenticator", names, exec("aws-iam-authenticator", "token", "-i", "prod"), "prod");
test("another credential command tells nothing", names, exec("gke-gcloud-auth-plugin"), undefined);

test("a context that is the cluster's ARN tells the EKS name", async (t) => {
  const kubeconfig = await writeKubeconfig({ server, context: "arn:aws:eks:eu-west-1:111122223333:cluster/prod" });
  t.is(loadKubeconfig({ kubeconfig }).eksName, "prod");
});
