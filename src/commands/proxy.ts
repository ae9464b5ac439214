// iamctl proxy: gives the pods of one node their own roles' credentials, until it is told to stop.
import type { ProxyOptions } from "../command-options.ts";
import type { Context } from "../context.ts";
import { exitCodes, IamctlError } from "../errors.ts";
import type { ExitCode } from "../errors.ts";
import { openEdges } from "../proxy/open-edges.ts";
import { readSettings } from "../proxy/settings.ts";
import { startProxy } from "../proxy/start-proxy.ts";

/** Prints its log to stdout, one JSON object a line: it is the document that this command gives. */
export async function proxy(
  { env, connection, terminal, untilStopped }: Pick<Context, "env" | "connection" | "terminal" | "untilStopped">,
  options: ProxyOptions,
): Promise<ExitCode> {
  const result = readSettings(options, env);
  if (result.kind === "faults") {
    throw new IamctlError(`The proxy cannot start:\n${result.faults.map((fault) => `- ${fault}`).join("\n")}`, {
      exitCode: exitCodes.usage,
      hint: "iamctl proxy --help",
    });
  }
  const { node } = result.settings;
  const edges = await openEdges({ ...connection, env, node, logTarget: { write: (line) => terminal.print(line) } });
  const running = await startProxy(result.settings, edges);
  edges.log.info({ url: running.url, operationsUrl: running.operationsUrl }, "listening");
  await untilStopped();
  await running.stop();
  edges.log.info({}, "stopped");
  return exitCodes.fine;
}
