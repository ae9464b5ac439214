// Lets a test and all that it starts go before other work of the machine: clients give up by clocks of their own.
import { constants, setPriority } from "node:os";

/**
 * AWS's clients wait a second for an answer, however busy the machine is: https://docs.aws.amazon.com/sdkref/latest/guide/feature-imds-credentials.html
 * What they then say is right, and tells nothing of the proxy. Root may do so, except in some containers.
 */
export function goFirst(): void {
  try {
    setPriority(constants.priority.PRIORITY_HIGH);
  } catch {
    // As before, then: only a busy machine needs it.
  }
}
