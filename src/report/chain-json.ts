// The access chain for programs.
import type { AccountAccess } from "../access/judge-account-role.ts";
import { type Access, linksByName } from "../access/judge-access.ts";
import { jsonText } from "./json-text.ts";

export function chainJson(access: Access, accounts: readonly AccountAccess[] = []): string {
  const { workload, pod, namespace, node } = access.subject;
  const document = {
    version: 1,
    kind: "AccessChain",
    subject: { namespace, workload, pod, node },
    role: access.role,
    allowed: access.obstacle === undefined,
    obstacle: access.obstacle?.name,
    links: [...linksByName(access)].map(([name, verdict]) => ({ name, verdict: verdict ?? { kind: "not-judged" } })),
    serviceAccount: accounts.map(({ serviceAccount, way, role, links, obstacle }) => ({
      ...{ serviceAccount, way, role },
      allowed: obstacle === undefined,
      obstacle: obstacle?.name,
      links,
    })),
  };
  return `${jsonText(document)}\n`;
}
