// Runs `iamctl nodes` in a sandbox of a few parts, and what it listed.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startCommandWorld } from "./command-world.ts";
import { arnOf, type NodeParts, writeNodeScenario } from "./node-scenarios.ts";

export interface Listed {
  readonly cluster: { readonly name: string };
  readonly complete: boolean;
  readonly roles: readonly {
    readonly arn: string;
    readonly kinds: readonly string[];
    readonly nodeCount: number;
    readonly sources: readonly string[];
    readonly interceptable: string;
    readonly why: string;
  }[];
  readonly disagreements: readonly string[];
  readonly unread: readonly { readonly call: string; readonly mayHideNodeRole: boolean }[];
}

export async function listNodes(
  parts: NodeParts,
  forbidden: readonly string[] = [],
): Promise<Listed & { readonly exitCode: number }> {
  const folder = await mkdtemp(join(tmpdir(), "iamctl-nodes-"));
  const world = await startCommandWorld(writeNodeScenario(folder, parts));
  try {
    if (forbidden.length > 0) world.forbid(...forbidden);
    const { exitCode, printed, said } = await world.run("nodes -o json");
    if (printed === "") throw new Error(said);
    return { ...(JSON.parse(printed) as Listed), exitCode };
  } finally {
    await world.stop();
    await rm(folder, { recursive: true });
  }
}

/** The label of a managed group's node. */
export const managed = (group: string) => ({ "eks.amazonaws.com/nodegroup": group });

export const awsAuth = (mapRoles: string) => ({
  ...{ apiVersion: "v1", kind: "ConfigMap", metadata: { name: "aws-auth", namespace: "kube-system" } },
  data: { mapRoles },
});
/** An entry of mapRoles. */
export const entry = (role: string, username: string, ...groups: string[]) =>
  `- rolearn: ${arnOf(role)}\n  username: ${username}\n  groups: [${["system:bootstrappers", "system:nodes", ...groups].join(", ")}]\n`;
