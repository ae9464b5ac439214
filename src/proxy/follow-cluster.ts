// Keeps the register in step with the cluster, and knows what has not arrived yet.
import type { CollectionListener, Watching } from "../kube/watch-collection.ts";
import type { NamespaceRecord } from "../pods/namespace-record.ts";
import type { PodRecord } from "../pods/pod-record.ts";
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
  readonly onInterruption: (collection: Collection, problem: string) => void;
}

export interface FollowedCluster {
  /** Collections that have not been read once. */
  missing(): readonly Collection[];
  stop(): void;
}

/** Pods come after the namespaces that limit them: no pod is denied because its namespace was not known yet. */
export function followCluster({ watch, settings, register, onInterruption }: FollowOptions): FollowedCluster {
  const restricted = settings.namespaceRestrictions !== "off";
  const missing = new Set<Collection>(restricted ? ["namespaces", "pods"] : ["pods"]);
  const watching: Watching[] = [];
  let stopped = false;

  if (restricted) watching.push(watch.namespaces(listenerFor("namespaces", register.namespaces, followPods)));
  else followPods();

  return {
    missing: () => [...missing],
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
