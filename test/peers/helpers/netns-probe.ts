// Tries a connection from inside a network namespace.
import { join } from "node:path";
import { findPackageFolder } from "../../../src/package-folder.ts";
import type { NetworkNamespace } from "./netns.ts";

export type Probe = readonly [
  kind: "tcp" | "udp" | "metadata",
  host: string,
  port: number,
  path?: string,
  from?: string,
];

/** What came of it: a body, `open`, `refused`, or `silent` after `patience`, in milliseconds. */
export async function probe(
  from: NetworkNamespace,
  [kind, host, port, path = "", source = ""]: Probe,
  patience: number,
): Promise<string> {
  const words = [program, kind, host, String(port), path, source, String(patience)];
  return from.run(process.execPath, ...words);
}

const program = join(findPackageFolder(), "build/test/peers/helpers/netns-probe-program.js");
