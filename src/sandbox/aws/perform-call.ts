// Takes one API call through what every call goes through: planned faults, authorisation, the deed, the log.
import { setTimeout as wait } from "node:timers/promises";
import { authorize, type Act } from "./authorize.ts";
import { AwsFault, CutShort, type Service } from "./aws-fault.ts";
import type { AwsState, PlannedFault } from "./create-aws-state.ts";
import type { KnownCaller } from "./create-credential-store.ts";

export interface CallToPerform<T> {
  readonly service: Service;
  /** The API's name for it: `ListObjectsV2`, though policies call that `s3:ListBucket`. */
  readonly operation: string;
  readonly caller: KnownCaller;
  /** Reads the parameters, so it may throw; `undefined` for what everybody may do. */
  readonly act: () => Act | undefined;
  /** Runs without a pause, so that calls cannot overlap. */
  readonly run: () => T;
}

// A sandbox that is left running for days must not grow with every call.
const mostCalls = 10_000;

export async function performCall<T>(state: AwsState, call: CallToPerform<T>): Promise<T> {
  const { service, operation, caller } = call;
  let act: Act | undefined;
  const record = (outcome: string): void => {
    state.calls.push({
      service,
      action: operation,
      caller: caller.arn,
      resource: act?.resource ?? "*",
      outcome,
    });
    if (state.calls.length > mostCalls) state.calls.shift();
  };
  try {
    await sufferFaults(takeFault(state, service, operation));
    act = call.act();
    if (act !== undefined) authorize(state, service, caller, act);
    const answer = call.run();
    record("ok");
    return answer;
  } catch (error) {
    record(error instanceof AwsFault ? error.code : "InternalFailure");
    throw error;
  }
}

function takeFault(state: AwsState, service: Service, operation: string): PlannedFault | undefined {
  const fault = state.faults.find((planned) => {
    return planned.service === service && planned.action === operation && planned.times !== 0;
  });
  if (fault?.times !== undefined) fault.times -= 1;
  return fault;
}

async function sufferFaults(fault: PlannedFault | undefined): Promise<void> {
  if (fault?.delayMs !== undefined) await wait(fault.delayMs);
  if (fault?.cutShort === true) throw new CutShort();
  if (fault?.errorCode !== undefined) {
    throw new AwsFault(fault.errorCode, fault.status ?? 400, "This fault was planned by the sandbox.");
  }
}
