// Makes a real API server serve kinds that it does not know: node classes, and Argo Rollouts. Their fields are left unchecked.
import { eventually } from "./eventually.ts";
import type { World } from "./world.ts";

const kinds = [
  ["karpenter.k8s.aws", "v1", "EC2NodeClass", "ec2nodeclasses"],
  ["karpenter.k8s.aws", "v1alpha1", "AWSNodeTemplate", "awsnodetemplates"],
  ["eks.amazonaws.com", "v1", "NodeClass", "nodeclasses"],
  ["argoproj.io", "v1alpha1", "Rollout", "rollouts"],
] as const;

const definitions = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";

/** Comes back when they can be listed. */
export async function defineNodeClasses({ kube }: Pick<World, "kube">): Promise<void> {
  for (const [group, version, kind, plural] of kinds) {
    const schema = { openAPIV3Schema: { type: "object", "x-kubernetes-preserve-unknown-fields": true } };
    const spec = {
      group,
      scope: kind === "Rollout" ? "Namespaced" : "Cluster",
      names: { kind, plural, singular: kind.toLowerCase() },
      versions: [{ name: version, served: true, storage: true, schema }],
    };
    await kube.need(definitions, { method: "POST", body: { metadata: { name: `${plural}.${group}` }, spec } });
    await eventually(`${plural} are served`, async () =>
      (await kube.call(`/apis/${group}/${version}/${plural}`)).status === 200 ? true : undefined,
    );
  }
}
