// Runs the controllers and the kubelets: after every change they bring the cluster closer to what its objects ask for.
import type { KubeState } from "./create-kube-state.ts";
import { createAddresses } from "./create-addresses.ts";
import { collectOrphans } from "./collect-orphans.ts";
import { reconcileCronJobs } from "./reconcile-cron-jobs.ts";
import { reconcileDaemonSets } from "./reconcile-daemon-sets.ts";
import { reconcileDeployments } from "./reconcile-deployments.ts";
import { reconcileJobs } from "./reconcile-jobs.ts";
import { reconcileReplicaSets } from "./reconcile-replica-sets.ts";
import { reconcileStatefulSets } from "./reconcile-stateful-sets.ts";
import { runPods } from "./run-pods.ts";

export interface Controllers {
  /** Comes back when nothing is left to do. */
  settled(): Promise<void>;
  stop(): void;
}

export interface ControllerOptions {
  /** How long a container takes to start, and to end. */
  readonly podDelayMs: number;
}

const reconcilers = [
  collectOrphans,
  reconcileDeployments,
  reconcileReplicaSets,
  reconcileStatefulSets,
  reconcileDaemonSets,
  reconcileCronJobs,
  reconcileJobs,
];

export function runControllers(state: KubeState, { podDelayMs }: ControllerOptions): Controllers {
  const kubelets = runPods(state, createAddresses(), podDelayMs);
  let timer: NodeJS.Timeout | undefined;
  let waiting: (() => void)[] = [];
  const reconcile = (): void => {
    timer = undefined;
    const before = state.version;
    for (const reconciler of reconcilers) reconciler(state);
    kubelets.look();
    if (state.version !== before || timer !== undefined || kubelets.busy()) return;
    for (const resolve of waiting) resolve();
    waiting = [];
  };
  // Many changes that come together are answered together.
  const schedule = (): void => void (timer ??= setTimeout(reconcile, 2));
  const unsubscribe = state.subscribe(schedule);
  schedule();
  return {
    settled: async () =>
      new Promise((resolve) => {
        waiting.push(resolve);
        schedule();
      }),
    stop() {
      unsubscribe();
      kubelets.stop();
      clearTimeout(timer);
    },
  };
}
