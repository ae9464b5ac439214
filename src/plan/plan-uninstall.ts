// Plans `uninstall`: nothing of iamctl's is left for this cluster, and what stays is named with the reason.
import { assumePolicyArn, boundaryPolicyArn } from "./own-policies.ts";
import { sidOfCluster, taggingSid, withdrawRoles } from "../iam/trust-policy.ts";
import { parsePolicy } from "../iam/policy-document.ts";
import { ownManager } from "../pods/template-managers.ts";
import { printWorkload } from "../pods/workload-record.ts";
import { stepsBroaden } from "./broadens.ts";
import type { Plan } from "./plan.ts";
import type { Step } from "./step.ts";
import type { AnnotatedWorkload, OwnedAnnotation, OwnPolicy, UninstallFacts } from "./uninstall-facts.ts";
import { agreeing } from "../print-many.ts";

/** Annotations go first: whoever loses its role must not go on asking for it. */
export function planUninstall(facts: UninstallFacts): Plan {
  const parts = [
    ...facts.workloads.map(annotationPart),
    ...facts.roles.map((role) => trustPart(role, facts)),
    ...facts.inlined.map(({ role, name, text: before }): Part => {
      return { steps: [{ kind: "write-inline-policy", role, name, before, after: undefined }], notes: [] };
    }),
    ...facts.policies.map((policy) => policyPart(policy, facts)),
  ];
  const steps = parts.flatMap((part) => part.steps);
  return {
    version: 1,
    title: `remove everything that iamctl set up for ${facts.cluster.name}`,
    cluster: facts.cluster.name,
    broadens: stepsBroaden(steps),
    steps,
    notes: [
      ...parts.flatMap(({ notes }) => notes),
      ...facts.proxies.map(proxyNote),
      ...(steps.length === 0 ? [] : ["Files that init and grant wrote (Helm values, manifests) are not looked for."]),
    ],
  };
}

interface Part {
  readonly steps: readonly Step[];
  readonly notes: readonly string[];
}

const nothing: Part = { steps: [], notes: [] };

function annotationPart({ workload, annotations }: AnnotatedWorkload): Part {
  const name = `${workload.namespace}/${printWorkload(workload)}`;
  const ours = annotations.filter(({ managers }) => managers.length === 1 && managers[0] === ownManager);
  const theirs = annotations.filter((annotation) => !ours.includes(annotation));
  const notes = theirs.map((annotation) => `Left: ${annotation.key} of ${name}, ${ownersOf(annotation)}.`);
  if (ours.length === 0) return { steps: [], notes };
  if (workload.kind === "Job") {
    return { steps: [], notes: [...notes, `Left: ${name} keeps its annotations: a Job's template is fixed.`] };
  }
  const changes = ours.map(({ key, value }) => ({ key, before: value, after: undefined }));
  return { steps: [{ kind: "annotate-workload", workload, changes }], notes };
}

function ownersOf({ managers }: OwnedAnnotation): string {
  // What the API server calls clients that do not say who they are.
  const others = managers.filter((manager) => manager !== ownManager && manager !== "unknown");
  return others.length === 0 ? "because nobody says who set it" : `set by ${others.join(", ")}: take it out there`;
}

function trustPart({ arn, trust }: UninstallFacts["roles"][number], { cluster }: UninstallFacts): Part {
  if (!trust.includes("Iamctl")) return nothing;
  const sid = sidOfCluster(cluster);
  const others = sidsIn(trust).filter((other) => other !== sid && other !== taggingSid(sid));
  const notes = others.map(
    (other) => `Left: the statement ${other} in the trust policy of ${arn} is another cluster's.`,
  );
  const edit = withdrawRoles(trust, sid);
  if (edit.kind === "unchanged") return { steps: [], notes };
  if (edit.kind === "malformed") {
    return { steps: [], notes: [...notes, `Left: the trust policy of ${arn}, because ${edit.problem}.`] };
  }
  return { steps: [{ kind: "replace-trust", role: arn, before: trust, after: edit.text }], notes };
}

function sidsIn(trust: string): readonly string[] {
  const parsed = parsePolicy(trust);
  if (parsed.kind === "malformed") return [];
  return parsed.document.statements.flatMap(({ sid }) => (sid?.startsWith("IamctlNodes") === true ? [sid] : []));
}

function policyPart(policy: OwnPolicy, { cluster }: UninstallFacts): Part {
  const { text, attachedRoles, boundedRoles, otherHolders } = policy;
  const owner = text.tags["iamctl/cluster"];
  const isOurs = [assumePolicyArn(cluster), boundaryPolicyArn(cluster)].includes(text.arn);
  if (!isOurs) {
    const whose = owner === undefined ? "does not say which cluster it is for" : `is for the cluster ${owner}`;
    return { steps: [], notes: [`Left: the policy ${text.arn} ${whose}.`] };
  }
  const detach: readonly Step[] = [
    ...attachedRoles.map((role): Step => ({ kind: "detach-policy", role, policyArn: text.arn })),
    ...boundedRoles.map((role): Step => ({ kind: "set-boundary", role, before: text.arn, after: undefined })),
  ];
  if (otherHolders.length > 0) {
    const note = `Left: the policy ${text.arn} itself, because ${otherHolders.join(", ")} ${agreeing(otherHolders.length, "holds", "hold")} it, too.`;
    return { steps: detach, notes: [note] };
  }
  return { steps: [...detach, { kind: "delete-policy", policy: text }], notes: [] };
}

function proxyNote({ workload, release }: UninstallFacts["proxies"][number]): string {
  const name = `${workload.namespace}/${printWorkload(workload)}`;
  const command =
    release === undefined
      ? `kubectl delete -n ${workload.namespace} ${printWorkload(workload)}`
      : `helm uninstall -n ${workload.namespace} ${release}`;
  return `Left: the proxy ${name}, because it came with Helm or kubectl, not with iamctl: ${command}`;
}
