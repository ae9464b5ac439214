// Stops a change that would leave node roles out because a source of them could not be read.
import { exitCodes, IamctlError } from "../errors.ts";
import type { Discovered } from "./discover-nodes.ts";

/** Whoever named the node roles has answered for them. */
export function requireAllNodeRoles({ gaps }: Discovered, named: readonly string[]): void {
  if (named.length > 0 || gaps.length === 0) return;
  const problems = [...new Set(gaps.map(({ problem }) => problem))].join("; ");
  const calls = [...new Set(gaps.map(({ call }) => call))].join(", ");
  throw new IamctlError(`Some node roles may be unknown, so nothing was planned: ${problems}`, {
    hint: `Ask for ${calls}, or name every node role: --node-role ARN${guess(gaps)}`,
    exitCode: exitCodes.notPermitted,
  });
}

/** A hint and no more: CloudFormation and Karpenter call instance profiles otherwise. */
function guess(gaps: Discovered["gaps"]): string {
  const profiles = gaps.flatMap(({ call, subject }) => (call === "iam:GetInstanceProfile" ? subject : []));
  if (profiles.length === 0) return "";
  return `\nAn instance profile is often called like its role, by CloudFormation and Karpenter never; these are ${[...new Set(profiles)].join(", ")}.`;
}
