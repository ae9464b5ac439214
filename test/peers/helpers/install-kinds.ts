// Teaches a real API server the kinds of other people's controllers that a scenario has objects of.
import type { KubernetesObject } from "../../../src/sandbox/scenario.ts";
import { eventually } from "./eventually.ts";
import type { KubeClient } from "./kube-client.ts";

/** Any content: what the controllers would refuse is theirs to say. */
export async function installKinds(client: KubeClient, objects: readonly KubernetesObject[]): Promise<void> {
  const foreign = objects.filter(({ apiVersion }) => /^(?:karpenter\.k8s\.aws|eks\.amazonaws\.com)\//.test(apiVersion));
  for (const [key, { apiVersion, kind }] of new Map(
    foreign.map((object) => [`${object.apiVersion} ${object.kind}`, object]),
  )) {
    const [group = "", version = ""] = apiVersion.split("/");
    const plural = `${kind.toLowerCase()}es`;
    await client.need("/apis/apiextensions.k8s.io/v1/customresourcedefinitions", {
      method: "POST",
      body: definition({ group, version, kind, plural }),
    });
    await eventually(`the kind ${key}`, async () =>
      (await client.call(`/apis/${group}/${version}/${plural}`)).status === 200 ? true : undefined,
    );
  }
}

interface Kind {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly plural: string;
}

function definition({ group, version, kind, plural }: Kind): object {
  const schema = { openAPIV3Schema: { type: "object", "x-kubernetes-preserve-unknown-fields": true } };
  return {
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: { name: `${plural}.${group}` },
    spec: {
      ...{ group, scope: "Cluster", names: { plural, singular: kind.toLowerCase(), kind } },
      versions: [{ name: version, served: true, storage: true, schema }],
    },
  };
}
