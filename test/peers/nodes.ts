// The contract of `iamctl nodes`: in both worlds every kind of node is found, from the same sources, with the same verdicts.
import { createContract, iamctlEnds } from "./helpers/contract.ts";

const contract = createContract("fleet");
const arn = "arn:aws:iam::111122223333:role/";

interface Listed {
  readonly complete: boolean;
  readonly roles: readonly {
    readonly arn: string;
    readonly kinds: readonly string[];
    readonly nodeCount: number;
    readonly interceptable: string;
    readonly sources: readonly string[];
  }[];
  readonly disagreements: readonly string[];
}

const list = "ConfigMap kube-system/aws-auth";

contract("nodes finds every role of a mixed fleet, from every source that tells of it", async (t, world) => {
  const { stdout } = await iamctlEnds(t, world, 0, "nodes", "-o", "json");
  const { roles, complete, disagreements } = JSON.parse(stdout) as Listed;
  const lines = roles.map(({ arn: role, kinds, nodeCount, interceptable, sources }) => {
    // The two AWSs call the instances by names of their own.
    const told = sources.map((source) => source.replace(/ of i-[0-9a-f]+$/, ""));
    return `${role.replace(arn, "")}: ${kinds.join("+")}, ${nodeCount}, ${interceptable} (${told.join("; ")})`;
  });
  t.deepEqual(lines.toSorted(), [
    "fleet-hybrid: hybrid, 0, no (ConfigMap kube-system/aws-auth)",
    `fleet-later: self-managed, 0, yes (Auto Scaling group later; ${list})`,
    `fleet-older: self-managed, 0, yes (Auto Scaling group older; ${list})`,
    `fleet-pod-execution: fargate, 0, no (Fargate profile batch; ${list})`,
    `fleet-provisioned: karpenter, 0, yes (AWSNodeTemplate before-v1; ${list})`,
    `fleet-spare: managed, 0, yes (node group spare; ${list})`,
    `fleet-windows: managed, 1, no (node group windows; ${list}; instance profile)`,
    `karpenter/fleet-karpenter: karpenter, 1, yes (EC2NodeClass default; ${list}; instance profile)`,
    `nodes/fleet-general: managed, 1, yes (node group general; ${list}; instance profile)`,
    `nodes/fleet-own: self-managed, 1, yes (${list}; instance profile)`,
  ]);
  t.true(complete);
  t.deepEqual(disagreements, []);
});

contract("init sets up those roles whose pods can be served, and no other", async (t, world) => {
  const { stdout } = await iamctlEnds(t, world, 0, "init", "--dry-run", "-o", "json", "--fence", "deny");
  const { plan } = JSON.parse(stdout) as { readonly plan: { readonly steps: readonly Record<string, string>[] } };
  const attached = plan.steps
    .filter(({ kind }) => kind === "attach-policy")
    .map(({ role = "" }) => role.replace(arn, ""));
  t.deepEqual(attached.toSorted(), [
    ...[
      "fleet-later",
      "fleet-older",
      "fleet-provisioned",
      "fleet-spare",
      "karpenter/fleet-karpenter",
      "nodes/fleet-general",
      "nodes/fleet-own",
    ],
  ]);
});
