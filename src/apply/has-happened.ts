// Says whether the change of a step is there, by reading what it would have changed.
import type { RoleLookup } from "../access/role-facts.ts";
import type { Account } from "../aws/connect-account.ts";
import type { PolicyLookup } from "../aws/read-policies.ts";
import { sameDocument } from "../aws/same-document.ts";
import { couldNotRead } from "../errors.ts";
import type { Cluster } from "../kube/connect-cluster.ts";
import type { Step, WriteInlinePolicy } from "../plan/step.ts";
import { readText } from "../read-text.ts";

/** What is needed to look; each is connected only when a step asks for it. */
export interface Eyes {
  account(): Promise<Account>;
  cluster(): Promise<Cluster>;
}

/** For the steps of a run that was killed or failed: whether the change arrived is known to the world alone. */
export async function hasHappened(step: Step, eyes: Eyes): Promise<boolean> {
  switch (step.kind) {
    case "create-policy":
      return holdsPolicy(eyes, step.policy.arn, step.policy.document);
    case "delete-policy":
      return (await readPolicy(eyes, step.policy.arn)).kind === "absent";
    case "replace-policy":
      return holdsPolicy(eyes, step.policyArn, step.after);
    case "attach-policy":
      return (await attachedTo(eyes, step.role))?.includes(step.policyArn) === true;
    case "detach-policy":
      // Nothing is attached to a role that is gone.
      return (await attachedTo(eyes, step.role))?.includes(step.policyArn) !== true;
    case "write-inline-policy":
      return holdsInline(eyes, step);
    case "set-boundary": {
      const role = await readRole(eyes, step.role);
      return role.kind === "found" && role.facts.boundaryArn === step.after;
    }
    case "create-role": {
      const role = await readRole(eyes, step.newRole.arn);
      return (
        role.kind === "found" &&
        role.facts.arn === step.newRole.arn &&
        sameDocument(role.facts.trust, step.newRole.trust)
      );
    }
    case "delete-role":
      return (await readRole(eyes, step.newRole.arn)).kind === "absent";
    case "replace-trust": {
      const role = await readRole(eyes, step.role);
      return role.kind === "found" && sameDocument(role.facts.trust, step.after);
    }
    case "annotate-workload": {
      const workload = await (await eyes.cluster()).readWorkload(step.workload);
      return (
        workload !== undefined && step.changes.every(({ key, after }) => workload.templateAnnotations[key] === after)
      );
    }
    case "write-file":
      return (await readText(step.path)) === step.after;
  }
}

async function holdsInline({ account }: Eyes, { role, name, after }: WriteInlinePolicy): Promise<boolean> {
  const lookup = await (await account()).readInlinePolicy(role, name);
  if (lookup.kind === "unreadable") throw couldNotRead(`The inline policy ${name} of ${role}`, lookup);
  const text = lookup.kind === "found" ? lookup.text : undefined;
  return text === undefined || after === undefined ? text === after : sameDocument(text, after);
}

async function holdsPolicy(eyes: Eyes, arn: string, document: string): Promise<boolean> {
  const policy = await readPolicy(eyes, arn);
  return policy.kind === "found" && sameDocument(policy.text, document);
}

async function attachedTo(eyes: Eyes, role: string): Promise<readonly string[] | undefined> {
  const lookup = await readRole(eyes, role);
  return lookup.kind === "found" ? lookup.facts.attachedPolicyArns : undefined;
}

/** What cannot be read is neither there nor gone. */
async function readPolicy({ account }: Eyes, arn: string): Promise<Readable<PolicyLookup>> {
  const policy = await (await account()).readPolicy(arn);
  if (policy.kind === "unreadable") throw couldNotRead(`The policy ${arn}`, policy);
  return policy;
}

async function readRole({ account }: Eyes, role: string): Promise<Readable<RoleLookup>> {
  const lookup = await (await account()).readRole(role);
  if (lookup.kind === "unreadable") throw couldNotRead(`The role ${role}`, lookup);
  return lookup;
}

type Readable<Lookup> = Exclude<Lookup, { readonly kind: "unreadable" }>;
