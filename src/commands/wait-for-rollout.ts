// Waits until the pods of a changed workload have been replaced, telling how far it is.
import type { Context } from "../context.ts";
import { IamctlError } from "../errors.ts";
import { printWorkload, type WorkloadReference } from "../pods/workload-record.ts";
import { plain } from "../report/plain.ts";

export async function waitForRollout(
  context: Context,
  workload: WorkloadReference,
  timeoutSeconds: number,
): Promise<void> {
  const cluster = await context.cluster();
  const name = printWorkload(workload);
  const progress = context.terminal.progress(`Waiting for ${name} to roll out`);
  try {
    const end = await cluster.waitForRollout(workload, {
      timeoutSeconds,
      onProgress: (text) => progress.update(plain(text)),
    });
    switch (end.kind) {
      case "complete":
        return progress.done(`${name} is rolled out`);
      case "nothing-to-wait-for":
        return progress.done(`No rollout of ${name} to wait for: ${end.why}`);
      case "failed":
        throw stuck(workload, `did not roll out: ${end.reason}`);
      case "timed-out":
        throw stuck(workload, `is still rolling out after ${timeoutSeconds} s: ${end.progress}`);
    }
  } catch (error) {
    progress.fail();
    throw error;
  }
}

function stuck(workload: WorkloadReference, problem: string): IamctlError {
  const name = printWorkload(workload);
  return new IamctlError(`${name} in namespace ${workload.namespace} ${problem}`, {
    hint: `Look at it: kubectl rollout status ${name} -n ${workload.namespace}. Take the change back: iamctl undo`,
  });
}
