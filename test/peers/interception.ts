// Pods' metadata requests on their way to the proxy: real veths, real rules, nothing outside the test's namespaces.
import { execFileSync } from "node:child_process";
import test from "ava";
import { clients } from "./helpers/client-session.ts";
import { startClientWorld } from "./helpers/client-world.ts";
import { linkFirewallPrograms } from "./helpers/firewall-programs.ts";
import { startNetworkNamespace } from "./helpers/netns.ts";
import { podNetworks } from "./helpers/netns-pods.ts";

const addresses = { reader: "10.0.1.11", unmapped: "10.0.1.12" };
const listen = { address: "10.0.0.1", port: 8181 };
const client = clients.find(({ name }) => name === "Go 2");

for (const network of podNetworks) {
  test.serial(`behind ${network.name}, the proxy knows a pod by its own address`, async (t) => {
    if (client === undefined) throw new Error("There is no client");
    const firewall = linkFirewallPrograms();
    const before = describeHost(firewall.find("iptables-nft-save"), firewall.find("nft"));
    const started: { stop(): Promise<void> }[] = [];
    try {
      const path = firewall.folder;
      const flags = ["--rules", "auto", "--interface", network.interfaces];
      const world = await startClientWorld({ listen, addresses, path, flags, waits: true });
      started.push(world);
      const { namespace: node, awsTunnel } = world;
      await network.prepare(node);
      const sessions = [];
      for (const [number, [name, address]] of Object.entries(addresses).entries()) {
        const pod = await startNetworkNamespace({ name, tunnels: [awsTunnel] });
        started.push(pod);
        await network.connect(node, pod, { address, number });
        const session = await world.startClient(client, pod);
        started.push({ stop: () => session.end() });
        sessions.push(session);
      }
      const [reader, unmapped] = sessions;
      await world.startProxy();
      await world.ready();
      t.deepEqual(await world.answers(), {});
      t.deepEqual(await reader?.read(), { text: "Hello." });
      t.like(await unmapped?.read(), { text: undefined });
      t.regex(world.log(), new RegExp(`"pod":"app/unmapped","address":"${addresses.unmapped}"`));
    } finally {
      for (const part of started.toReversed()) await part.stop();
    }
    t.deepEqual(describeHost(firewall.find("iptables-nft-save"), firewall.find("nft")), before);
  });
}

/** What must be the same afterwards: named namespaces, devices and rules of the machine itself. */
function describeHost(iptablesSave: string, nft: string): Readonly<Record<string, string>> {
  return {
    namespaces: print("ip", "netns", "list"),
    devices: print("ip", "-brief", "link"),
    // Without the counters, and without the times in comments.
    rules: print(iptablesSave).replaceAll(/^#.*$|\[\d+:\d+\]/gm, ""),
    tables: print(nft, "list", "tables"),
  };
}

function print(program: string, ...words: readonly string[]): string {
  return execFileSync(program, words, { encoding: "utf8" });
}
