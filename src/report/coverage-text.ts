// How much of cluster and account an audit saw, in a line and call by call.
import type { AuditReport } from "../audit/run-rules.ts";
import { plain } from "./plain.ts";
import { counted } from "../print-many.ts";

export function coverageLine({ read, refused, truncated }: AuditReport["coverage"]): string {
  const answers = read.reduce((sum, source) => sum + source.answers, 0);
  const told = read.length === 0 ? "not counted" : `${read.length} read with ${counted(answers, "answer")}`;
  return `Sources: ${told}, ${refused.length} not read, ${truncated.length} truncated.`;
}

/** `list pods (1,204)`, `iam:GetRole x 12`. */
export function coverageItems({ read }: AuditReport["coverage"]): readonly string[] {
  return read.map(({ call, answers, objects }) => {
    const often = answers === 1 ? "" : ` x ${answers}`;
    return plain(`${call}${often}${objects === undefined ? "" : ` (${objects})`}`);
  });
}
