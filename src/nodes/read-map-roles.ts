// Reads node roles from the mapRoles list of the aws-auth ConfigMap, where ARNs stand without their path.
import { parseRoleArn, roleParts } from "../iam/arn.ts";
import type { NodeKind, NodeSource } from "./node-source.ts";

/** `mapRoles`: the list, parsed. What is no entry of a node is left out: that list admits people, too. */
export function readMapRoles(mapRoles: unknown): readonly NodeSource[] {
  if (!Array.isArray(mapRoles)) return [];
  return mapRoles.flatMap((entry: unknown) => {
    const { rolearn, groups, username } = (typeof entry === "object" && entry !== null ? entry : {}) as Entry;
    const role = typeof rolearn === "string" ? parseRoleArn(rolearn) : undefined;
    const names = Array.isArray(groups) ? groups.map(String) : [];
    if (role === undefined || !nodeGroups.every((group) => names.includes(group))) return [];
    return {
      name: "ConfigMap kube-system/aws-auth",
      nodeKind: kindOf(names, String(username)),
      windows: names.includes("eks:kube-proxy-windows"),
      pointer: { kind: "role-name" as const, name: roleParts(role).name },
    };
  });
}

interface Entry {
  readonly rolearn?: unknown;
  readonly groups?: unknown;
  readonly username?: unknown;
}

const nodeGroups = ["system:bootstrappers", "system:nodes"];

/** An EC2 node is named by its private DNS name; the others by their session: https://docs.aws.amazon.com/eks/latest/userguide/auth-configmap.html */
function kindOf(groups: readonly string[], username: string): NodeKind {
  if (groups.includes("system:node-proxier")) return "fargate";
  return username.includes("{{SessionName}}") ? "hybrid" : "ec2";
}
