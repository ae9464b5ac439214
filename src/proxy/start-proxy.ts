// Puts the proxy together: cluster events on one side, pods' requests on the other, and credentials in between.
import { randomBytes } from "node:crypto";
import type { AssumeRole } from "../aws/assume-role.ts";
import type { ReadMetadata } from "../aws/connect-metadata.ts";
import { readNodePlace } from "../aws/read-node-credentials.ts";
import { IamctlError } from "../errors.ts";
import type { WriteEvent } from "../kube/change-events.ts";
import { partitionOfRegion } from "../iam/arn.ts";
import { baseOfPrefix } from "../iam/role-prefix.ts";
import type { RoleBase } from "../iam/role-reference.ts";
import type { RoleSettings } from "../pods/decide-role.ts";
import type { Timers } from "../timers.ts";
import { answerOperations } from "./answer-operations.ts";
import { createAnswerRequest } from "./answer-request.ts";
import { createCredentialCache } from "./credential-cache.ts";
import { createEventRecorder } from "./event-recorder.ts";
import { followCluster } from "./follow-cluster.ts";
import type { ClusterWatch } from "./follow-cluster.ts";
import { listen, printAuthority } from "./listen.ts";
import type { Listener, ListenOptions } from "./listen.ts";
import type { Log } from "./log.ts";
import { createMetrics } from "./metrics.ts";
import { createObserver } from "./observer.ts";
import { createPassThrough } from "./pass-through.ts";
import { createPodIndex } from "./pod-index.ts";
import { createPodRegister } from "./pod-register.ts";
import type { ProxySettings } from "./settings.ts";
import { createPodTeller } from "./tell-pods.ts";
import { createTokens } from "./tokens.ts";

/** The world as the proxy sees it; a test puts its own in place of any part. */
export interface ProxyEdges {
  readonly watch: ClusterWatch;
  readonly assumeRole: AssumeRole;
  readonly metadata: ReadMetadata;
  readonly writeEvent: WriteEvent;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly timers: Timers;
  readonly log: Log;
}

export interface RunningProxy {
  /** Where pods' requests arrive: `http://127.0.0.1:8181`. */
  readonly url: string;
  /** Health and metrics. */
  readonly operationsUrl: string;
  /** Lets requests under way finish. */
  stop(): Promise<void>;
}

/** Listens at once and answers 503 until the pods are known. Fails when a port is taken or the node's account stays unknown. */
export async function startProxy(settings: ProxySettings, edges: ProxyEdges): Promise<RunningProxy> {
  const { assumeRole, metadata, now, timers, log } = edges;
  const roleSettings = await completeSettings(settings, metadata);
  const metrics = createMetrics({ pods: () => index.size, identities: () => cache.size });
  const { node } = settings;
  const events = createEventRecorder({
    write: edges.writeEvent,
    node,
    now,
    timers,
    onOutcome: (outcome, problem) => observer.recorded(outcome, problem),
  });
  const observer = createObserver({ log, metrics, teller: createPodTeller(events), now });
  const index = createPodIndex(timers, observer.contested);
  const cache = createCredentialCache({
    assumeRole,
    node,
    now,
    timers,
    random: Math.random,
    onOutcome: observer.assumed,
  });
  const register = createPodRegister({
    node,
    settings: roleSettings,
    index,
    cache,
    now,
    timers,
    onDecision: observer.decided,
  });
  const cluster = followCluster({ watch: edges.watch, settings, register, onInterruption: observer.interrupted });

  const hosts = new Set(["169.254.169.254", "169.254.169.254:80", "[fd00:ec2::254]", "[fd00:ec2::254]:80"]);
  const tokens = createTokens({ key: randomBytes(32), now, randomBytes });
  const handler = createAnswerRequest({
    index,
    cache,
    check: { tokens, required: settings.tokens === "required", now },
    passThrough: createPassThrough(metadata, now),
    hosts,
    now,
    synced: () => cluster.missing().length === 0,
    onAnswer: observer.answered,
  });
  const stop = async (...listeners: readonly Listener[]) => {
    await Promise.all(listeners.map((listener) => listener.stop()));
    cluster.stop();
    cache.stop();
    events.stop();
  };
  const main = await open("--listen", { ...settings.listen, handler }, stop);
  hosts.add(printAuthority(main));
  const health = answerOperations(cluster, metrics);
  const operations = await open("--operations-listen", { ...settings.operations, handler: health }, () => stop(main));

  return {
    url: `http://${printAuthority(main)}`,
    operationsUrl: `http://${printAuthority(operations)}`,
    stop: () => stop(main, operations),
  };
}

async function open(flag: string, options: ListenOptions, undo: () => Promise<void>): Promise<Listener> {
  try {
    return await listen(options);
  } catch (cause) {
    await undo();
    const problem = cause instanceof Error ? cause.message : String(cause);
    throw new IamctlError(`The proxy cannot listen on ${printAuthority(options)}: ${problem}`, {
      hint: `Choose another address or port with ${flag} ADDRESS:PORT`,
      cause,
    });
  }
}

async function completeSettings(settings: ProxySettings, metadata: ReadMetadata): Promise<RoleSettings> {
  const { defaultRole, namespaceRestrictions, sessionSeconds } = settings;
  const base = settings.base ?? (await discoverBase(metadata, settings.prefix));
  return { base, namespaceRestrictions, sessionSeconds, ...(defaultRole !== undefined && { defaultRole }) };
}

async function discoverBase(metadata: ReadMetadata, prefix: string): Promise<RoleBase> {
  try {
    const { account, region } = await readNodePlace(metadata);
    return baseOfPrefix(prefix, { account, partition: partitionOfRegion(region) });
  } catch (cause) {
    const problem = cause instanceof Error ? cause.message : String(cause);
    throw new IamctlError(`The node's account is not known: ${problem}`, {
      hint: "Run on an EC2 instance that can reach its metadata service, or name the account with --base-role-arn ARN",
      cause,
    });
  }
}
