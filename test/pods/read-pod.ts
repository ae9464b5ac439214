import test from "ava";
import type { PodRecord } from "../../src/pods/pod-record.ts";
import { toPodRecord } from "../../src/pods/read-pod.ts";
import type { ApiPod } from "../../src/pods/read-pod.ts";

const metadata = { uid: "u", namespace: "media", name: "api-7d4b9c-x2x1z" };

const becomes = test.macro((t, pod: ApiPod, expected: Partial<PodRecord>) => {
  const record = toPodRecord({ ...pod, metadata: { ...metadata, ...pod.metadata } });
  for (const [field, value] of Object.entries(expected)) t.deepEqual(record[field as keyof PodRecord], value, field);
});

test(
  "a pod that was just created is pending, on no node, without an address",
  becomes,
  {},
  {
    node: undefined,
    phase: "Pending",
    addresses: [],
    terminating: false,
    hostNetwork: false,
    serviceAccount: "default",
    owner: undefined,
  },
);
const bothFamilies = { podIP: "10.0.0.1", podIPs: [{ ip: "10.0.0.1" }, { ip: "fd00::1" }] };
test("every address counts, once", becomes, { status: bothFamilies }, { addresses: ["10.0.0.1", "fd00::1"] });
test("podIP counts where podIPs is not sent", becomes, { status: { podIP: "10.0.0.1" } }, { addresses: ["10.0.0.1"] });
test("empty addresses do not count", becomes, { status: { podIP: "", podIPs: [{ ip: "" }, {}] } }, { addresses: [] });
test("a phase of the future is unknown", becomes, { status: { phase: "Paused" } }, { phase: "Unknown" });
test(
  "a deletion timestamp makes it terminating",
  becomes,
  { metadata: { deletionTimestamp: "2026-11-23T08:00:00Z" } },
  {
    terminating: true,
    endsBy: "2026-11-23T08:00:00Z",
  },
);
test(
  "spec is read",
  becomes,
  { spec: { nodeName: "n", hostNetwork: true, serviceAccountName: "s" } },
  {
    node: "n",
    hostNetwork: true,
    serviceAccount: "s",
  },
);
const annotations = {
  "iam.amazonaws.com/role": "x",
  "IAM.amazonaws.com/Role": "y",
  "other/role": "z",
  a: "b".repeat(9),
};
test(
  "only annotations that can concern roles are kept, near misses among them",
  becomes,
  { metadata: { annotations } },
  {
    annotations: { "iam.amazonaws.com/role": "x", "IAM.amazonaws.com/Role": "y" },
  },
);

const ownedBy = (kind: string, name: string, controller = true, labels = {}): ApiPod => ({
  metadata: { labels, ownerReferences: [{ kind, name, controller }] },
});
const hash = { "pod-template-hash": "7d4b9c" };
test(
  "a ReplicaSet named after a pod template is its Deployment's",
  becomes,
  ownedBy("ReplicaSet", "api-7d4b9c", true, hash),
  {
    owner: { kind: "Deployment", namespace: "media", name: "api" },
  },
);
test("another ReplicaSet stands for itself", becomes, ownedBy("ReplicaSet", "api"), {
  owner: { kind: "ReplicaSet", namespace: "media", name: "api" },
});
test("a StatefulSet is the owner", becomes, ownedBy("StatefulSet", "db"), {
  owner: { kind: "StatefulSet", namespace: "media", name: "db" },
});
test("an owner that does not control is none", becomes, ownedBy("StatefulSet", "db", false), { owner: undefined });
test("a controller that is no workload of Kubernetes' own is none", becomes, ownedBy("Workflow", "w"), {
  owner: undefined,
});
