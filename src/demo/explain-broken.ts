// The act that asks why a workload gets no credentials.
import { broken } from "./cast.ts";
import type { Stage } from "./stage.ts";

export async function explainBroken(stage: Stage): Promise<void> {
  const { namespace, name } = broken;
  stage.act(
    `Why does ${namespace}/${name} get nothing?`,
    "The chain from the pod to its role, and the first link that does not hold:",
  );
  const { exitCode, stdout } = await stage.type("why", "-n", namespace, name);
  stage.claim(
    "the broken link is the role, which does not exist",
    exitCode === 3 && stdout.includes("has no role named"),
  );
}
