// iamctl proxy: gives the pods of one node their own roles' credentials, until it is told to stop.
import { createAssumeRole } from "../aws/assume-role.ts";
import { connectMetadata } from "../aws/connect-metadata.ts";
import { readNodeCredentials, readNodePlace } from "../aws/read-node-credentials.ts";
import type { ProxyOptions } from "../command-options.ts";
import type { Context } from "../context.ts";
import { exitCodes, IamctlError } from "../errors.ts";
import type { ExitCode } from "../errors.ts";
import { loadKubeconfig } from "../kube/load-kubeconfig.ts";
import { createRequestApi } from "../kube/request-api.ts";
import { watchNamespaces } from "../kube/watch-namespaces.ts";
import { watchPods } from "../kube/watch-pods.ts";
import { createLog } from "../proxy/log.ts";
import { readSettings } from "../proxy/settings.ts";
import type { ProxySettings } from "../proxy/settings.ts";
import { startProxy } from "../proxy/start-proxy.ts";
import type { ProxyEdges } from "../proxy/start-proxy.ts";
import { systemTimers } from "../timers.ts";

export async function proxy(context: Context, options: ProxyOptions): Promise<ExitCode> {
  const result = readSettings(options, context.env);
  if (result.kind === "faults") {
    throw new IamctlError(`The proxy cannot start:\n${result.faults.map((fault) => `- ${fault}`).join("\n")}`, {
      exitCode: exitCodes.usage,
      hint: "iamctl proxy --help",
    });
  }
  const edges = openEdges(context, result.settings);
  const running = await startProxy(result.settings, edges);
  edges.log.info({ url: running.url }, "ready for pods");
  await context.untilStopped();
  await running.stop();
  return exitCodes.fine;
}

function openEdges({ env, connection, terminal }: Context, { node }: ProxySettings): ProxyEdges {
  const now = () => Date.now();
  const metadata = connectMetadata({ endpoint: env["AWS_EC2_METADATA_SERVICE_ENDPOINT"], now });
  const region = async () => connection.region ?? env["AWS_REGION"] ?? (await readNodePlace(metadata)).region;
  const endpoint = env["AWS_ENDPOINT_URL_STS"] ?? env["AWS_ENDPOINT_URL"];
  const nodeCredentials = readNodeCredentials(metadata, now);
  const { config } = loadKubeconfig({ ...connection, kubeconfig: connection.kubeconfig ?? env["KUBECONFIG"] });
  const request = createRequestApi(config);
  const shared = { request, timers: systemTimers, random: Math.random };
  return {
    watch: {
      pods: (ofNode, listener) => watchPods({ ...shared, node: ofNode, listener }),
      namespaces: (listener) => watchNamespaces({ ...shared, listener }),
    },
    assumeRole: createAssumeRole({ nodeCredentials, region, endpoint }),
    metadata,
    now,
    timers: systemTimers,
    log: createLog({ write: (line) => terminal.print(line) }, { node }),
  };
}
