// Connects "pod" namespaces to a "node" namespace the way CNIs do.
import type { NetworkNamespace } from "./netns.ts";

export interface PodNetwork {
  readonly name: string;
  /** As iptables matches where pods' packets come in. */
  readonly interfaces: string;
  /** Once, before the first pod. */
  prepare(node: NetworkNamespace): Promise<void>;
  connect(node: NetworkNamespace, pod: NetworkNamespace, at: PodPlace): Promise<void>;
}

export interface PodPlace {
  /** The pod's, in 10.0.1.0/24. */
  readonly address: string;
  /** Tells this pod's device on the node from the others'. */
  readonly number: number;
}

const gateway = "169.254.1.1";

/** Routed: an unnumbered veth for each pod, which finds its gateway by a fixed ARP entry. */
const byFixedEntry = (name: string, prefix: string): PodNetwork => ({
  name,
  interfaces: `${prefix}+`,
  async prepare() {},
  async connect(node, pod, { address, number }) {
    const device = await addRouted(node, pod, address, `${prefix}${number}a1b2c3d4`);
    const [{ address: hardware = "" } = {}] = JSON.parse(await node.run("ip", "-json", "link", "show", device)) as {
      readonly address?: string;
    }[];
    await pod.run("ip", "neighbour", "add", gateway, "lladdr", hardware, "dev", "eth0", "nud", "permanent");
  },
});

/** Routed as well; the node answers the pod's ARP request for its gateway. */
const byProxyArp = (name: string, prefix: string): PodNetwork => ({
  name,
  interfaces: `${prefix}+`,
  // The kernel answers for what it would forward over another device: a default route stands in for the node's own.
  async prepare(node) {
    await node.run("sh", "-c", "echo 1 > /proc/sys/net/ipv4/ip_forward");
    await node.run("ip", "link", "add", "uplink0", "type", "bridge");
    await node.run("ip", "link", "set", "uplink0", "up");
    await node.run("ip", "route", "add", "default", "dev", "uplink0");
  },
  async connect(node, pod, { address, number }) {
    const device = await addRouted(node, pod, address, `${prefix}${number}a1b2c3d4`);
    await node.run("sh", "-c", `echo 1 > /proc/sys/net/ipv4/conf/${device}/proxy_arp`);
  },
});

/** Pods share a network segment with the node. */
const bridge: PodNetwork = {
  name: "a bridge's cni0",
  interfaces: "cni0",
  async prepare(node) {
    await node.run("ip", "link", "add", "cni0", "type", "bridge");
    await node.run("ip", "address", "add", "10.0.1.1/24", "dev", "cni0");
    await node.run("ip", "link", "set", "cni0", "up");
  },
  async connect(node, pod, { address, number }) {
    const device = await addVeth(node, pod, `veth${number}a1b2c3d4`);
    await node.run("ip", "link", "set", device, "master", "cni0");
    await pod.run("ip", "address", "add", `${address}/24`, "dev", "eth0");
    await pod.run("ip", "route", "add", "default", "via", "10.0.1.1");
  },
};

export const vpcCni = byFixedEntry("the VPC CNI's eni…", "eni");

export const podNetworks: readonly PodNetwork[] = [
  vpcCni,
  byFixedEntry("the VPC CNI's vlan…, for pods with security groups of their own", "vlan"),
  byProxyArp("Calico's cali…", "cali"),
  byProxyArp("Cilium's lxc…", "lxc"),
  bridge,
];

async function addRouted(
  node: NetworkNamespace,
  pod: NetworkNamespace,
  address: string,
  name: string,
): Promise<string> {
  const device = await addVeth(node, pod, name);
  await pod.run("ip", "address", "add", `${address}/32`, "dev", "eth0");
  await pod.run("ip", "route", "add", gateway, "dev", "eth0", "scope", "link");
  await pod.run("ip", "route", "add", "default", "via", gateway);
  await node.run("ip", "route", "add", address, "dev", device, "scope", "link");
  return device;
}

async function addVeth(node: NetworkNamespace, pod: NetworkNamespace, device: string): Promise<string> {
  const peer = ["peer", "name", "eth0", "netns", String(pod.pid)];
  await node.run("ip", "link", "add", device, "type", "veth", ...peer);
  await node.run("ip", "link", "set", device, "up");
  await pod.run("ip", "link", "set", "eth0", "up");
  return device;
}
