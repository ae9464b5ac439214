// iamctl proxy: gives the pods of one node their own roles' credentials, until it is told to stop.
import type { ProxyOptions } from "../command-options.ts";
import type { Context } from "../context.ts";
import { exitCodes, IamctlError } from "../errors.ts";
import type { ExitCode } from "../errors.ts";
import { removeRules } from "../proxy/network/open-firewall.ts";
import { ProgramMissing } from "../proxy/network/run-program.ts";
import { openEdges } from "../proxy/open-edges.ts";
import { readSettings } from "../proxy/settings.ts";
import { startProxy } from "../proxy/start-proxy.ts";

export type ProxyContext = Pick<Context, "env" | "connection" | "terminal" | "untilStopped" | "version">;

/** Prints its log to stdout, one JSON object a line: it is the document that this command gives. */
export async function proxy(context: ProxyContext, options: ProxyOptions): Promise<ExitCode> {
  const { env, connection, terminal, untilStopped, version } = context;
  if (options["cleanup"] === true) return cleanUp(context);
  const result = readSettings(options, env);
  if (result.kind === "faults") {
    throw new IamctlError(`The proxy cannot start:\n${result.faults.map((fault) => `- ${fault}`).join("\n")}`, {
      exitCode: exitCodes.usage,
      hint: "iamctl proxy --help",
    });
  }
  const { settings, notes } = result;
  const edges = await openEdges({
    ...{ ...connection, env, settings, version },
    logTarget: { write: (line) => terminal.print(line) },
  });
  for (const reason of notes) edges.log.warn({ reason }, "flag");
  const running = await startProxy(settings, edges);
  edges.log.info({ url: running.url, operationsUrl: running.operationsUrl }, "listening");
  await untilStopped();
  await running.stop();
  edges.log.info({}, "stopped");
  return exitCodes.fine;
}

/** Pods reach the node's own metadata service again, so it is done when the proxy is taken off the node and never before. */
async function cleanUp({ env, terminal }: ProxyContext): Promise<ExitCode> {
  const outcomes = await removeRules(env["PATH"]);
  const failures = [...outcomes.values()].filter((outcome) => outcome instanceof Error);
  const failed = failures.filter((failure) => !(failure instanceof ProgramMissing));
  for (const [name, outcome] of outcomes)
    if (outcome === true) terminal.print(`${name}: the rules of iamctl are removed`);
  if (failed.length > 0 || failures.length === outcomes.size) {
    const problems = (failed.length > 0 ? failed : failures).map(({ message }) => message);
    throw new IamctlError(`The rules of iamctl could not be removed everywhere: ${problems.join("; ")}`, {
      hint: "Run it where the proxy ran: in the node's own network, with CAP_NET_ADMIN, CAP_NET_RAW, and nft or iptables",
    });
  }
  if (![...outcomes.values()].includes(true)) terminal.print("There are no rules of iamctl on this node");
  return exitCodes.fine;
}
