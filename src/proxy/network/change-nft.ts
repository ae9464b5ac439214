// Keeps the rules in an nftables table of our own.
import type { PutOutcome, RemovableFirewall } from "./firewall.ts";
import { hearChanges, isOfTable } from "./hear-changes.ts";
import { nftRemoval, nftScript, nftTable } from "./nft-rules.ts";
import { noCounts, readCounts } from "./read-counts.ts";
import type { FollowProgram, RunProgram } from "./run-program.ts";

/** `nft` prints rules otherwise than they were written, so what it prints right afterwards is what is wanted. */
export function createNft(run: RunProgram, follow: FollowProgram): RemovableFirewall {
  let wanted: string | undefined;
  let counts = noCounts;

  return {
    name: () => "nft",
    async put(interception) {
      const present = await list();
      const outcome = compare(present);
      if (outcome === "same") return outcome;
      await run("nft", ["-f", "-"], nftScript(interception));
      wanted = withoutCounts((await list()) ?? "");
      return outcome;
    },
    async remove() {
      if ((await list()) === undefined) return false;
      await run("nft", ["-f", "-"], nftRemoval);
      return true;
    },
    counts: () => counts,
    hear: (listener) => hearChanges(follow, isOfTable, listener),
  };

  function compare(present: string | undefined): PutOutcome {
    if (present === undefined) return "missing";
    return withoutCounts(present) === wanted ? "same" : "changed";
  }

  async function list(): Promise<string | undefined> {
    const tables = await run("nft", ["list", "tables"]);
    if (!tables.split("\n").includes(`table ${nftTable}`)) return undefined;
    const printed = await run("nft", ["list", "table", ...nftTable.split(" ")]);
    counts = readCounts(printed);
    return printed;
  }
}

function withoutCounts(printed: string): string {
  return printed.replaceAll(/counter packets \d+ bytes \d+/g, "counter");
}
