// The JSON schema of a saved plan, held to the steps there are by the compiler.
import type { WorkloadKind } from "../pods/workload-record.ts";
import type { Step } from "./step.ts";

const anyText = { type: "string" };
const text = { title: "text", type: "string", minLength: 1 };
const flag = { type: "boolean" };
const texts = { type: "object", additionalProperties: anyText };

/** Members named with a trailing `?` may be absent; others than those named are a fault. */
function objectWith(members: Readonly<Record<string, object>>) {
  const named = Object.entries(members).map(([name, schema]) => [name.replace(/\?$/u, ""), schema] as const);
  const required = Object.keys(members).filter((name) => !name.endsWith("?"));
  return { type: "object", additionalProperties: false, required, properties: Object.fromEntries(named) };
}

/** The compiler asks for a word here when a kind is added. */
const workloadKinds: Readonly<Record<WorkloadKind, string>> = {
  ...{ Deployment: "", StatefulSet: "", DaemonSet: "", ReplicaSet: "", Job: "", CronJob: "", Rollout: "", Pod: "" },
};
const workload = objectWith({ kind: { enum: Object.keys(workloadKinds) }, namespace: text, name: text });
const policy = objectWith({
  ...{ arn: text, name: text, path: text, description: anyText },
  ...{ tags: texts, document: anyText },
});
const newRole = objectWith({ arn: text, trust: text, description: anyText, "boundary?": text, tags: texts });
const change = objectWith({
  ...{ key: text, "before?": anyText, "after?": anyText },
  ...{ "beforeBy?": text, "afterBy?": text },
});

/** The compiler asks for a line here when a step is added. */
const steps: Readonly<Record<Step["kind"], Readonly<Record<string, object>>>> = {
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
  "annotate-workload": { workload, changes: { type: "array", items: change } },
  "write-file": { path: anyText, "before?": anyText, "after?": anyText },
};

const step = {
  type: "object",
  required: ["kind"],
  discriminator: { propertyName: "kind" },
  oneOf: Object.entries(steps).map(([kind, members]) => objectWith({ kind: { const: kind }, ...members })),
};

/** Of a document that holds one; what else the document holds is not looked at. */
export const planSchema = {
  title: "a plan of iamctl's",
  type: "object",
  required: ["plan"],
  properties: {
    plan: objectWith({
      version: { title: "1, the version that this iamctl reads", const: 1 },
      title: anyText,
      cluster: text,
      broadens: flag,
      steps: { type: "array", items: step },
      notes: { type: "array", items: anyText },
    }),
  },
};
