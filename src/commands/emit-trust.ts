// Prints what a role's source must say for a grant, for roles that Terraform, CloudFormation or another tool keeps.
import type { Context } from "../context.ts";
import type { GrantOptions } from "../command-options.ts";
import { roleParts } from "../iam/arn.ts";
import { compactJson, printJson } from "../iam/print-json.ts";
import { parsePolicy } from "../iam/policy-document.ts";
import { sidOfCluster, taggingSid } from "../iam/trust-policy.ts";
import { wantedAnnotations } from "../plan/plan-annotation.ts";
import type { GrantFacts, GrantWishes } from "../plan/grant-facts.ts";
import { externalIdOf, planGrant } from "../plan/plan-grant.ts";
import { plain } from "../report/plain.ts";
import { terraformText } from "../report/terraform-text.ts";
import { printYaml } from "../yaml.ts";
import { acceptPlan } from "./accept-plan.ts";

export function emitTrust(
  { terminal }: Context,
  facts: GrantFacts,
  wishes: GrantWishes,
  form: NonNullable<GrantOptions["emit"]>,
): void {
  const { role, cluster, workload } = facts;
  const plan = acceptPlan(planGrant(facts, { ...wishes, overrideOwner: true, edits: [] }));
  for (const note of plan.notes) terminal.say(`Note: ${plain(note)}`);
  const [step] = plan.steps;
  if (step?.kind !== "replace-trust") {
    terminal.say(`The trust policy of ${role.arn} admits every node role already: nothing to add.`);
    return;
  }
  terminal.print(snippet(step.after, sidOfCluster(cluster), form));
  const wanted = { ...wishes, externalId: externalIdOf(facts, wishes) };
  const annotations = Object.entries(wantedAnnotations(facts, wanted, workload.templateAnnotations));
  const { name } = roleParts(role.arn);
  terminal.say(
    [
      `${form === "json" ? "This is the whole trust policy" : "This goes into the trust policy"} of the role ${name}. The pod template needs:`,
      ...annotations.map(([key, value]) => `  ${key}: ${plain(JSON.stringify(value))}`),
      "Grant again when the role has it, and the template is annotated and both are verified.",
    ].join("\n"),
  );
}

function snippet(trust: string, sid: string, form: NonNullable<GrantOptions["emit"]>): string {
  const parsed = parsePolicy(trust);
  const sids = [sid, taggingSid(sid)];
  const added =
    parsed.kind === "parsed" ? parsed.document.statements.filter((one) => sids.includes(one.sid ?? "")) : [];
  if (parsed.kind === "malformed" || added.length === 0)
    throw new TypeError("the planned trust policy lost our statement");
  if (form === "json") return printJson(parsed.document.json);
  if (form === "terraform") return added.map(terraformText).join("\n");
  return printYaml(added.map(({ json }) => JSON.parse(printJson(json, compactJson)) as unknown)).trimEnd();
}
