// The access chain for programs.
import { type Access, linksByName } from "../access/judge-access.ts";
import { jsonText } from "./json-text.ts";

export function chainJson(access: Access): string {
  const { workload, pod, namespace, node } = access.subject;
  const document = {
    version: 1,
    kind: "AccessChain",
    subject: { namespace, workload, pod, node },
    role: access.role,
    allowed: access.obstacle === undefined,
    obstacle: access.obstacle?.name,
    links: [...linksByName(access)].map(([name, verdict]) => ({ name, verdict: verdict ?? { kind: "not-judged" } })),
  };
  return `${jsonText(document)}\n`;
}
