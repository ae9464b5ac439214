// A credential cache with a clock and an STS that the test moves by hand.
import type { AssumeRoleFailure, AssumeRoleOutcome, AssumeRoleRequest } from "../../src/aws/assume-role.ts";
import type { Identity } from "../../src/pods/identity.ts";
import { createCredentialCache } from "../../src/proxy/credential-cache.ts";
import type { CredentialSlot } from "../../src/proxy/credential-slot.ts";
import { createTestClock } from "./proxy-clock.ts";
import { issue, roleNamed, testNode } from "./proxy-world.ts";

export function identityOf(name: string, sessionSeconds = 3600): Identity {
  return { role: roleNamed(name), externalId: undefined, sessionName: undefined, sessionSeconds };
}

/** A cache with an STS that answers at once, or as told. */
export function openCache(random = 0.5) {
  const clock = createTestClock();
  const calls: AssumeRoleRequest[] = [];
  const sts = {
    assume: (request: AssumeRoleRequest): AssumeRoleOutcome | Promise<AssumeRoleOutcome> => issue(request, clock.now()),
  };
  const cache = createCredentialCache({
    async assumeRole(request) {
      calls.push(request);
      return sts.assume(request);
    },
    node: testNode,
    now: clock.now,
    timers: clock,
    random: () => random,
    onOutcome: () => {},
  });
  const fail = (cause: AssumeRoleFailure) => {
    sts.assume = () => ({ kind: "failed", cause, problem: "as the test says" });
  };
  const usable = (slot: CredentialSlot) => slot.usableUntil > clock.now();
  return { clock, calls, sts, cache, fail, usable };
}
