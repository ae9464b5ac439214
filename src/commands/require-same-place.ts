// Stops a plan that was made for another cluster or account before it does anything.
import type { ClusterFacts } from "../access/snapshot.ts";
import type { Context } from "../context.ts";
import { exitCodes, IamctlError } from "../errors.ts";
import { parseArn } from "../iam/arn.ts";
import type { Step } from "../plan/step.ts";
import { nameCluster } from "./name-cluster.ts";

/**
 * `what`: the run or the file. A workload is known by its name alone, and another cluster may well have one of the same
 * name; ARNs tell their account themselves.
 */
export async function requireSamePlace(
  context: Context,
  what: string,
  { cluster, steps }: { readonly cluster: string; readonly steps: readonly Step[] },
): Promise<void> {
  const inCluster = steps.some(({ kind }) => kind === "annotate-workload");
  const accounts = new Set(steps.flatMap(accountsOf));
  if (inCluster) {
    const facts = await nameCluster(await context.account(), await context.cluster());
    if (facts.name !== cluster) throw otherCluster(what, cluster, facts);
  }
  if (accounts.size === 0) return;
  const { account } = await (await context.account()).identity();
  const other = [...accounts].find((id) => id !== account);
  if (other !== undefined) throw otherAccount(what, other, account);
}

/** The accounts whose things a step changes. */
function accountsOf(step: Step): readonly string[] {
  const arns = [
    "role" in step ? step.role : undefined,
    "newRole" in step ? step.newRole.arn : undefined,
    "policyArn" in step && !("role" in step) ? step.policyArn : undefined,
    "policy" in step ? step.policy.arn : undefined,
  ];
  return arns.flatMap((arn) => (arn === undefined ? [] : [parseArn(arn)?.account ?? arn]));
}

function otherCluster(what: string, cluster: string, { name }: ClusterFacts): IamctlError {
  return new IamctlError(`${what} is about the cluster ${cluster}; this is ${name}.`, {
    hint: "Name the context of that cluster with --context CONTEXT.",
    exitCode: exitCodes.usage,
  });
}

function otherAccount(what: string, wanted: string, present: string): IamctlError {
  return new IamctlError(`${what} is about the AWS account ${wanted}; these credentials are of ${present}.`, {
    hint: "Name a profile of that account with --profile NAME.",
    exitCode: exitCodes.usage,
  });
}
