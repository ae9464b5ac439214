// Keeps the register in step with the cluster, and knows what has not arrived yet.
import type { CollectionListener, Watching } from "../kube/watch-collection.ts";
import type { NamespaceRecord } from "../pods/namespace-record.ts";
import type { PodRecord } from "../pods/pod-record.ts";
import type { Timers } from "../timers.ts";
import type { PodRegister, Register } from "./pod-register.ts";
import type { ProxySettings } from "./settings.ts";

export interface ClusterWatch {
  pods(node: string, listener: CollectionListener<PodRecord>): Watching;
  namespaces(listener: CollectionListener<NamespaceRecord>): Watching;
}

export type Collection = "pods" | "namespaces";

export interface FollowOptions {
  readonly watch: ClusterWatch;
  readonly settings: Pick<ProxySettings, "node" | "namespaceRestrictions">;
  readonly register: PodRegister;
  readonly timers: Timers;
  readonly onInterruption: (collection: Collection, problem: string) => void;
}

export interface FollowedCluster {
  /** Collections that have not been read once. */
  missing(): readonly Collection[];
  /** A request came from an address that the cluster should have told of: the connection is opened anew, now and then. */
  doubt(): void;
  stop(): void;
}

/** Milliseconds: many nodes may have a process that asks and is no pod. */
const pauseBetweenDoubts = 30_000;

/** Pods come after the namespaces that limit them: no pod is denied because its namespace was not known yet. */
export function followCluster(options: FollowOptions): FollowedCluster {
  const { watch, settings, register, timers, onInterruption } = options;
  const restricted = settings.namespaceRestrictions !== "off";
  const missing = new Set<Collection>(restricted ? ["namespaces", "pods"] : ["pods"]);
  const watching: Watching[] = [];
  let stopped = false;
  let doubted = false;

  if (restricted) watching.push(watch.namespaces(listenerFor("namespaces", register.namespaces, followPods)));
  else followPods();

  return {
    missing: () => [...missing],
    doubt() {
      if (doubted) return;
      doubted = true;
      timers.after(pauseBetweenDoubts, () => {
        doubted = false;
      });
      for (const each of watching) each.reconnect();
    },
    stop() {
      stopped = true;
      for (const each of watching) each.stop();
    },
  };

  function followPods(): void {
    if (!stopped)
      watching.push(
        watch.pods(
          settings.node,
          listenerFor("pods", register.pods, () => {}),
        ),
      );
  }

  function listenerFor<Item>(
    collection: Collection,
    target: Register<Item>,
    onFirst: () => void,
  ): CollectionListener<Item> {
    return {
      replaced(items) {
        target.replaced(items);
        if (missing.delete(collection)) onFirst();
      },
      changed: target.changed,
      removed: target.removed,
      interrupted: (problem) => onInterruption(collection, problem),
    };
  }
}
