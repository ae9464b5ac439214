// Says what was not permitted to be read, where the answer was found without it.
import type { Snapshot } from "../access/snapshot.ts";
import type { Context } from "../context.ts";
import { plain } from "../report/plain.ts";

/** On stderr, a line each: what is not known may still matter to whoever reads the answer. */
export function sayUnread({ terminal }: Context, { coverage }: Snapshot): void {
  const lines = coverage.map(({ call, problem }) => `Left out, as it may not be read (${call}): ${plain(problem)}`);
  if (lines.length > 0) terminal.say([...new Set(lines)].join("\n"));
}
