// How far a rollout has come, by what the controllers report.
import test from "ava";
import { rolloutState } from "../../src/kube/rollout-state.ts";
import type { RollingObject, RolloutState } from "../../src/kube/rollout-state.ts";
import type { WorkloadKind } from "../../src/pods/workload-record.ts";

const says = test.macro<[WorkloadKind, RollingObject, RolloutState["kind"]]>({
  exec: (t, kind, object, expected) => t.is(rolloutState(kind, object).kind, expected),
  title: (rule) => rule ?? "",
});

const at = (generation: number, spec: RollingObject["spec"], status: RollingObject["status"]): RollingObject => ({
  metadata: { generation },
  ...(spec === undefined ? {} : { spec }),
  status: { observedGeneration: 2, ...status },
});
const three = { replicas: 3 };
const ready = { replicas: 3, updatedReplicas: 3, availableReplicas: 3, readyReplicas: 3 };

test(
  "a Deployment whose pods are all new and available is complete",
  says,
  "Deployment",
  at(2, three, ready),
  "complete",
);
test("a change the controller has not seen is under way", says, "Deployment", at(3, three, ready), "under-way");
test(
  "an object without any status is under way",
  says,
  "Deployment",
  { metadata: { generation: 1 }, spec: three },
  "under-way",
);
test(
  "pods that are not updated are waited for",
  says,
  "Deployment",
  at(2, three, { ...ready, updatedReplicas: 2 }),
  "under-way",
);
test(
  "old pods that are ending are waited for",
  says,
  "Deployment",
  at(2, three, { ...ready, replicas: 4 }),
  "under-way",
);
test(
  "new pods that are not available are waited for",
  says,
  "Deployment",
  at(2, three, { ...ready, availableReplicas: 2 }),
  "under-way",
);
test(
  "replicas are 1 where the Deployment does not say",
  says,
  "Deployment",
  at(2, {}, { replicas: 1, updatedReplicas: 1, availableReplicas: 1 }),
  "complete",
);
test("a Deployment scaled to none is complete at once", says, "Deployment", at(2, { replicas: 0 }, {}), "complete");
test(
  "an exceeded progress deadline is a failure",
  says,
  "Deployment",
  at(2, three, { conditions: [{ type: "Progressing", reason: "ProgressDeadlineExceeded", message: "image" }] }),
  "failed",
);
test(
  "a paused Deployment has nothing to wait for",
  says,
  "Deployment",
  at(2, { ...three, paused: true }, ready),
  "nothing-to-wait-for",
);

test(
  "a StatefulSet at its new revision is complete",
  says,
  "StatefulSet",
  at(2, three, { ...ready, currentRevision: "b", updateRevision: "b" }),
  "complete",
);
test(
  "a StatefulSet between revisions is under way",
  says,
  "StatefulSet",
  at(2, three, { ...ready, currentRevision: "a", updateRevision: "b" }),
  "under-way",
);
test(
  "a partition bounds what is waited for",
  says,
  "StatefulSet",
  at(
    2,
    { ...three, updateStrategy: { rollingUpdate: { partition: 2 } } },
    { ...ready, updatedReplicas: 1, currentRevision: "a", updateRevision: "b" },
  ),
  "complete",
);
test(
  "OnDelete has nothing to wait for",
  says,
  "StatefulSet",
  at(2, { updateStrategy: { type: "OnDelete" } }, {}),
  "nothing-to-wait-for",
);

const scheduled = { desiredNumberScheduled: 3, updatedNumberScheduled: 3, numberAvailable: 3 };
test("a DaemonSet updated on every node is complete", says, "DaemonSet", at(2, {}, scheduled), "complete");
test(
  "a DaemonSet with a node to go is under way",
  says,
  "DaemonSet",
  at(2, {}, { ...scheduled, updatedNumberScheduled: 2 }),
  "under-way",
);
test(
  "a DaemonSet with a pod not available is under way",
  says,
  "DaemonSet",
  at(2, {}, { ...scheduled, numberAvailable: 2 }),
  "under-way",
);

for (const kind of ["ReplicaSet", "Job", "CronJob", "Pod"] as const) {
  test(`a ${kind} has nothing to wait for`, says, kind, at(2, three, {}), "nothing-to-wait-for");
}

const argo = (status: object): Parameters<typeof rolloutState>[1] => at(2, three, status);
test(
  "a healthy Argo Rollout is complete",
  says,
  "Rollout",
  argo({ observedGeneration: "2", phase: "Healthy" }),
  "complete",
);
test(
  "one whose controller has not seen the change is under way",
  says,
  "Rollout",
  argo({ observedGeneration: "1", phase: "Healthy" }),
  "under-way",
);
test(
  "one that progresses is under way",
  says,
  "Rollout",
  argo({ observedGeneration: "2", phase: "Progressing" }),
  "under-way",
);
test(
  "a degraded one has failed",
  says,
  "Rollout",
  argo({ observedGeneration: "2", phase: "Degraded", message: "no image" }),
  "failed",
);
test(
  "one that waits in a canary step is somebody's to promote",
  says,
  "Rollout",
  argo({ observedGeneration: "2", phase: "Paused" }),
  "nothing-to-wait-for",
);
