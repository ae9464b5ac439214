// Names the STS session that a node opens for an identity, within the characters and length STS accepts.
import type { Identity } from "./identity.ts";

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

/**
 * `NAMESPACE.POD`: a namespace holds no dot, so both can be read out again. A longer one ends in a hash of the whole,
 * because pods of one workload differ at the end of their names only.
 */
export function podSessionName(namespace: string, pod: string): string {
  const name = `${namespace}.${pod}`;
  return name.length <= longest ? name : `${name.slice(0, longest - 9)}-${hash(name)}`;
}

function legalise(name: string): string {
  return name.replace(/[^A-Za-z0-9_+=,.@-]/g, "-").slice(0, longest);
}

/** FNV-1a, 32 bits: https://datatracker.ietf.org/doc/draft-eastlake-fnv/ */
function hash(text: string): string {
  let value = 0x81_1c_9d_c5;
  for (let index = 0; index < text.length; index += 1) {
    value = Math.imul(value ^ text.charCodeAt(index), 0x01_00_01_93);
  }
  return (value >>> 0).toString(16).padStart(8, "0");
}
