// Names the STS session that a node opens for an identity, within the characters and length STS accepts.
import type { Identity } from "./decide-role.ts";

const longest = 64;
const shortest = 2;

/**
 * The pod's `iam.amazonaws.com/session-name` where it has one, else `iamctl-NODE`: credentials are shared by all
 * pods of one identity on the node, so the name can tell the node but not the pod. Characters outside
 * `[\w+=,.@-]` become `-`, and a name longer than 64 is cut.
 * https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
 */
export function sessionNameOf(identity: Identity, node: string): string {
  const wished = legalise(identity.sessionName ?? "");
  return wished.length >= shortest ? wished : legalise(`iamctl-${node}`);
}

function legalise(name: string): string {
  return name.replace(/[^A-Za-z0-9_+=,.@-]/g, "-").slice(0, longest);
}
