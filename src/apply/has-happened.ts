// Says whether the change of a step is there, by reading what it would have changed.
import type { Account } from "../aws/connect-account.ts";
import { sameDocument } from "../aws/same-document.ts";
import type { Cluster } from "../kube/connect-cluster.ts";
import type { Step } from "../plan/step.ts";
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
      return (await (await eyes.account()).readPolicy(step.policy.arn)).kind === "absent";
    case "replace-policy":
      return holdsPolicy(eyes, step.policyArn, step.after);
    case "attach-policy":
      return (await attachedTo(eyes, step.role))?.includes(step.policyArn) === true;
    case "detach-policy":
      return (await attachedTo(eyes, step.role))?.includes(step.policyArn) === false;
    case "replace-trust": {
      const role = await (await eyes.account()).readRole(step.role);
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

async function holdsPolicy(eyes: Eyes, arn: string, document: string): Promise<boolean> {
  const policy = await (await eyes.account()).readPolicy(arn);
  return policy.kind === "found" && sameDocument(policy.text, document);
}

async function attachedTo(eyes: Eyes, role: string): Promise<readonly string[] | undefined> {
  const lookup = await (await eyes.account()).readRole(role);
  return lookup.kind === "found" ? lookup.facts.attachedPolicyArns : undefined;
}
