// A running proxy with a cluster, an STS and a metadata service that the test moves by hand.
import type { AssumeRoleOutcome, AssumeRoleRequest } from "../../src/aws/assume-role.ts";
import type { MetadataDocument, ReadMetadata } from "../../src/aws/connect-metadata.ts";
import type { RoleArn } from "../../src/iam/arn.ts";
import type { EventRecord } from "../../src/kube/change-events.ts";
import type { RemoveTaint } from "../../src/kube/change-node.ts";
import type { CollectionListener } from "../../src/kube/watch-collection.ts";
import type { Annotations } from "../../src/pods/annotations.ts";
import type { NamespaceRecord } from "../../src/pods/namespace-record.ts";
import type { PodRecord } from "../../src/pods/pod-record.ts";
import type { ClusterWatch } from "../../src/proxy/follow-cluster.ts";
import type { LogFields } from "../../src/proxy/log.ts";
import type { Firewall } from "../../src/proxy/network/firewall.ts";
import { noCounts } from "../../src/proxy/network/read-counts.ts";
import type { ProxySettings } from "../../src/proxy/settings.ts";
import { createGivenFlags } from "../../src/proxy/given-flags.ts";
import { readRequestSettings } from "../../src/proxy/request-settings.ts";
import { startProxy } from "../../src/proxy/start-proxy.ts";
import type { RunningProxy } from "../../src/proxy/start-proxy.ts";
import { systemTimers } from "../../src/timers.ts";
import type { Timers } from "../../src/timers.ts";

export const testNode = "ip-10-0-1-12.eu-west-1.compute.internal";
export const testAccount = "111122223333";

export interface ProxyWorld extends RunningProxy {
  readonly pods: CollectionListener<PodRecord>;
  readonly namespaces: CollectionListener<NamespaceRecord>;
  /** Every call to AssumeRole, in order. */
  readonly calls: AssumeRoleRequest[];
  /** Paths the real metadata service was asked for. */
  readonly upstream: string[];
  readonly lines: (LogFields & { readonly message: string })[];
  /** Events that were written, in order. */
  readonly events: EventRecord[];
}

export interface WorldOptions {
  readonly settings?: Partial<ProxySettings>;
  readonly pods?: readonly PodRecord[];
  /** False to leave the pods unknown until the test tells of them. */
  readonly synced?: boolean;
  readonly assume?: (request: AssumeRoleRequest) => AssumeRoleOutcome | Promise<AssumeRoleOutcome>;
  readonly documents?: Readonly<Record<string, string>>;
  /** How the real metadata service is reached for what the documents do not hold. */
  readonly metadata?: ReadMetadata;
  readonly now?: () => number;
  readonly timers?: Timers;
  readonly firewall?: Firewall;
  readonly removeTaint?: RemoveTaint;
  /** In place of the pods that the test tells of: how the cluster is followed. */
  readonly watch?: ClusterWatch;
}

export async function startWorld(options: WorldOptions = {}): Promise<ProxyWorld> {
  const {
    pods = [],
    synced = true,
    assume = issue,
    documents = {},
    now = () => Date.now(),
    timers = systemTimers,
  } = options;
  const calls: AssumeRoleRequest[] = [];
  const upstream: string[] = [];
  const lines: (LogFields & { readonly message: string })[] = [];
  const listeners: { pods?: CollectionListener<PodRecord>; namespaces?: CollectionListener<NamespaceRecord> } = {};
  const events: EventRecord[] = [];
  const stop = () => {};
  const log = (fields: LogFields, message: string) => void lines.push({ ...fields, message });

  const proxy = await startProxy(
    { ...testSettings, ...options.settings },
    {
      watch: options.watch ?? {
        pods(_node, listener) {
          listeners.pods = listener;
          if (synced) listener.replaced(pods);
          return { stop, reconnect: stop };
        },
        namespaces(listener) {
          listeners.namespaces = listener;
          return { stop, reconnect: stop };
        },
      },
      async assumeRole(request) {
        calls.push(request);
        return assume(request);
      },
      async metadata(path) {
        upstream.push(path);
        if (options.metadata !== undefined && documents[path] === undefined) return options.metadata(path);
        return toDocument(documents[path]);
      },
      nodeCredentials: async () => {},
      firewall: options.firewall ?? noFirewall,
      async writeEvent(event) {
        events.push(event);
      },
      removeTaint: options.removeTaint ?? (async () => "absent"),
      now,
      timers,
      log: { info: log, warn: log },
      version: "1.2.3",
    },
  );
  const listenerOf = <Item>(listener: CollectionListener<Item> | undefined) => listener as CollectionListener<Item>;
  return {
    ...proxy,
    calls,
    upstream,
    lines,
    events,
    get pods() {
      return listenerOf(listeners.pods);
    },
    get namespaces() {
      return listenerOf(listeners.namespaces);
    },
  };
}

const anyPort = { host: "127.0.0.1", port: 0 };

export const testSettings: ProxySettings = {
  node: testNode,
  listen: anyPort,
  alsoListen: undefined,
  operations: anyPort,
  base: { partition: "aws", account: testAccount, path: "/" },
  prefix: "/pods/",
  defaultRole: undefined,
  namespaceRestrictions: "off",
  tokens: "required",
  sessionSeconds: 3600,
  network: undefined,
  metadataEndpoint: undefined,
  logLevel: "info",
  startupTaint: undefined,
  requests: readRequestSettings(createGivenFlags({}, {}, [])),
};

/** For a node whose rules are somebody else's. */
export const noFirewall: Firewall = {
  name: () => "none",
  put: async () => "same",
  counts: () => noCounts,
};

export function roleNamed(name: string): RoleArn {
  return `arn:aws:iam::${testAccount}:role/${name}` as RoleArn;
}

/** A running pod at 127.0.1.1 that asks for the role `thumbnails`. */
export function aPod(changes: Partial<PodRecord> & { readonly role?: string } = {}): PodRecord {
  const { role = "thumbnails", ...rest } = changes;
  const annotations: Annotations = { "iam.amazonaws.com/role": role };
  return {
    uid: rest.name ?? "uid-1",
    namespace: "media",
    name: "api-1",
    node: testNode,
    addresses: ["127.0.1.1"],
    phase: "Running",
    terminating: false,
    hostNetwork: false,
    serviceAccount: "default",
    annotations,
    owner: undefined,
    ...rest,
  };
}

let issued = 0;

/** An hour's credentials of a role; every call gives other ones. */
export function issue({ role, seconds }: AssumeRoleRequest, now = Date.now()): AssumeRoleOutcome {
  issued += 1;
  const credentials = {
    accessKeyId: `ASIA${String(issued).padStart(16, "0")}`,
    secretAccessKey: `secret-${issued}-of-${role}`,
    sessionToken: `session-${issued}`,
    expiresAt: now + seconds * 1000,
    remaining: seconds * 1000,
  };
  return { kind: "assumed", credentials };
}

function toDocument(text: string | undefined): MetadataDocument {
  const body = Buffer.from(text ?? "");
  return { status: text === undefined ? 404 : 200, contentType: "text/plain", body };
}
