// Stops a change that would leave node roles out because a source of them could not be read.
import { exitCodes, IamctlError } from "../errors.ts";
import type { Discovered } from "./discover-nodes.ts";

/** Whoever named the node roles has answered for them. */
export function requireAllNodeRoles({ gaps }: Discovered, named: readonly string[]): void {
  if (named.length > 0 || gaps.length === 0) return;
  const problems = [...new Set(gaps.map(({ problem }) => problem))].join("; ");
  throw new IamctlError(`Some node roles may be unknown, so nothing was planned: ${problems}`, {
    hint: `Ask for ${[...new Set(gaps.map(({ call }) => call))].join(", ")}, or name every node role: --node-role ARN`,
    exitCode: exitCodes.notPermitted,
  });
}
