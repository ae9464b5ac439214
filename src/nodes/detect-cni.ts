// Tells from the DaemonSets of a cluster which network its pods are on, and by which interfaces their packets reach the node.

export interface NetworkDaemon {
  readonly namespace: string;
  readonly name: string;
  /** Variables with a literal value, of all containers. */
  readonly env: Readonly<Record<string, string>>;
}

export interface FoundNetwork {
  /** "Amazon VPC CNI". */
  readonly name: string;
  /** In iptables' notation. */
  readonly interfaces: readonly string[];
  /** All of them in one pattern, for a proxy that takes no more. */
  readonly single: string;
  /** What is known to go wrong there, in words. */
  readonly warnings: readonly string[];
}

/** More than one when several networks are there and none of them says that it only enforces policies. */
export function detectNetworks(daemons: readonly NetworkDaemon[]): readonly FoundNetwork[] {
  const found = daemons.flatMap((daemon) => {
    const known = networks.find(({ daemon: name }) => name === daemon.name);
    return known === undefined ? [] : [{ known, daemon }];
  });
  const carriers = found.filter(({ known, daemon }) => !(known.onlyPolicies?.(daemon.env) ?? false));
  const distinct = carriers.filter(
    ({ known }, at) => carriers.findIndex((other) => other.known.name === known.name) === at,
  );
  return distinct.map(({ known, daemon }) => ({
    name: known.name,
    interfaces: known.interfaces(daemon.env),
    single: known.single?.(daemon.env) ?? known.interfaces(daemon.env)[0] ?? "!eth0",
    warnings: known.warnings ?? [],
  }));
}

type Environment = NetworkDaemon["env"];

interface KnownNetwork {
  /** Name of its DaemonSet. */
  readonly daemon: string;
  readonly name: string;
  readonly interfaces: (env: Environment) => readonly string[];
  readonly single?: (env: Environment) => string;
  /** Another network carries the packets. */
  readonly onlyPolicies?: (env: Environment) => boolean;
  readonly warnings?: readonly string[];
}

/** Pods on one bridge are neighbours: https://kubernetes.io/docs/concepts/security/pod-security-standards/ drops NET_RAW. */
const sharedBridge =
  "its pods share a bridge, on which one with NET_RAW can pass for another: have them drop NET_RAW (Pod Security Standard restricted)";

const networks: readonly KnownNetwork[] = [
  {
    ...{ daemon: "aws-node", name: "Amazon VPC CNI" },
    // Pods with security groups of their own are on branch interfaces:
    // https://github.com/aws/amazon-vpc-cni-k8s/blob/master/README.md
    interfaces: (env) => [`${env["AWS_VPC_K8S_CNI_VETHPREFIX"] ?? "eni"}+`, "vlan+"],
    single: (env) => (env["ENABLE_POD_ENI"] === "true" ? "!eth0" : `${env["AWS_VPC_K8S_CNI_VETHPREFIX"] ?? "eni"}+`),
  },
  {
    ...{ daemon: "calico-node", name: "Calico" },
    interfaces: () => ["cali+"],
    onlyPolicies: (env) =>
      env["CALICO_NETWORKING_BACKEND"] === "none" || (env["FELIX_INTERFACEPREFIX"] ?? "cali") !== "cali",
  },
  { ...{ daemon: "canal", name: "Canal" }, interfaces: () => ["cali+"] },
  {
    ...{ daemon: "cilium", name: "Cilium" },
    interfaces: () => ["lxc+"],
    warnings: [
      "with kube-proxy replacement or host routing its packets may pass by iptables: use a CiliumLocalRedirectPolicy, and see what a pod is answered",
    ],
  },
  { ...{ daemon: "kube-flannel-ds", name: "Flannel" }, interfaces: () => ["cni0"], warnings: [sharedBridge] },
  { ...{ daemon: "weave-net", name: "Weave" }, interfaces: () => ["weave"], warnings: [sharedBridge] },
  { ...{ daemon: "kube-router", name: "kube-router" }, interfaces: () => ["kube-bridge"], warnings: [sharedBridge] },
  { ...{ daemon: "sdn", name: "OpenShift SDN" }, interfaces: () => ["tun0"] },
  {
    ...{ daemon: "ovnkube-node", name: "OVN-Kubernetes" },
    interfaces: () => ["!eth0"],
    warnings: [
      "pods' packets leave its switch without passing the node's interfaces: interception is not known to work",
    ],
  },
];
