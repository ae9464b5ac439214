// Runs `iamctl nodes` in a sandbox of a few parts, and what it listed.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test from "ava";
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

/** Expected: for each role its line, `ROLE: KINDS, N nodes, interceptable VERDICT (SOURCES)`. */
export const finds = test.macro(
  async (t, parts: NodeParts, expected: readonly string[], disagreements: readonly RegExp[] = []) => {
    const { roles, disagreements: told, complete, exitCode } = await listNodes(parts);
    const lines = roles.map(
      ({ arn, kinds, nodeCount, interceptable, sources }) =>
        `${arn.replace(arnOf(""), "")}: ${kinds.join("+")}, ${nodeCount} nodes, interceptable ${interceptable} (${sources.join("; ")})`,
    );
    t.deepEqual(lines, expected);
    t.is(told.length, disagreements.length, told.join("\n"));
    for (const [at, words] of disagreements.entries()) t.regex(told[at] ?? "", words);
    t.true(complete);
    t.is(exitCode, 0);
  },
);
