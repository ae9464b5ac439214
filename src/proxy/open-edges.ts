// Connects the proxy to the world it runs in: the API server, STS, and the node's own metadata service.
import { createAssumeRole } from "../aws/assume-role.ts";
import { connectMetadata } from "../aws/connect-metadata.ts";
import { readNodeCredentials, readNodePlace } from "../aws/read-node-credentials.ts";
import { createWriteEvent } from "../kube/change-events.ts";
import { createRemoveTaint } from "../kube/change-node.ts";
import { openSignIn } from "../kube/open-sign-in.ts";
import { createRequestApi } from "../kube/request-api.ts";
import { createSendRequest } from "../kube/send-request.ts";
import { watchNamespaces } from "../kube/watch-namespaces.ts";
import { watchPods } from "../kube/watch-pods.ts";
import { systemTimers } from "../timers.ts";
import { createLog } from "./log.ts";
import type { LogTarget } from "./log.ts";
import { openFirewall } from "./network/open-firewall.ts";
import type { ProxySettings } from "./settings.ts";
import type { ProxyEdges } from "./start-proxy.ts";

export interface EdgeOptions {
  /** Of which `AWS_*` endpoints and region, and `KUBECONFIG`, are read. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly kubeconfig?: string | undefined;
  readonly context?: string | undefined;
  readonly region?: string | undefined;
  readonly settings: ProxySettings;
  readonly logTarget: LogTarget;
  readonly version: string;
}

/** Connects nothing yet. Fails when there is neither a kubeconfig nor a pod's service account. */
export async function openEdges(options: EdgeOptions): Promise<ProxyEdges> {
  const { env, kubeconfig, context, region, settings, logTarget, version } = options;
  const now = () => Date.now();
  const { node, network, metadataEndpoint, logLevel } = settings;
  const metadata = connectMetadata({ endpoint: metadataEndpoint ?? env["AWS_EC2_METADATA_SERVICE_ENDPOINT"], now });
  const nodeCredentials = readNodeCredentials(metadata, now);
  const findRegion = async () => region ?? env["AWS_REGION"] ?? (await readNodePlace(metadata)).region;
  const endpoint = env["AWS_ENDPOINT_URL_STS"] ?? env["AWS_ENDPOINT_URL"];

  const signIn = await openSignIn({ context, kubeconfig: kubeconfig ?? env["KUBECONFIG"] }, env);
  const send = createSendRequest(signIn);
  const shared = { request: createRequestApi(signIn), timers: systemTimers, random: Math.random };
  return {
    watch: {
      pods: (ofNode, listener) => watchPods({ ...shared, node: ofNode, listener }),
      namespaces: (listener) => watchNamespaces({ ...shared, listener }),
    },
    assumeRole: createAssumeRole({
      nodeCredentials,
      region: findRegion,
      endpoint,
      fips: env["AWS_USE_FIPS_ENDPOINT"] === "true",
      now,
    }),
    metadata,
    nodeCredentials: async () => nodeCredentials.current(),
    firewall: openFirewall({ wish: network?.firewall ?? "auto", path: env["PATH"] }),
    writeEvent: createWriteEvent(send),
    removeTaint: createRemoveTaint(send),
    now,
    timers: systemTimers,
    log: createLog(logTarget, { node }, logLevel),
    version,
  };
}
