// Reads a plan that was saved with `-o json`, and says where it is none.
import { listOf, objectWith, oneOf, type Shape, text, anyText, mapOf, isObject } from "../check-shape.ts";
import { exitCodes, IamctlError } from "../errors.ts";
import type { WorkloadKind } from "../pods/workload-record.ts";
import type { Plan } from "./plan.ts";
import type { Step } from "./step.ts";

/** `source`: where the text is from, for the error. */
export function readPlan(content: string, source: string): Plan {
  const document = parse(content, source);
  const problem =
    isObject(document) && isObject(document["plan"]) ? plan(document["plan"], "plan") : "it holds no plan";
  if (problem !== undefined) throw noPlan(source, problem);
  return (document as { readonly plan: Plan }).plan;
}

const flag: Shape = (value, path) => (typeof value === "boolean" ? undefined : `${path}: must be true or false`);
/** The compiler asks for a word here when a kind is added. */
const workloadKinds: Readonly<Record<WorkloadKind, string>> = {
  ...{ Deployment: "", StatefulSet: "", DaemonSet: "", ReplicaSet: "", Job: "", CronJob: "", Rollout: "", Pod: "" },
};
const workload = objectWith({
  kind: oneOf(...Object.keys(workloadKinds)),
  namespace: text,
  name: text,
});
const policy = objectWith({
  arn: text,
  name: text,
  path: text,
  description: anyText,
  tags: mapOf(anyText),
  document: anyText,
});

const newRole = objectWith({
  arn: text,
  trust: text,
  description: anyText,
  "boundary?": text,
  tags: mapOf(anyText),
});

/** The compiler asks for a line here when a step is added. */
const steps: Readonly<Record<Step["kind"], Readonly<Record<string, Shape>>>> = {
  "create-policy": { policy },
  "delete-policy": { policy },
  "replace-policy": { policyArn: text, before: anyText, after: anyText, dropBefore: flag },
  "attach-policy": { role: text, policyArn: text },
  "detach-policy": { role: text, policyArn: text },
  "write-inline-policy": { role: text, name: text, "before?": anyText, "after?": anyText },
  "set-boundary": { role: text, "before?": anyText, "after?": anyText },
  "create-role": { newRole },
  "delete-role": { newRole },
  "replace-trust": { role: text, before: anyText, after: anyText },
  "annotate-workload": {
    workload,
    changes: listOf(
      objectWith({ key: text, "before?": anyText, "after?": anyText, "beforeBy?": text, "afterBy?": text }),
    ),
  },
  "write-file": { path: anyText, "before?": anyText, "after?": anyText },
};

const kind = oneOf(...Object.keys(steps));

const step: Shape = (value, path) => {
  if (!isObject(value)) return `${path}: must be a step`;
  const members = steps[value["kind"] as Step["kind"]];
  return members === undefined ? kind(value["kind"], `${path}.kind`) : objectWith({ kind, ...members })(value, path);
};

const plan = objectWith({
  version: (value, path) => (value === 1 ? undefined : `${path}: this iamctl reads version 1`),
  title: anyText,
  cluster: text,
  broadens: flag,
  steps: listOf(step),
  notes: listOf(anyText),
});

function parse(content: string, source: string): unknown {
  try {
    return JSON.parse(content) as unknown;
  } catch (error) {
    throw noPlan(source, error instanceof Error ? error.message : String(error));
  }
}

function noPlan(source: string, problem: string): IamctlError {
  return new IamctlError(`${source} is no plan of iamctl's: ${problem}`, {
    hint: "Save one with: iamctl grant SERVICE ROLE --dry-run -o json > plan.json",
    exitCode: exitCodes.usage,
  });
}
