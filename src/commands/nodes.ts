// `iamctl nodes`: the roles that nodes run with, where each was seen, and whether pods there can be served.
import type { NodesOptions } from "../command-options.ts";
import type { Context } from "../context.ts";
import { type ExitCode, exitCodes } from "../errors.ts";
import { discoveryJson } from "../report/discovery-json.ts";
import { discoveryText } from "../report/discovery-text.ts";
import { jsonText } from "../report/json-text.ts";
import { discoverNodes } from "./discover-nodes.ts";
import { printDocument } from "./print-document.ts";
import { counted } from "../print-many.ts";

/** Exits with 4 when a refusal may hide a node role: an incomplete list must not pass for a complete one. */
export async function nodes(context: Context, { output }: NodesOptions): Promise<ExitCode> {
  const { terminal, style } = context;
  const progress = terminal.progress("Looking for nodes and their roles");
  try {
    const discovered = await discoverNodes(await context.account(), await context.cluster(), []);
    progress.done(`Found ${counted(discovered.nodes.length, "node")}`);
    if (output === "table") terminal.print(discoveryText(discovered, { style, width: terminal.width }));
    else await printDocument(context, output, `${jsonText(discoveryJson(discovered))}\n`);
    return discovered.gaps.length === 0 ? exitCodes.fine : exitCodes.notPermitted;
  } catch (error) {
    progress.fail();
    throw error;
  }
}
