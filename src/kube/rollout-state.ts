// Says how far the rollout of a changed pod template has come, by the same signs as `kubectl rollout status`.
import type { WorkloadKind } from "../pods/workload-record.ts";
import { agreeing, counted } from "../print-many.ts";

export type RolloutState =
  | { readonly kind: "complete" }
  | { readonly kind: "under-way"; readonly progress: string }
  | { readonly kind: "failed"; readonly reason: string }
  | { readonly kind: "nothing-to-wait-for"; readonly why: string };

/** The fields of a workload's spec and status that tell of its rollout. */
export interface RollingObject {
  readonly metadata?: { readonly generation?: number };
  readonly spec?: {
    readonly replicas?: number;
    readonly paused?: boolean;
    readonly updateStrategy?: { readonly type?: string; readonly rollingUpdate?: { readonly partition?: number } };
  };
  readonly status?: Readonly<Partial<Record<StatusCount, number>>> & {
    readonly currentRevision?: string;
    readonly updateRevision?: string;
    /** A text in an Argo Rollout. */
    readonly observedGeneration?: number | string;
    /** Of an Argo Rollout. */
    readonly phase?: string;
    readonly message?: string;
    readonly conditions?: readonly { readonly type?: string; readonly reason?: string; readonly message?: string }[];
  };
}

type StatusCount =
  | "replicas"
  | "readyReplicas"
  | "updatedReplicas"
  | "availableReplicas"
  | "desiredNumberScheduled"
  | "updatedNumberScheduled"
  | "numberAvailable";

export function rolloutState(kind: WorkloadKind, object: RollingObject): RolloutState {
  if (kind === "Rollout") return argoState(object);
  if (kind !== "Deployment" && kind !== "StatefulSet" && kind !== "DaemonSet") return nothing(withoutRollout[kind]);
  if (object.spec?.updateStrategy?.type === "OnDelete")
    return nothing("its update strategy is OnDelete: its pods change when they are deleted");
  if (object.spec?.paused === true) return nothing("the Deployment is paused: its pods change when it is resumed");
  if (Number(object.status?.observedGeneration ?? 0) < (object.metadata?.generation ?? 0))
    return underWay("waiting for the controller to see the change");
  if (kind === "Deployment") return deploymentState(object);
  return kind === "StatefulSet" ? statefulSetState(object) : daemonSetState(object);
}

/** https://argo-rollouts.readthedocs.io/en/stable/features/specification/, where the generation seen is a text. */
function argoState({ metadata, spec, status = {} }: RollingObject): RolloutState {
  if (spec?.paused === true) return nothing("the Rollout is paused: its pods change when it is resumed");
  if (Number(status.observedGeneration ?? 0) < (metadata?.generation ?? 0))
    return underWay("waiting for the controller to see the change");
  if (status.phase === "Healthy") return { kind: "complete" };
  if (status.phase === "Degraded") return { kind: "failed", reason: status.message ?? "the Rollout is degraded" };
  if (status.phase === "Paused")
    return nothing("the Rollout waits in a step: the rest of its pods change when it is promoted");
  const { updatedReplicas = 0 } = status;
  return underWay(`${updatedReplicas} of ${counted(spec?.replicas ?? 1, "pod")} updated`);
}

function deploymentState({ spec, status = {} }: RollingObject): RolloutState {
  const stuck = status.conditions?.find(
    ({ type, reason }) => type === "Progressing" && reason === "ProgressDeadlineExceeded",
  );
  if (stuck !== undefined) return { kind: "failed", reason: stuck.message ?? "it exceeded its progress deadline" };
  const { replicas = 0, updatedReplicas = 0, availableReplicas = 0 } = status;
  const wanted = spec?.replicas ?? 1;
  if (updatedReplicas < wanted) return underWay(`${updatedReplicas} of ${counted(wanted, "pod")} updated`);
  if (replicas > updatedReplicas)
    return underWay(
      `${counted(replicas - updatedReplicas, "old pod")} ${agreeing(replicas - updatedReplicas, "is", "are")} ending`,
    );
  if (availableReplicas < updatedReplicas)
    return underWay(`${availableReplicas} of ${counted(updatedReplicas, "updated pod")} available`);
  return { kind: "complete" };
}

function statefulSetState({ spec, status = {} }: RollingObject): RolloutState {
  const { readyReplicas = 0, updatedReplicas = 0 } = status;
  const wanted = spec?.replicas ?? 1;
  if (readyReplicas < wanted) return underWay(`${readyReplicas} of ${counted(wanted, "pod")} ready`);
  const partition = spec?.updateStrategy?.rollingUpdate?.partition ?? 0;
  if (partition > 0) {
    const toUpdate = Math.max(wanted - partition, 0);
    return updatedReplicas < toUpdate
      ? underWay(`${updatedReplicas} of ${counted(toUpdate, "pod")} above the partition updated`)
      : { kind: "complete" };
  }
  return status.updateRevision === status.currentRevision
    ? { kind: "complete" }
    : underWay(`${updatedReplicas} of ${counted(wanted, "pod")} updated`);
}

function daemonSetState({ status = {} }: RollingObject): RolloutState {
  const { desiredNumberScheduled: wanted = 0, updatedNumberScheduled: updated = 0, numberAvailable = 0 } = status;
  if (updated < wanted) return underWay(`${updated} of ${counted(wanted, "pod")} updated`);
  return numberAvailable < wanted
    ? underWay(`${numberAvailable} of ${counted(wanted, "updated pod")} available`)
    : { kind: "complete" };
}

const withoutRollout: Readonly<Record<"ReplicaSet" | "Job" | "CronJob" | "Pod", string>> = {
  ReplicaSet: "a bare ReplicaSet changes only the pods it makes from now on",
  Job: "a Job's pods are made once",
  CronJob: "the next run of the CronJob uses the changed template",
  Pod: "the pod itself was changed",
};

function nothing(why: string): RolloutState {
  return { kind: "nothing-to-wait-for", why };
}

function underWay(progress: string): RolloutState {
  return { kind: "under-way", progress };
}
