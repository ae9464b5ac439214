// STS's actions: who am I, and becoming a role.
import { sessionOf } from "../../iam/match-principal.ts";
import type { RoleRecord } from "./account.ts";
import { authorize } from "./authorize.ts";
import { AwsFault } from "./aws-fault.ts";
import type { KnownCaller } from "./create-credential-store.ts";
import type { XmlTree } from "./print-xml.ts";
import { printDate, type ActionTable, type QueryCall } from "./query-action.ts";
import { onAssumedRole, readAssumption, onTaggedSession, type Assumption } from "./read-assumption.ts";

export const stsActions: ActionTable = {
  GetCallerIdentity: { act: () => undefined, run: getCallerIdentity },
  AssumeRole: { act: onAssumedRole, run: assumeRole },
};

function getCallerIdentity({ caller, account }: QueryCall): XmlTree {
  return { Arn: caller.arn, UserId: caller.userId, Account: account.id };
}

function assumeRole(call: QueryCall): XmlTree {
  const assumption = readAssumption(call);
  const { role } = assumption;
  if (role === undefined) throw new Error(`${assumption.roleArn} was allowed to be assumed and is not there`);
  authorizeExtras(call, assumption);
  checkSeconds(assumption.seconds, role, call.caller);
  const issued = call.state.credentials.issue({ ...assumption, role, source: "assume-role" });
  return {
    Credentials: {
      AccessKeyId: issued.accessKeyId,
      SecretAccessKey: issued.secretAccessKey,
      SessionToken: issued.sessionToken,
      Expiration: printDate(issued.expiration),
    },
    AssumedRoleUser: {
      AssumedRoleId: `${role.id}:${assumption.sessionName}`,
      Arn: sessionOf(role.arn, assumption.sessionName).arn,
    },
    SourceIdentity: assumption.sourceIdentity,
    ...(assumption.sessionPolicies === undefined ? {} : { PackedPolicySize: 6 }),
  };
}

/** Tags and a source identity are actions of their own, which both sides must allow too. */
function authorizeExtras(call: QueryCall, { sessionTags, sourceIdentity }: Assumption): void {
  const act = onAssumedRole(call);
  if (sessionTags.size > 0) authorize(call.state, "sts", call.caller, onTaggedSession(call));
  if (sourceIdentity !== undefined) {
    authorize(call.state, "sts", call.caller, { ...act, action: "sts:SetSourceIdentity" });
  }
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles.html#iam-term-role-chaining */
function checkSeconds(seconds: number, role: RoleRecord, caller: KnownCaller): void {
  if (seconds > role.maxSessionSeconds) {
    const problem = "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.";
    throw new AwsFault("ValidationError", 400, problem);
  }
  if (seconds > 3600 && caller.source === "assume-role") {
    const problem =
      "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.";
    throw new AwsFault("ValidationError", 400, problem);
  }
}
