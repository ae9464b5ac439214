// Connects "pod" namespaces to a "node" namespace the way CNIs do, and sends their metadata requests to a proxy.
import { join } from "node:path";
import { findPackageFolder } from "../../../src/package-folder.ts";
import type { NetworkNamespace } from "./netns.ts";
import { findPrograms } from "./peer-programs.ts";

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
const vpcCni: PodNetwork = {
  name: "the VPC CNI's eni…",
  interfaces: "eni+",
  async prepare() {},
  async connect(node, pod, { address, number }) {
    const device = await addRouted(node, pod, address, `eni${number}a1b2c3d4`);
    const [{ address: hardware = "" } = {}] = JSON.parse(await node.run("ip", "-json", "link", "show", device)) as {
      readonly address?: string;
    }[];
    await pod.run("ip", "neighbour", "add", gateway, "lladdr", hardware, "dev", "eth0", "nud", "permanent");
  },
};

/** Routed as well; the node answers the pod's ARP request for its gateway. */
const calico: PodNetwork = {
  name: "Calico's cali…",
  interfaces: "cali+",
  // The kernel answers for what it would forward over another device: a default route stands in for the node's own.
  async prepare(node) {
    await node.run("sh", "-c", "echo 1 > /proc/sys/net/ipv4/ip_forward");
    await node.run("ip", "link", "add", "uplink0", "type", "bridge");
    await node.run("ip", "link", "set", "uplink0", "up");
    await node.run("ip", "route", "add", "default", "dev", "uplink0");
  },
  async connect(node, pod, { address, number }) {
    const device = await addRouted(node, pod, address, `cali${number}a1b2c3d4`);
    await node.run("sh", "-c", `echo 1 > /proc/sys/net/ipv4/conf/${device}/proxy_arp`);
  },
};

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

export const podNetworks: readonly PodNetwork[] = [vpcCni, calico, bridge];

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

/** The rule that sends pods' metadata requests to the proxy. Docs: iptables-extensions(8), DNAT. */
export async function intercept(node: NetworkNamespace, { interfaces }: PodNetwork, proxy: string): Promise<void> {
  const match = ["-i", interfaces, "-d", "169.254.169.254/32", "-p", "tcp", "--dport", "80"];
  const [program, ...words] = iptables("iptables-nft");
  const rule = ["-t", "nat", "-A", "PREROUTING", ...match, "-j", "DNAT", "--to-destination", proxy];
  await node.run(program, ...words, ...rule);
}

/** The command line of one of the programs of iptables. */
export function iptables(name: "iptables-nft" | "iptables-nft-save"): readonly [program: string, ...string[]] {
  return ["sh", join(findPackageFolder(), "test/peers/clients/debian/run.sh"), findPrograms().debian, `sbin/${name}`];
}
