// Reads from the ConfigMap kube-system/aws-auth which roles an EKS cluster lets in as nodes.
import { IamctlError } from "../errors.ts";
import { createRefusals } from "../access/refusals.ts";
import type { Unread } from "../access/snapshot.ts";
import type { NodeSource } from "../nodes/node-source.ts";
import { readMapRoles } from "../nodes/read-map-roles.ts";
import type { KubeApi } from "./open-api.ts";
import { configMapKind } from "./resource-kinds.ts";
import type { RoleMapping } from "../access/account-facts.ts";
import { toRoleMappings } from "../access/take-inventory.ts";

export interface NodeSourcesInCluster {
  readonly found: readonly NodeSource[];
  readonly unread: readonly Unread[];
}

interface ConfigMap {
  readonly data?: { readonly mapRoles?: string };
}

/** YAML in a string in YAML: what a person broke there is told as unread, since nodes may stand in it. */
export async function readAwsAuth(api: KubeApi): Promise<NodeSourcesInCluster> {
  const refusals = createRefusals();
  const map = await api.find<ConfigMap>(configMapKind, "kube-system", "aws-auth").catch(refusals.note);
  const text = map?.data?.mapRoles ?? "";
  try {
    return { found: readMapRoles(await parseMapRoles(text)), unread: refusals.unread };
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    return { found: [], unread: [{ call: "get configmaps", subject: "kube-system/aws-auth", problem }] };
  }
}

/** Every entry, those of people and programs among them; `undefined` for a list that cannot be read. */
export async function readRoleMappings(api: KubeApi): Promise<readonly RoleMapping[] | undefined> {
  const map = await api.find<ConfigMap>(configMapKind, "kube-system", "aws-auth");
  const text = map?.data?.mapRoles ?? "";
  try {
    const list = await parseMapRoles(text);
    return toRoleMappings({ data: { mapRoles: text } }, () => list);
  } catch (error) {
    // Who looks for nodes tells of it.
    if (error instanceof IamctlError) return undefined;
    throw error;
  }
}

/** Most clusters have none by now, and then nobody waits for the parser. */
async function parseMapRoles(text: string): Promise<unknown> {
  if (text === "") return null;
  const { parseYaml } = await import("../yaml.ts");
  return parseYaml(text, "mapRoles of kube-system/aws-auth");
}
