// Makes pods by hand on the node whose proxy is tried, with an address of the test's choice.
import { eventually } from "./eventually.ts";
import type { World } from "./world.ts";

export interface PodWish {
  readonly name: string;
  /** Of the annotation; none when absent. */
  readonly role?: string;
  /** The one that the kubelet gives when absent. */
  readonly address?: string;
}

const pods = "/api/v1/namespaces/media/pods";

/** In the namespace `media`. Answers its address once it runs. */
export async function startPod({ kube, env }: World, { name, role, address }: PodWish): Promise<string> {
  const annotations = role === undefined ? {} : { "iam.amazonaws.com/role": role };
  const spec = { nodeName: env["IAMCTL_NODE_NAME"], containers: [{ name: "app", image: "registry.example/app:1" }] };
  const body = { apiVersion: "v1", kind: "Pod", metadata: { name, namespace: "media", annotations }, spec };
  await kube.need(pods, { method: "POST", body });
  const given = await eventually(`pod ${name} runs`, async () => {
    const { status } = await kube.need(`${pods}/${name}`);
    return status?.["phase"] === "Running" ? String(status["podIP"]) : undefined;
  });
  if (address === undefined) return given;
  const status = { podIP: address, podIPs: [{ ip: address }] };
  await kube.need(`${pods}/${name}/status`, {
    method: "PATCH",
    type: "application/merge-patch+json",
    body: { status },
  });
  return address;
}

/** Comes back when it is gone. */
export async function endPod({ kube }: World, name: string): Promise<void> {
  await kube.need(`${pods}/${name}`, { method: "DELETE", body: { gracePeriodSeconds: 0 } });
  await eventually(`pod ${name} is gone`, async () =>
    (await kube.call(`${pods}/${name}`)).status === 404 ? true : undefined,
  );
}

const atOnce = 16;

/** Pods that wait to be scheduled, and so need nobody to run them, in the namespace `media`. */
export async function createPods({ kube }: World, count: number): Promise<void> {
  const spec = { schedulingGates: [{ name: "iamctl.test/held" }], containers: [{ name: "app", image: "app:1" }] };
  let next = 0;
  const makeSome = async (): Promise<void> => {
    for (let number = next++; number < count; number = next++) {
      const metadata = { name: `many-${number}`, namespace: "media" };
      await kube.need(pods, { method: "POST", body: { apiVersion: "v1", kind: "Pod", metadata, spec } });
    }
  };
  await Promise.all(Array.from({ length: atOnce }, makeSome));
}
