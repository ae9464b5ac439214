// Puts the proxy together: cluster events on one side, pods' requests on the other, and credentials in between.
import type { AssumeRole } from "../aws/assume-role.ts";
import type { ReadMetadata } from "../aws/connect-metadata.ts";
import type { WriteEvent } from "../kube/change-events.ts";
import type { RemoveTaint } from "../kube/change-node.ts";
import type { Timers } from "../timers.ts";
import { answerOperations } from "./answer-operations.ts";
import { checkNodeCredentials } from "./check-node-credentials.ts";
import { completeSettings } from "./complete-settings.ts";
import { createCredentialCache } from "./credential-cache.ts";
import { createEventRecorder } from "./event-recorder.ts";
import { followCluster } from "./follow-cluster.ts";
import type { ClusterWatch } from "./follow-cluster.ts";
import { printAuthority } from "./listen.ts";
import type { Log } from "./log.ts";
import { createMetrics } from "./metrics.ts";
import type { Firewall } from "./network/firewall.ts";
import { noticeEmptyNode } from "./notice-empty-node.ts";
import { createObserver } from "./observer.ts";
import { openListeners } from "./open-listeners.ts";
import { createPodIndex } from "./pod-index.ts";
import { createPodRegister } from "./pod-register.ts";
import { serveOperationsToNode } from "./serve-operations-to-node.ts";
import { servePods } from "./serve-pods.ts";
import type { ProxySettings } from "./settings.ts";
import { startRules } from "./start-rules.ts";
import { createPodTeller } from "./tell-pods.ts";
import { untaintNode } from "./untaint-node.ts";

/** The world as the proxy sees it; a test puts its own in place of any part. */
export interface ProxyEdges {
  readonly watch: ClusterWatch;
  readonly assumeRole: AssumeRole;
  readonly metadata: ReadMetadata;
  /** Those of the node's own role; answers from memory while they are fresh. */
  readonly nodeCredentials: () => Promise<unknown>;
  readonly writeEvent: WriteEvent;
  readonly removeTaint: RemoveTaint;
  readonly firewall: Firewall;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly timers: Timers;
  readonly log: Log;
  /** Of this program, for who asks. */
  readonly version: string;
}

export interface RunningProxy {
  /** Where pods' requests arrive: `http://127.0.0.1:8181`. */
  readonly url: string;
  /** Health and metrics. */
  readonly operationsUrl: string;
  /** Lets requests under way finish. The node's rules stay: until the next proxy starts, pods are refused. */
  stop(): Promise<void>;
}

/**
 * Sets the rules first, so that pods are refused until there is an answer for them; then listens, and answers 503 until
 * the pods are known. Fails when the rules cannot be set, a port is taken or the node's account stays unknown.
 */
export async function startProxy(settings: ProxySettings, edges: ProxyEdges): Promise<RunningProxy> {
  const { assumeRole, metadata, now, timers, log, firewall } = edges;
  const { node, network } = settings;
  const metrics = createMetrics({
    pods: () => index.size,
    identities: () => cache.size,
    hasNodeCredentials: () => credentials.arePresent(),
    outlook: () => cache.outlook(),
    version: edges.version,
  });
  const events = createEventRecorder({
    ...{ write: edges.writeEvent, node, now, timers },
    onOutcome: (outcome, problem) => observer.recorded(outcome, problem),
  });
  const observer = createObserver({ log, metrics, teller: createPodTeller(events), events, node, now });
  const rules = await startRules({ network, firewall, now, timers, observer });
  if (rules !== undefined) metrics.watchRules(rules);
  const stopEarly = (error: unknown): never => {
    rules?.stop();
    throw error;
  };
  const roleSettings = await completeSettings(settings, metadata).catch(stopEarly);

  const index = createPodIndex({ timers, onContest: observer.contested, onWait: () => cluster.doubt() });
  const onOutcome = observer.assumed;
  const cache = createCredentialCache({ assumeRole, node, now, timers, random: Math.random, onOutcome });
  const register = createPodRegister({
    ...{ node, index, cache, now, timers },
    settings: roleSettings,
    onDecision: observer.decided,
  });
  const noticed = noticeEmptyNode(edges.watch, observer.foundNoPods);
  const { watch } = noticed;
  const cluster = followCluster({ watch, settings, register, timers, onInterruption: observer.interrupted });
  const credentials = checkNodeCredentials({ read: edges.nodeCredentials, timers, onFailure: observer.powerless });
  const stop = () => {
    for (const part of [cluster, cache, events, credentials, rules]) part?.stop();
  };
  const stopAll = (error: unknown): never => {
    stop();
    throw error;
  };

  const hosts = new Set(["169.254.169.254", "169.254.169.254:80", "[fd00:ec2::254]", "[fd00:ec2::254]:80"]);
  const { answer, limits } = await servePods({
    ...{ settings, metadata },
    index,
    cache,
    hosts,
    now,
    synced: () => cluster.missing().length === 0,
    onAnswer: observer.answered,
  }).catch(stopAll);
  const missing = () => [
    ...cluster.missing(),
    ...(noticed.isEmpty() ? [`a pod on a node named ${node}`] : []),
    ...(rules === undefined || rules.isInPlace() ? [] : ["rules"]),
    ...(credentials.arePresent() ? [] : ["node credentials"]),
  ];
  const operations = answerOperations({ missing, hostIp: settings.listen.host, metadata }, metrics);
  const handler = settings.operations === undefined ? serveOperationsToNode(operations, answer) : answer;
  const listeners = await openListeners([
    { flag: "--operations-listen", endpoint: settings.operations, handler: operations },
    { flag: "--listen", endpoint: settings.listen, handler, limits },
    { flag: "--listen", endpoint: settings.alsoListen, handler, limits },
  ]).catch(stopAll);
  const [forOperations, forPods, alsoForPods] = listeners.map((listener) => listener && printAuthority(listener));
  const taint = untaintNode({
    ...{ key: settings.startupTaint, node, removeTaint: edges.removeTaint, timers, observer },
    isReady: () => missing().length === 0,
  });
  for (const authority of [forPods, alsoForPods]) if (authority !== undefined) hosts.add(authority);
  return {
    url: `http://${forPods ?? ""}`,
    operationsUrl: `http://${forOperations ?? forPods ?? ""}`,
    async stop() {
      await Promise.all(listeners.map(async (listener) => listener?.stop()));
      taint.stop();
      stop();
    },
  };
}
