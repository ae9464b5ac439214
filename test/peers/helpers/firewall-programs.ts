// iptables and nftables, unpacked and not installed, as programs that can be found by their names.
import { chmodSync, mkdtempSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { findPackageFolder } from "../../../src/package-folder.ts";
import { findPrograms } from "./peer-programs.ts";
import { findRunFolder } from "./run-folder.ts";

export interface FirewallPrograms {
  /** For `PATH`. */
  readonly folder: string;
  /** The command line of one of them. */
  find(name: string): string;
}

const names = [
  "nft",
  ...["iptables", "ip6tables"].flatMap((program) =>
    ["nft", "legacy"].flatMap((kind) => ["", "-save", "-restore"].map((verb) => `${program}-${kind}${verb}`)),
  ),
];

export function linkFirewallPrograms(): FirewallPrograms {
  const folder = mkdtempSync(join(findRunFolder(), "firewall-"));
  const run = join(findPackageFolder(), "test/peers/clients/debian/run.sh");
  for (const name of names) {
    const file = join(folder, name);
    writeFileSync(file, `#!/bin/sh\nexec sh '${run}' '${findPrograms().debian}' 'sbin/${name}' "$@"\n`);
    chmodSync(file, 0o755);
  }
  return { folder, find: (name) => join(folder, name) };
}
