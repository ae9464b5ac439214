// Changing pod templates in the sandbox's cluster and waiting until its controllers have replaced the pods.

import test from "ava";
import { annotateTemplate } from "../../src/kube/change-workload.ts";
import { connectCluster } from "../../src/kube/connect-cluster.ts";
import { openApi } from "../../src/kube/open-api.ts";
import type { AnnotateWorkload } from "../../src/plan/step.ts";
import { annotationChange } from "../../src/plan/annotation-change.ts";
import { invertStep } from "../../src/plan/invert-step.ts";
import type { WorkloadKind, WorkloadReference } from "../../src/pods/workload-record.ts";
import { startSandbox } from "../../src/sandbox/start-sandbox.ts";
import type { Sandbox } from "../../src/sandbox/start-sandbox.ts";
import { temporaryFolder } from "../helpers/temporary-folder.ts";

const key = "iam.amazonaws.com/role";
let sandbox: Sandbox;
let cluster: ReturnType<typeof connectCluster>;

test.before(async () => {
  sandbox = await startSandbox({ stateFolder: await temporaryFolder() });
  cluster = connectCluster({ kubeconfig: sandbox.kubeconfig });
});
test.after.always(() => sandbox.stop());

const any = async (kind: WorkloadKind): Promise<WorkloadReference> => {
  const found = (await cluster.readWorkloads()).find((workload) => workload.kind === kind);
  if (found === undefined) throw new Error(`the scenario has no ${kind}`);
  return { kind, namespace: found.namespace, name: found.name };
};

const annotate = async (workload: WorkloadReference, after: string): Promise<AnnotateWorkload> => {
  const found = await cluster.readWorkload(workload);
  if (found === undefined) throw new Error(`there is no ${workload.name}`);
  return { kind: "annotate-workload", workload, changes: [annotationChange(found, key, after)] };
};

const rolls = test.macro<[WorkloadKind]>({
  async exec(t, kind) {
    const workload = await any(kind);
    const own = async () =>
      (await cluster.readPods({ namespace: workload.namespace })).filter(({ owner }) => owner?.name === workload.name);
    await cluster.waitForRollout(workload);
    const before = await cluster.readWorkload(workload);
    const step = await annotate(workload, "changed-by-the-test");
    const api = openApi({ kubeconfig: sandbox.kubeconfig });
    await annotateTemplate(api, step);
    t.deepEqual(await cluster.waitForRollout(workload, { intervalMilliseconds: 20 }), { kind: "complete" });
    const pods = (await own()).filter(({ terminating }) => !terminating);
    t.true(pods.length > 0);
    t.deepEqual([...new Set(pods.map(({ annotations }) => annotations[key]))], ["changed-by-the-test"]);
    await annotateTemplate(api, invertStep(step) as AnnotateWorkload);
    t.deepEqual(await cluster.readWorkload(workload), before);
  },
  title: (rule) => rule ?? "",
});

test.serial("a Deployment's pods are replaced, and undo restores the template", rolls, "Deployment");
test.serial("a StatefulSet's pods are replaced, and undo restores the template", rolls, "StatefulSet");
test.serial("a DaemonSet's pods are replaced, and undo restores the template", rolls, "DaemonSet");

test.serial("a CronJob has no rollout, and says so", async (t) => {
  t.like(await cluster.waitForRollout(await any("CronJob")), { kind: "nothing-to-wait-for" });
});

test.serial("a rollout that takes too long ends with how far it came", async (t) => {
  const workload = await any("Deployment");
  await annotateTemplate(openApi({ kubeconfig: sandbox.kubeconfig }), await annotate(workload, "slow"));
  const progress: string[] = [];
  const end = await cluster.waitForRollout(workload, {
    timeoutSeconds: 0.001,
    intervalMilliseconds: 1,
    onProgress: (text) => void progress.push(text),
  });
  t.is(end.kind, "timed-out");
  t.is(progress.length, 1);
});

test.serial("waiting for a workload that is gone is an error that names it", async (t) => {
  const gone: WorkloadReference = { kind: "Deployment", namespace: "shop", name: "gone" };
  const error = await t.throwsAsync(cluster.waitForRollout(gone));
  t.regex(error?.message ?? "", /deployment\/gone in namespace shop was deleted/);
});

test.serial("the person's cancelling ends the waiting", async (t) => {
  const workload = await any("Deployment");
  await annotateTemplate(openApi({ kubeconfig: sandbox.kubeconfig }), await annotate(workload, "cancelled"));
  await t.throwsAsync(cluster.waitForRollout(workload, { abort: AbortSignal.abort() }), { name: "AbortError" });
});

test.serial("the cluster tells every workload once, and pods their owners", async (t) => {
  const { workloads, pods, unread } = await cluster.readInventory();
  const named = workloads.map(({ kind, namespace, name }) => `${namespace}/${kind}/${name}`);
  t.is(new Set(named).size, named.length);
  t.deepEqual(unread, []);
  for (const { owner } of pods)
    if (owner !== undefined) t.true(named.includes(`${owner.namespace}/${owner.kind}/${owner.name}`));
});
