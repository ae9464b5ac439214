// A node as it stands in a VPC: pods behind it, the real metadata service before it, another machine beside it.
import { join } from "node:path";
import { findPackageFolder } from "../../../src/package-folder.ts";
import { type ClientWorld, startClientWorld } from "./client-world.ts";
import { type FirewallPrograms, linkFirewallPrograms } from "./firewall-programs.ts";
import { type NetworkNamespace, startNetworkNamespace } from "./netns.ts";
import { vpcCni } from "./netns-pods.ts";
import { type RunningProgram, startProgram } from "./start-program.ts";

export interface NodeNetwork {
  readonly world: ClientWorld;
  readonly firewall: FirewallPrograms;
  readonly node: NetworkNamespace;
  /** The pod whose role is `reader`. */
  readonly reader: NetworkNamespace;
  /** A pod that names no role, on the same node. */
  readonly unmapped: NetworkNamespace;
  /** Another machine of the VPC. */
  readonly neighbour: NetworkNamespace;
  stop(): Promise<void>;
}

export const places = {
  reader: "10.0.1.11",
  reader6: "fd00:1::11",
  unmapped: "10.0.1.12",
  proxy: "10.0.0.1",
  proxy6: "fd00::1",
  metadata: "169.254.169.254",
  metadata6: "fd00:ec2::254",
  /** Of the Pod Identity agent, of DNS and of time, which are no business of the proxy's. */
  others: ["169.254.170.23", "169.254.169.253", "169.254.169.123"],
} as const;

export const operationsPort = 9191;

/** The proxy is started by the test, after it has seen what pods reach without it. */
export async function startNodeNetwork(): Promise<NodeNetwork> {
  const firewall = linkFirewallPrograms();
  const started: { stop(): Promise<void> }[] = [];
  const stop = async (): Promise<void> => {
    for (const part of started.splice(0).toReversed()) await part.stop();
  };
  const keep = <Part extends { stop(): Promise<void> }>(part: Part): Part => {
    started.push(part);
    return part;
  };
  try {
    const world = keep(
      await startClientWorld({
        listen: { address: places.proxy, port: 8181, alsoAddress: places.proxy6 },
        addresses: { reader: `${places.reader},${places.reader6}`, unmapped: places.unmapped },
        path: firewall.folder,
        waits: true,
      }),
    );
    const { namespace: node } = world;
    const metadata = [places.metadata, places.metadata6];
    const vpc = keep(await startNetworkNamespace({ name: "vpc" }));
    for (const address of [...places.others, ...metadata]) await addAddress(vpc, address, "lo");
    keep(await startEchoes(vpc, metadata));
    keep(await startInside(vpc, "netns-program.js", [world.metadataTunnel(`${places.metadata}:80`)]));
    await connectNodes(node, vpc, { device: "ens5", here: "10.0.9.1", there: "10.0.9.2" });
    for (const address of [...metadata, ...places.others])
      await node.run("ip", "route", "add", address, ...towards("ens5", address));
    const neighbour = keep(await startNetworkNamespace({ name: "neighbour" }));
    await connectNodes(node, neighbour, { device: "ens6", here: "10.0.8.1", there: "10.0.8.2" });
    await node.run(
      "sh",
      "-c",
      "echo 1 > /proc/sys/net/ipv4/ip_forward; echo 1 > /proc/sys/net/ipv6/conf/all/forwarding",
    );

    const [reader, unmapped] = [
      keep(await startNetworkNamespace({ name: "reader" })),
      keep(await startNetworkNamespace({ name: "unmapped" })),
    ];
    await vpcCni.prepare(node);
    await vpcCni.connect(node, reader, { address: places.reader, number: 0 });
    await vpcCni.connect(node, unmapped, { address: places.unmapped, number: 1 });
    await addSixthVersion(node, reader);
    return { world, firewall, node, reader, unmapped, neighbour, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

const folder = join(findPackageFolder(), "build/test/peers/helpers");

interface Link {
  readonly device: string;
  readonly here: string;
  readonly there: string;
}

async function connectNodes(
  node: NetworkNamespace,
  other: NetworkNamespace,
  { device, here, there }: Link,
): Promise<void> {
  await node.run("ip", "link", "add", device, "type", "veth", "peer", "name", "eth0", "netns", String(other.pid));
  await node.run("ip", "link", "set", device, "up");
  await other.run("ip", "link", "set", "eth0", "up");
  await node.run("ip", "address", "add", `${here}/24`, "dev", device);
  await other.run("ip", "address", "add", `${there}/24`, "dev", "eth0");
  await other.run("ip", "route", "add", "default", "via", here);
  await node.run("ip", "address", "add", `${sixth(here)}/64`, "dev", device, "nodad");
  await other.run("ip", "address", "add", `${sixth(there)}/64`, "dev", "eth0", "nodad");
  await other.run("ip", "route", "add", "default", "via", sixth(here));
}

/** 10.0.9.1 → fd00:9::1 */
function sixth(address: string): string {
  const [, , net, host] = address.split(".");
  return `fd00:${net}::${host}`;
}

/** An address of the VPC is found by the ARP of whoever holds it. */
function towards(device: string, address: string): readonly string[] {
  return address.includes(":") ? ["via", "fd00:9::2", "dev", device] : ["via", "10.0.9.2", "dev", device];
}

async function addAddress(namespace: NetworkNamespace, address: string, device: string): Promise<void> {
  await namespace.run("ip", "address", "add", `${address}/${address.includes(":") ? 128 : 32}`, "dev", device);
}

async function addSixthVersion(node: NetworkNamespace, pod: NetworkNamespace): Promise<void> {
  await pod.run("ip", "address", "add", `${places.reader6}/64`, "dev", "eth0", "nodad");
  await node.run("ip", "address", "add", "fd00:1::1/64", "dev", "eni0a1b2c3d4", "nodad");
  await pod.run("ip", "route", "add", "default", "via", "fd00:1::1");
}

async function startEchoes(namespace: NetworkNamespace, metadata: readonly string[]): Promise<RunningProgram> {
  const words = [
    ...metadata.flatMap((address) => [`tcp:443:${address}`, `udp:53:${address}`]),
    `tcp:80:${places.metadata6}`,
    ...places.others.flatMap((address) => [`tcp:80:${address}`, `udp:53:${address}`]),
  ];
  return startInside(namespace, "netns-echo-program.js", words);
}

async function startInside(
  namespace: NetworkNamespace,
  file: string,
  words: readonly string[],
): Promise<RunningProgram> {
  const program = await startProgram(...namespace.inside(process.execPath, [join(folder, file), ...words]), {
    name: file,
  });
  await program.until(() => (program.output().includes("ready") ? true : undefined));
  return program;
}
