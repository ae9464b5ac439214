// Rule N03 prefix-not-a-fence: roles outside the prefix that trust a node role by name, with nothing to stop it.
import type { RoleFacts } from "../../access/role-facts.ts";
import { indexOf } from "../../access/snapshot-index.ts";
import { roleParts } from "../../iam/arn.ts";
import type { PolicySource } from "../../iam/evaluate.ts";
import { isUnderPrefix } from "../../iam/role-prefix.ts";
import { trustedBy } from "../../iam/trusted-by.ts";
import { roleSubject } from "../finding.ts";
import type { Judged, Rule, RuleHit } from "../rule.ts";

export const prefixNotAFence: Rule = {
  id: "N03",
  name: "prefix-not-a-fence",
  severity: "high",
  confidence: "high",
  reads: ["account-roles", "node-roles"],
  title: "nodes can assume the role although it is outside the prefix",
  explanation:
    "Within one account a trust policy that names the node role is enough: the node role needs no Allow, so the prefix in its policy limits nothing. Only an explicit Deny, a permissions boundary or an organisation's policy does.",
  remedy: "Take the node role out of the trust policy, or put up the fence: iamctl init --fence deny.",
  references: ["https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html"],
  find: ({ snapshot, workloads }) => {
    const claimed = new Set(workloads.map(({ access }) => access.role));
    const nodeRoles = nodeRoleFacts(snapshot);
    const denying = nodeRoles.map((facts) => ({ ...facts, policies: facts.policies.map(onlyDenies) }));
    return (snapshot.accountRoles ?? []).flatMap((facts): readonly RuleHit[] => {
      const isNode = nodeRoles.some(({ arn }) => arn === facts.arn);
      if (isNode || claimed.has(facts.arn) || isUnderPrefix(facts.arn, snapshot.prefix)) return [];
      const trust = indexOf(snapshot).trust(facts.trust);
      if (trust.kind === "malformed") return [];
      const question = { trust: trust.document, role: facts.arn };
      const by = denying.flatMap((nodeRole) =>
        trustedBy({ ...question, nodeRole }).kind === "allow" ? [roleParts(nodeRole.arn).name] : [],
      );
      if (by.length === 0) return [];
      return [
        { subject: roleSubject(facts.arn), message: `it trusts ${by.join(", ")} by name, and nothing denies it` },
      ];
    });
  },
};

function nodeRoleFacts(snapshot: Judged["snapshot"]): readonly RoleFacts[] {
  return snapshot.nodeRoles.flatMap(({ arn }) => {
    const lookup = snapshot.roles.get(arn);
    return lookup?.kind === "found" ? [lookup.facts] : [];
  });
}

/** Whether it needs an Allow besides shows what is left of its policies without any. */
function onlyDenies({ name, document }: PolicySource): PolicySource {
  return {
    name,
    document: { ...document, statements: document.statements.filter(({ effect }) => effect === "Deny") },
  };
}
