// Gathers the policies that limit and allow what a caller does, parsed and named.
import type { ApplicablePolicies, PolicySource } from "../../iam/evaluate.ts";
import { parsePolicy } from "../../iam/policy-document.ts";
import { defaultDocument, type Account, type PolicyHolder } from "./account.ts";
import type { KnownCaller } from "./create-credential-store.ts";

/** A session of a role that was deleted since holds nothing. */
export function collectPolicies(account: Account, caller: KnownCaller): ApplicablePolicies {
  const role = caller.source === "user" ? undefined : account.roles.get(caller.holder);
  const holder = caller.source === "user" ? account.users.get(caller.holder) : role;
  const isSame = holder !== undefined && caller.userId.split(":")[0] === holder.id;
  return {
    identity: isSame ? heldPolicies(account, holder) : [],
    boundary: role?.boundary === undefined ? undefined : managedPolicy(account, role.boundary),
    session: caller.sessionPolicies,
    resourceAccount: account.id,
  };
}

function heldPolicies(account: Account, holder: PolicyHolder): PolicySource[] {
  const inline = [...holder.inline].map(([name, document]) => readSource(name, document));
  return [...inline, ...[...holder.attached].map((arn) => managedPolicy(account, arn))];
}

export function managedPolicy(account: Account, arn: string): PolicySource {
  const policy = account.policies.get(arn);
  if (policy === undefined) throw new Error(`The simulated account has no policy ${arn}`);
  return readSource(policy.name, defaultDocument(policy));
}

/** Nothing gets into the account unchecked, so a document that cannot be read is a fault of the sandbox. */
export function readSource(name: string, text: string): PolicySource {
  const parsed = parsePolicy(text);
  if (parsed.kind === "malformed") throw new Error(`The policy ${name} cannot be read: ${parsed.problem}`);
  return { name, document: parsed.document };
}
