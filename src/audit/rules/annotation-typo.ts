// Rule W03 annotation-typo: a key that nearly means a role, and means nothing.
import { annotationKeys, type Annotations } from "../../pods/annotations.ts";
import { keysOf } from "../../pods/decide-role.ts";
import { serviceAccountKeys } from "../../pods/identity-annotations.ts";
import { isMistyped } from "../../pods/near-names.ts";
import type { WorkloadRecord } from "../../pods/workload-record.ts";
import { type Rule, type RuleHit, subjectOf } from "../rule.ts";
import { agreeing } from "../../print-many.ts";

export const annotationTypo: Rule = {
  id: "W03",
  name: "annotation-typo",
  severity: "medium",
  confidence: "medium",
  reads: ["workloads", "service-accounts", "daemon-sets"],
  title: "an annotation looks like a role's, but no program reads it",
  explanation:
    "The proxy and the admission webhook each read one key, letter by letter. A key with another domain, a plural or a letter too many is ignored without a word, and the pod keeps no role.",
  remedy: `Write the key as ${annotationKeys.role} on pod templates, and as ${serviceAccountKeys.roleArn} on service accounts.`,
  references: [
    "https://kubernetes.io/docs/concepts/overview/working-with-objects/annotations/#syntax-and-character-set",
    "https://docs.aws.amazon.com/eks/latest/userguide/associate-service-account-role.html",
  ],
  find: ({ snapshot }) => {
    const known = new Set<string>([
      ...Object.values(annotationKeys),
      ...Object.values(serviceAccountKeys),
      ...Object.values(keysOf(snapshot.settings)),
    ]);
    const near = (annotations: Annotations, wanted: string): readonly string[] =>
      Object.entries(annotations).flatMap(([key, value]) =>
        !known.has(key) && resembles(key, value, wanted) ? [key] : [],
      );
    const onWorkloads = snapshot.workloads.flatMap((workload): RuleHit[] => {
      const keys = near(everyAnnotation(workload), annotationKeys.role);
      return keys.length === 0 || keysOf(snapshot.settings).role in workload.templateAnnotations
        ? []
        : [hit(subjectOf(workload), keys, annotationKeys.role)];
    });
    const onAccounts = (snapshot.serviceAccounts ?? []).flatMap(({ namespace, name, annotations }): RuleHit[] => {
      const keys = near(annotations, serviceAccountKeys.roleArn);
      return keys.length === 0 || serviceAccountKeys.roleArn in annotations
        ? []
        : [hit({ kind: "ServiceAccount", namespace, name }, keys, serviceAccountKeys.roleArn)];
    });
    return [...onWorkloads, ...onAccounts];
  },
};

function everyAnnotation({ annotations, templateAnnotations }: WorkloadRecord): Annotations {
  return { ...annotations, ...templateAnnotations };
}

/** Close by letters; or a role by name under a domain that means AWS, or with a value that is a role beyond doubt. */
function resembles(key: string, value: string, wanted: string): boolean {
  const lower = key.toLowerCase();
  if (isMistyped(lower, wanted)) return true;
  if (!/(?:^|\/)(?:(?:aws|iam)[-_.]?)*roles?(?:[-_]?(?:arn|name))?$/.test(lower)) return false;
  return /(?:^|[./_-])(?:aws|iam|amazonaws)[./_-]/.test(lower) || /^arn:aws[a-z-]*:iam::\d{12}:role\//.test(value);
}

function hit(subject: RuleHit["subject"], keys: readonly string[], wanted: string): RuleHit {
  const list = keys.join(", ");
  return {
    subject,
    message: `${list} ${agreeing(keys.length, "is", "are")} read by nobody; ${wanted} may be meant`,
    evidence: keys,
  };
}
