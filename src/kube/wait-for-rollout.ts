// Waits until the pods of a workload run the template it has now.
import { setTimeout as sleep } from "node:timers/promises";
import { IamctlError } from "../errors.ts";
import { printWorkload } from "../pods/workload-record.ts";
import type { WorkloadReference } from "../pods/workload-record.ts";
import type { KubeApi } from "./open-api.ts";
import { workloadKinds } from "./resource-kinds.ts";
import { rolloutState } from "./rollout-state.ts";
import type { RollingObject, RolloutState } from "./rollout-state.ts";

export interface RolloutWait {
  /** Called with words such as "1 of 3 pods updated", each time they change. */
  readonly onProgress?: (progress: string) => void;
  /** 120 when absent. */
  readonly timeoutSeconds?: number;
  readonly abort?: AbortSignal;
  /** Between two looks; 500 when absent. */
  readonly intervalMilliseconds?: number;
}

export type RolloutEnd =
  | Exclude<RolloutState, { readonly kind: "under-way" }>
  | { readonly kind: "timed-out"; readonly progress: string };

export async function waitForRollout(
  api: KubeApi,
  workload: WorkloadReference,
  wait: RolloutWait = {},
): Promise<RolloutEnd> {
  const { onProgress, timeoutSeconds = 120, abort, intervalMilliseconds = 500 } = wait;
  const looks = Math.max(1, Math.ceil((timeoutSeconds * 1000) / intervalMilliseconds));
  let told = "";
  for (let look = 0; look < looks; look += 1) {
    const object = await api.find<RollingObject>(workloadKinds[workload.kind], workload.namespace, workload.name);
    if (object === undefined) throw gone(workload);
    const state = rolloutState(workload.kind, object);
    if (state.kind !== "under-way") return state;
    if (state.progress !== told) onProgress?.(state.progress);
    told = state.progress;
    await sleep(intervalMilliseconds, undefined, abort === undefined ? {} : { signal: abort });
  }
  return { kind: "timed-out", progress: told };
}

function gone(workload: WorkloadReference): IamctlError {
  return new IamctlError(
    `${printWorkload(workload)} in namespace ${workload.namespace} was deleted while its rollout was awaited`,
    {
      hint: `See what there is: kubectl get ${workload.kind.toLowerCase()} -n ${workload.namespace}`,
    },
  );
}
