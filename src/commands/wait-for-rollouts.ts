// Waits until the pods of every workload that steps have annotated are replaced, one workload after the other.
import type { Context } from "../context.ts";
import type { Step } from "../plan/step.ts";
import type { WorkloadReference } from "../pods/workload-record.ts";
import { waitForRollout } from "./wait-for-rollout.ts";

export async function waitForRollouts(context: Context, steps: readonly Step[], timeoutSeconds: number): Promise<void> {
  const workloads = new Map<string, WorkloadReference>();
  for (const step of steps) {
    if (step.kind !== "annotate-workload") continue;
    const { kind, namespace, name } = step.workload;
    workloads.set(`${kind} ${namespace}/${name}`, step.workload);
  }
  for (const workload of workloads.values()) await waitForRollout(context, workload, timeoutSeconds);
}
