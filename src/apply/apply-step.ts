// Carries out one step: the only file that reaches the functions which change the account, the cluster and files.
import { setTimeout as sleep } from "node:timers/promises";
import { createPolicy, deletePolicy, replacePolicy } from "../aws/change-policies.ts";
import { setBoundary, writeInlinePolicy } from "../aws/change-role-limits.ts";
import { attachPolicy, detachPolicy, replaceTrust } from "../aws/change-roles.ts";
import { createRole, deleteRole } from "../aws/change-own-roles.ts";
import { openClients } from "../aws/open-clients.ts";
import type { AccountOptions } from "../aws/open-clients.ts";
import type { ClusterOptions } from "../kube/sign-in.ts";
import type { KubeApi } from "../kube/open-api.ts";
import type { Step } from "../plan/step.ts";
import { changeFile } from "./change-file.ts";

/** `tell` hears what is waited for. Throws an IamctlError when the step was refused or failed. */
export type ApplyStep = (step: Step, tell: (text: string) => void) => Promise<void>;

export interface ApplyStepOptions {
  readonly account: AccountOptions;
  readonly cluster: ClusterOptions;
  /** Waits between looks at what IAM shows; real time when absent. */
  readonly pause?: (milliseconds: number) => Promise<void>;
}

/** Connects to nothing until a step needs it. */
export function createApplyStep({ account, cluster, pause = realPause }: ApplyStepOptions): ApplyStep {
  const clients = openClients(account);
  let api: Promise<KubeApi> | undefined;
  const openCluster = (): Promise<KubeApi> =>
    (api ??= import("../kube/open-api.ts").then(({ openApi }) => openApi(cluster)));
  return async (step, tell) => {
    const waiting = { pause, tell };
    switch (step.kind) {
      case "create-policy":
        return createPolicy(clients, step.policy, waiting);
      case "delete-policy":
        return deletePolicy(clients, step.policy, waiting);
      case "replace-policy":
        return replacePolicy(clients, step, waiting);
      case "attach-policy":
        return attachPolicy(clients, step, waiting);
      case "detach-policy":
        return detachPolicy(clients, step, waiting);
      case "write-inline-policy":
        return writeInlinePolicy(clients, step, waiting);
      case "set-boundary":
        return setBoundary(clients, step, waiting);
      case "create-role":
        return createRole(clients, step.newRole, waiting);
      case "delete-role":
        return deleteRole(clients, step.newRole, waiting);
      case "replace-trust":
        return replaceTrust(clients, step, waiting);
      case "annotate-workload": {
        const { annotateTemplate } = await import("../kube/change-workload.ts");
        return annotateTemplate(await openCluster(), step);
      }
      case "write-file":
        return changeFile(step);
      default:
        return step satisfies never;
    }
  };
}

/** Whether a step would be taken, asked before the first of them is done; changes nothing. */
export type RehearseStep = (step: Step) => Promise<void>;

/** The API server can be asked beforehand; what IAM would refuse, the plan knows. */
export function createRehearseStep({ cluster }: Pick<ApplyStepOptions, "cluster">): RehearseStep {
  return async (step) => {
    if (step.kind !== "annotate-workload") return;
    const [{ openApi }, { rehearseTemplate }] = await Promise.all([
      import("../kube/open-api.ts"),
      import("../kube/change-workload.ts"),
    ]);
    await rehearseTemplate(openApi(cluster), step);
  };
}

async function realPause(milliseconds: number): Promise<void> {
  await sleep(milliseconds);
}
