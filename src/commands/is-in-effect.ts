// Looks whether a step whose end was never recorded (a killed run, a lost answer) took effect nevertheless.
import type { Context } from "../context.ts";
import { readFileIfThere } from "./read-file-if-there.ts";
import type { Step } from "../plan/step.ts";

export async function isInEffect(context: Context, step: Step): Promise<boolean> {
  switch (step.kind) {
    case "create-policy":
      return (await readPolicyText(context, step.policy.arn)) === step.policy.document;
    case "delete-policy":
      return (await readPolicyText(context, step.policy.arn)) === undefined;
    case "replace-policy":
      return (await readPolicyText(context, step.policyArn)) === step.after;
    case "attach-policy":
      return (await readAttached(context, step.role)).includes(step.policyArn);
    case "detach-policy":
      return !(await readAttached(context, step.role)).includes(step.policyArn);
    case "replace-trust": {
      const lookup = await (await context.account()).readRole(step.role);
      return lookup.kind === "found" && lookup.facts.trust === step.after;
    }
    case "annotate-workload": {
      const workload = await (await context.cluster()).readWorkload(step.workload);
      return step.changes.every(({ key, after }) => workload?.templateAnnotations[key] === after);
    }
    case "write-file":
      return (await readFileIfThere(step.path)) === step.after;
  }
}

async function readPolicyText(context: Context, arn: string): Promise<string | undefined> {
  const policy = await (await context.account()).readPolicy(arn);
  return policy.kind === "found" ? policy.text : undefined;
}

async function readAttached(context: Context, role: string): Promise<readonly string[]> {
  const lookup = await (await context.account()).readRole(role);
  return lookup.kind === "found" ? lookup.facts.attachedPolicyArns : [];
}
