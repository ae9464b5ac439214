// `iamctl why POD`: shows the chain from a pod (or a workload) to its role, and the first link that does not hold.
import { judgeAccess } from "../access/judge-access.ts";
import type { Snapshot } from "../access/snapshot.ts";
import { type Subject, subjectOfPod, subjectOfWorkload } from "../access/subject.ts";
import type { WhyOptions } from "../command-options.ts";
import type { Context } from "../context.ts";
import { type ExitCode, exitCodes } from "../errors.ts";
import { chainJson } from "../report/chain-json.ts";
import { chainText } from "../report/chain-text.ts";
import { collectSnapshot } from "./collect-snapshot.ts";
import { findService } from "./find-service.ts";

export async function why(context: Context, options: WhyOptions): Promise<ExitCode> {
  const { prefix, namespace: asked } = options;
  const cluster = await context.cluster();
  const namespace = asked ?? cluster.defaultNamespace;
  const snapshot = await collectSnapshot(context, { prefix, namespace, nodeRoles: [] });
  const subject =
    findPod(options.pod, snapshot) ?? subjectOfWorkload((await findService(cluster, options.pod, asked)).workload);
  const access = judgeAccess(subject, snapshot);
  const { terminal, style } = context;
  terminal.print(options.output === "json" ? chainJson(access) : chainText(access, { style, width: terminal.width }));
  switch (access.obstacle?.verdict.kind) {
    case undefined:
    case "holds":
      return exitCodes.fine;
    case "unknown":
      return exitCodes.notPermitted;
    case "broken":
    case "conditional":
      return exitCodes.found;
  }
}

/** A pod by its own name first: that is what the person sees in `kubectl get pods`. */
function findPod(words: string, snapshot: Snapshot): Subject | undefined {
  const name = words.replace(/^(?:po|pods?)\//, "");
  const pod = snapshot.pods.find((candidate) => candidate.name === name);
  return pod === undefined ? undefined : subjectOfPod(pod, snapshot);
}
