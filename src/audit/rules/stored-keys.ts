// Rule K02 stored-keys: an access key in a ConfigMap or a Secret.
import type { Rule } from "../rule.ts";

/** Of a live cluster neither is read: see "The audit reads no Secrets" in docs/decisions.md. */
export const storedKeys: Rule = {
  id: "K02",
  name: "stored-keys",
  severity: "high",
  confidence: "high",
  reads: ["stored-keys"],
  title: "it holds an AWS access key",
  explanation:
    "A key in a ConfigMap is read by everybody who may look at the namespace; in a Secret by everybody who may read Secrets or start a pod there. It works until somebody deletes it, wherever it is used. Looked for in manifests only, since to read the Secrets of a cluster is the right to every secret in it, which an audit should not hold. With that right, kubectl get configmaps,secrets -A -o json | iamctl audit -f - judges those of a cluster.",
  remedy: "Grant the workload that uses it a role, and delete the key in IAM.",
  references: ["https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#bp-workloads-use-roles"],
  find: ({ snapshot: { storedKeys: keys = [] } }) => {
    const objects = new Map(keys.map((key) => [`${key.kind}/${key.namespace}/${key.name}`, key]));
    return [...objects.values()].map(({ kind, namespace, name }) => {
      const own = keys.filter((key) => key.kind === kind && key.namespace === namespace && key.name === name);
      const found = own.map(({ id, where }) => `${id} in ${where}`);
      return { subject: { kind, namespace, name }, message: found.join("; "), evidence: found };
    });
  },
};
