// Waits until the pods of a changed workload have been replaced, telling how far it is.
import type { Context } from "../context.ts";
import { printWorkload, type WorkloadReference } from "../pods/workload-record.ts";

export async function waitForRollout(
  context: Context,
  workload: WorkloadReference,
  timeoutSeconds: number,
): Promise<void> {
  const cluster = await context.cluster();
  const progress = context.terminal.progress(`Waiting for ${printWorkload(workload)} to roll out`);
  try {
    await cluster.waitForRollout(workload, { timeoutSeconds, onProgress: (text) => progress.update(text) });
    progress.done(`${printWorkload(workload)} is rolled out`);
  } catch (error) {
    progress.fail();
    throw error;
  }
}
