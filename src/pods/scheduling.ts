// Which nodes a pod template admits: node selector, required node affinity and tolerations against labels and taints.

export interface Scheduling {
  readonly nodeSelector: Readonly<Record<string, string>>;
  /** Required node affinity: one term must hold; absent where nothing is required. */
  readonly terms?: readonly NodeTerm[];
  readonly tolerations: readonly Toleration[];
}

export interface NodeTerm {
  readonly matchExpressions?: readonly NodeExpression[];
  readonly matchFields?: readonly NodeExpression[];
}

export interface NodeExpression {
  readonly key: string;
  readonly operator: string;
  readonly values?: readonly string[];
}

export interface Toleration {
  readonly key?: string;
  readonly operator?: string;
  readonly value?: string;
  readonly effect?: string;
}

export interface Taint {
  readonly key: string;
  readonly value?: string;
  readonly effect: string;
}

export interface SchedulableNode {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly taints?: readonly Taint[];
}

/** Taints that come and go with a node's health are no reason to say that a pod never runs there. */
export function mayRunOn(node: SchedulableNode, scheduling: Scheduling): boolean {
  return (
    Object.entries(scheduling.nodeSelector).every(([key, value]) => node.labels[key] === value) &&
    (scheduling.terms === undefined || scheduling.terms.some((term) => holds(term, node))) &&
    toleratesTaints(node, scheduling.tolerations)
  );
}

export function toleratesTaints({ taints = [] }: SchedulableNode, tolerations: readonly Toleration[]): boolean {
  return taints
    .filter(({ key, effect }) => effect !== "PreferNoSchedule" && !key.startsWith("node.kubernetes.io/"))
    .every((taint) => tolerations.some((toleration) => tolerates(toleration, taint)));
}

/** An empty term matches no node: https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/#NodeAffinity */
function holds({ matchExpressions = [], matchFields = [] }: NodeTerm, node: SchedulableNode): boolean {
  if (matchExpressions.length + matchFields.length === 0) return false;
  return (
    matchExpressions.every((expression) => matches(expression, node.labels[expression.key])) &&
    matchFields.every((expression) => expression.key === "metadata.name" && matches(expression, node.name))
  );
}

function matches({ operator, values = [] }: NodeExpression, actual: string | undefined): boolean {
  switch (operator) {
    case "In":
      return actual !== undefined && values.includes(actual);
    case "NotIn":
      return actual === undefined || !values.includes(actual);
    case "Exists":
      return actual !== undefined;
    case "DoesNotExist":
      return actual === undefined;
    case "Gt":
      return Number(actual) > Number(values[0]);
    case "Lt":
      return Number(actual) < Number(values[0]);
    default:
      return false;
  }
}

/** No key with Exists tolerates everything; no effect, every effect. */
function tolerates({ key, operator = "Equal", value = "", effect }: Toleration, taint: Taint): boolean {
  if (effect !== undefined && effect !== "" && effect !== taint.effect) return false;
  if (key === undefined || key === "") return operator === "Exists";
  return key === taint.key && (operator === "Exists" || value === (taint.value ?? ""));
}
