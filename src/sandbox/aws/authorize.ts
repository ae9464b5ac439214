// Decides with iamctl's own evaluator whether a caller may do something, and says no in AWS's words.
import { evaluateAccess, makeContext, type Evaluation, type PolicySource } from "../../iam/evaluate.ts";
import { callerContext } from "../../iam/match-principal.ts";
import { refuse, type Service } from "./aws-fault.ts";
import { collectPolicies } from "./collect-policies.ts";
import type { AwsState } from "./create-aws-state.ts";
import type { KnownCaller } from "./create-credential-store.ts";

/** What is to be done, as policies speak of it. */
export interface Act {
  /** `iam:GetRole`. */
  readonly action: string;
  /** ARN, or `*` for actions that are about no resource in particular. */
  readonly resource: string;
  /** Condition keys beyond those that every request has. */
  readonly context?: Readonly<Record<string, string | readonly string[]>>;
  /** The trust policy, for AssumeRole. */
  readonly resourcePolicy?: PolicySource;
}

/** Throws the service's AccessDenied unless the caller may. */
export function authorize(state: AwsState, service: Service, caller: KnownCaller, act: Act): void {
  const evaluation = evaluateAct(state, caller, act);
  if (evaluation.kind !== "allow") throw refuse(service, "denied", printDenial(service, caller, act, evaluation));
}

function evaluateAct(state: AwsState, caller: KnownCaller, act: Act): Evaluation {
  const policies = { ...collectPolicies(state.account, caller), resource: act.resourcePolicy };
  const context = makeContext({ ...requestContext(state, caller), ...act.context });
  return evaluateAccess({ action: act.action, resource: act.resource, caller, context }, policies);
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html */
function requestContext(state: AwsState, caller: KnownCaller): Record<string, string> {
  const { account } = state;
  const role = caller.source === "user" ? undefined : account.roles.get(caller.holder);
  const tags = [...(role?.tags ?? []), ...caller.sessionTags].map(([key, value]) => [`aws:PrincipalTag/${key}`, value]);
  return {
    ...callerContext(caller),
    ...(Object.fromEntries(tags) as Record<string, string>),
    "aws:userid": caller.userId,
    "aws:CurrentTime": state.now().toISOString(),
    "aws:EpochTime": String(Math.floor(state.now().getTime() / 1000)),
    "aws:SourceIp": "127.0.0.1",
    // The sandbox stands for AWS, which speaks TLS: policies that insist on it should not fail here.
    "aws:SecureTransport": "true",
    "aws:ViaAWSService": "false",
    "aws:ResourceAccount": account.id,
    "aws:RequestedRegion": account.region,
    ...(caller.source === "instance-profile" ? { "ec2:RoleDelivery": "2.0" } : {}),
    ...(caller.sourceIdentity === undefined ? {} : { "aws:SourceIdentity": caller.sourceIdentity }),
  };
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html */
function printDenial(service: Service, caller: KnownCaller, act: Act, evaluation: Evaluation): string {
  const shown = act.resource === "*" && service !== "iam" ? "" : ` on resource: ${nameResource(service, act.resource)}`;
  const refused = `User: ${caller.arn} is not authorized to perform: ${act.action}${shown}`;
  // STS does not tell which side refused.
  return service === "sts" ? refused : `${refused} ${printReason(act.action, evaluation)}`;
}

/** IAM speaks of `role api`, S3 puts the ARN in quotes. */
function nameResource(service: Service, arn: string): string {
  if (service === "s3") return `"${arn}"`;
  const [, kind, name] = /:(role|user|instance-profile)\/(?:.*\/)?([^/]+)$/.exec(arn) ?? [];
  if (service !== "iam" || kind === undefined) return /^arn:.*:policy\//.test(arn) ? `policy ${arn}` : arn;
  return `${kind.replace("-", " ")} ${name}`;
}

function printReason(action: string, evaluation: Evaluation): string {
  if (evaluation.kind === "explicit-deny") return "with an explicit deny in an identity-based policy";
  const layer = evaluation.kind === "implicit-deny" ? evaluation.layer : "identity";
  const words = { identity: "identity-based policy", boundary: "permissions boundary", session: "session policy" };
  return `because no ${layer === "resource" ? "resource-based policy" : words[layer]} allows the ${action} action`;
}
