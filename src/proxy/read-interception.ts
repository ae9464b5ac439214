// Reads from which interfaces pods' requests come, and where the node's rules send them.
import { isIPv6 } from "node:net";
import { quote } from "./given-flags.ts";
import type { GivenFlags } from "./given-flags.ts";
import type { Interception, Target } from "./network/interception.ts";
import type { Endpoint } from "./read-values.ts";

/** `--interface`, or kube2iam's and kiam's `--host-interface`: names with a comma between, `+` and `!` as in iptables. */
export function readInterception(given: GivenFlags, listen: readonly (Endpoint | undefined)[]): Interception {
  const text = given.text("interface") ?? given.text("host-interface") ?? "";
  const names = text.split(",").filter((name) => name !== "");
  for (const name of names.filter((each) => !isPattern(each))) {
    given.report("--interface", `${quote(name)} is no name of an interface: letters and digits, with + for any ending`);
  }
  if (names.length === 0) {
    given.report("--interface", "is missing: where pods' packets come in, like eni+,vlan+ (VPC CNI), cali+ or lxc+");
  }
  const targets = listen.flatMap((endpoint) => endpoint ?? []);
  for (const endpoint of targets.filter(({ host }) => host !== "" && !canBeReached(host))) {
    given.report("--listen", `${endpoint.host}: packets of pods cannot be sent there; give an address of the node`);
  }
  for (const { host } of targets.filter(({ port, host }) => host !== "" && port === 0)) {
    given.report("--listen", `${host}:0 is no port that rules can name`);
  }
  return {
    include: names.filter((name) => !name.startsWith("!")),
    exclude: names.filter((name) => name.startsWith("!")).map((name) => name.slice(1)),
    targets: {
      ipv4: toTarget(targets.find(({ host }) => !isIPv6(host))),
      ipv6: toTarget(targets.find(({ host }) => isIPv6(host))),
    },
  };
}

/** The kernel's limit is 15 bytes. A lone `+` would be every interface, the node's own included. */
function isPattern(name: string): boolean {
  return /^!?[\w.@-]{1,14}(?:[\w.@-]|\+)?$/.test(name);
}

/** Loopback is for packets of the node itself: the kernel drops what comes in for it from elsewhere. */
function canBeReached(host: string): boolean {
  return !/^(?:127\.|0\.0\.0\.0$)/.test(host) && !/^(?:0*:)+0*1?$/.test(host);
}

function toTarget(endpoint: Endpoint | undefined): Target | undefined {
  return endpoint && { address: endpoint.host, port: endpoint.port };
}
