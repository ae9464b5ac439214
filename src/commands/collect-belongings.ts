// Collects what a role is wished to have of its own: policies by ARN or from files, and a boundary.
import { basename, extname } from "node:path";
import type { RoleFacts } from "../access/role-facts.ts";
import type { Account } from "../aws/connect-account.ts";
import { couldNotRead, exitCodes, IamctlError } from "../errors.ts";
import { type RoleArn, roleParts } from "../iam/arn.ts";
import { equalPolicies } from "../iam/diff-policy.ts";
import { whyUnfit } from "../iam/document-use.ts";
import { parsePolicy } from "../iam/policy-document.ts";
import type { RoleBelongings } from "../plan/grant-facts.ts";
import type { GrantRequest } from "../plan/grant-request.ts";
import type { PolicyText } from "../plan/step.ts";
import { readText } from "../read-text.ts";

export function roleToMake(arn: RoleArn): RoleFacts {
  const nothing = { policies: [], attachedPolicyArns: [], boundary: undefined, tags: {} };
  return { arn, id: "", trust: "", maxSessionSeconds: 3600, ...nothing };
}

export async function collectBelongings(
  account: Account,
  arn: RoleArn,
  { policy, boundary }: Pick<GrantRequest, "policy" | "boundary">,
): Promise<RoleBelongings> {
  const { attachedPoliciesPerRole } = await account.readQuotas();
  const policyArns: string[] = [];
  const newPolicies: PolicyText[] = [];
  for (const words of policy) {
    if (words.startsWith("arn:")) await requirePolicy(account, words);
    const made = words.startsWith("arn:") ? undefined : await readPolicyFile(arn, words);
    policyArns.push(made?.arn ?? words);
    if (made !== undefined && !(await isThere(account, made))) newPolicies.push(made);
  }
  if (boundary !== undefined) await requirePolicy(account, boundary);
  return {
    policyArns: [...new Set(policyArns)],
    newPolicies,
    boundary,
    attachedPoliciesQuota: attachedPoliciesPerRole,
  };
}

async function requirePolicy(account: Account, arn: string): Promise<void> {
  if ((await account.findPolicy(arn)) === "found") return;
  throw new IamctlError(`There is no policy ${arn}.`, {
    hint: "List them: aws iam list-policies --query 'Policies[].Arn'",
    exitCode: exitCodes.usage,
  });
}

/** Beside iamctl's own policies, by their path; named after the role and the file. */
async function readPolicyFile(role: RoleArn, file: string): Promise<PolicyText> {
  const text = await readText(file);
  if (text === undefined) {
    throw new IamctlError(`There is no file ${file}, and it is no ARN of a policy either.`, {
      hint: "Give the ARN of a managed policy, or the file of a policy document in JSON.",
      exitCode: exitCodes.usage,
    });
  }
  const parsed = parsePolicy(text);
  const problem = parsed.kind === "malformed" ? parsed.problem : whyUnfit(parsed.document, "identity");
  if (problem !== undefined) {
    throw new IamctlError(`${file} is no policy of what a role may do: ${problem}.`, { exitCode: exitCodes.usage });
  }
  const { partition, account, name: roleName } = roleParts(role);
  const ending = basename(file, extname(file)).replaceAll(/[^\w+=,.@-]/g, "-");
  const name = `${roleName}-${ending}`.slice(0, 128);
  const path = "/iamctl/";
  return {
    ...{ name, path, document: text.trim() },
    arn: `arn:${partition}:iam::${account}:policy${path}${name}`,
    description: `What the pods of ${roleName} may do. Made by iamctl.`,
    tags: { "iamctl/role": roleName },
  };
}

/** One that says the same is taken; one that says something else is somebody's. */
async function isThere(account: Account, { arn, document }: PolicyText): Promise<boolean> {
  const found = await account.readPolicy(arn);
  if (found.kind === "absent") return false;
  if (found.kind === "unreadable") throw couldNotRead(`The policy ${arn}`, found);
  const [there, wished] = [parsePolicy(found.text), parsePolicy(document)];
  if (there.kind === "parsed" && wished.kind === "parsed" && equalPolicies(there.document, wished.document))
    return true;
  throw new IamctlError(`There is a policy ${arn} already, and it says something else.`, {
    hint: "Give its ARN to attach it as it is, or name the file otherwise.",
    exitCode: exitCodes.refused,
  });
}
