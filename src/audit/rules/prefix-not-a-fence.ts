// Rule N03 prefix-not-a-fence: roles outside the prefix that trust a node role by name, with nothing to stop it.
import { foundNodeRoles } from "../../access/found-role.ts";
import { findUnfenced } from "../../access/find-unfenced.ts";
import { indexOf } from "../../access/snapshot-index.ts";
import { roleParts } from "../../iam/arn.ts";
import { roleSubject } from "../finding.ts";
import type { Rule, RuleHit } from "../rule.ts";

export const prefixNotAFence: Rule = {
  id: "N03",
  name: "prefix-not-a-fence",
  severity: "high",
  confidence: "high",
  reads: ["account-roles", "node-roles"],
  title: "nodes can assume the role although it is outside the prefix",
  explanation:
    "Within one account a trust policy that names the node role is enough: the node role needs no Allow, so the prefix in its policy limits nothing. Only an explicit Deny, a permissions boundary or an organisation's policy does. A prefix that is the beginning of a name (pods) counts every role as a pod's whose name happens to begin with it; a path (/pods/) is taken by nobody by accident.",
  remedy: "Take the node role out of the trust policy, or put up the fence: iamctl init --fence deny.",
  references: ["https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html"],
  find: ({ snapshot, workloads }) => {
    const claimed = new Set(workloads.map(({ access }) => access.role));
    const roles = (snapshot.accountRoles ?? []).filter(({ arn }) => !claimed.has(arn));
    const facts = { nodeRoles: foundNodeRoles(snapshot), roles, prefix: snapshot.prefix };
    return findUnfenced(facts, indexOf(snapshot).trust).map(({ role, nodeRoles }): RuleHit => {
      const by = nodeRoles.map((arn) => roleParts(arn).name).join(", ");
      return { subject: roleSubject(role), message: `it trusts ${by} by name, and nothing denies it` };
    });
  },
};
