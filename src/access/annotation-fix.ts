// How a wrong or missing role annotation is mended: by a grant, and on a Job, whose pod template is fixed, by hand.
import type { WorkloadReference } from "../pods/workload-record.ts";
import { grantCommand } from "./grant-command.ts";
import type { Fix } from "./link.ts";

export function annotationFix(text: string, workload: WorkloadReference, role: string): Fix {
  if (workload.kind !== "Job") return { text, command: grantCommand(workload, role) };
  return { text: `${text} A Job's pod template is fixed: change its manifest, delete the Job and apply it again.` };
}
