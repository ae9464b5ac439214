// Says to the people of a pod, in an Event, why it is given no credentials and what mends it.
import type { AssumeRoleFailure } from "../aws/assume-role.ts";
import type { Decision } from "../pods/decide-role.ts";
import type { Identity } from "../pods/identity.ts";
import type { WorkloadReference } from "../pods/workload-record.ts";
import { printWorkload } from "../pods/workload-record.ts";
import type { EventText } from "./event-recorder.ts";

export interface TellablePod {
  readonly namespace: string;
  readonly name: string;
  /** The controller at the top of the owner chain; absent for a bare pod. */
  readonly owner?: WorkloadReference | undefined;
}

/** Absent where there is nothing to mend: most pods ask for no role. */
export function explainDecision(pod: TellablePod, decision: Decision): EventText | undefined {
  if (decision.kind === "allowed") return decision.objection === undefined ? undefined : warn(pod, decision.objection);
  if (decision.reason === "no-role") return undefined;
  const reason = decision.reason === "namespace-forbids" ? "RoleForbidden" : "RoleRefused";
  return { reason, message: `No credentials: ${decision.explanation}. ${advice(pod)}` };
}

function warn(pod: TellablePod, objection: string): EventText {
  const message = `Credentials are given, and will not be once restrictions of namespaces deny: ${objection}. ${advice(pod)}`;
  return { reason: "RoleWouldBeForbidden", message };
}

/** Absent for what passes by itself: that is told when a pod has asked in vain. */
export function explainFailure(
  pod: TellablePod,
  { role, tags }: Identity,
  cause: AssumeRoleFailure,
): EventText | undefined {
  const problem = lasting[cause];
  if (problem === undefined) return undefined;
  const grant =
    pod.owner === undefined || cause !== "denied"
      ? ""
      : `Mend it: iamctl grant -n ${pod.namespace} ${printWorkload(pod.owner)} ${role} . `;
  const more = cause === "denied" && tags !== undefined ? `${tagging} ` : "";
  const message = `No credentials: STS ${problem} ${role}. ${grant}${more}${advice(pod)}`;
  return { reason: "AssumeRoleFailed", message };
}

const tagging = "Its sessions are tagged (--session-tags), which its trust policy must allow as sts:TagSession.";

/** For a pod that asked and could be given nothing in time. */
export function explainDelay(): EventText {
  return {
    reason: "CredentialsDelayed",
    message:
      "No credentials yet: STS could not be reached, limits the calls of this account, or is slow. The proxy tries again by itself.",
  };
}

const lasting: Partial<Record<AssumeRoleFailure, string>> = {
  denied: "does not let this node assume",
  "too-long": "gives no session as long as the proxy asks for (--session-seconds), longer than the maximum of",
  refused: "refuses the request for",
};

/** Names of pods and namespaces are DNS names, which no shell misreads. */
function advice({ namespace, name }: TellablePod): string {
  return `The whole chain: iamctl why -n ${namespace} ${name}`;
}
