// By which member the items of a list are told apart, where the API server merges lists item by item.
import { isMap } from "./kube-object.ts";

/** Every other list is replaced as a whole: https://kubernetes.io/docs/reference/kubernetes-api/ ("patch strategy: merge"). */
const mergeKeys: Readonly<Record<string, string>> = {
  containers: "name",
  initContainers: "name",
  ephemeralContainers: "name",
  env: "name",
  volumes: "name",
  volumeMounts: "mountPath",
  volumeDevices: "devicePath",
  imagePullSecrets: "name",
  secrets: "name",
  hostAliases: "ip",
  topologySpreadConstraints: "topologyKey",
  conditions: "type",
  addresses: "type",
  podIPs: "ip",
  ownerReferences: "uid",
};

/** `undefined` for a list that is one value. */
export function mergeKeyOf(member: string, items: readonly unknown[]): string | undefined {
  if (member !== "ports") return mergeKeys[member];
  // A container's ports and a service's have different keys.
  return items.some((item) => isMap(item) && item["containerPort"] !== undefined) ? "containerPort" : "port";
}
