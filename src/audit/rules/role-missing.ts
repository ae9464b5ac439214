// Rule W01 role-missing: a workload that seems to call AWS and holds no role of its own.
import { hasServiceAccountRole } from "../../access/service-account-role.ts";
import { unreadAccountRoles } from "../../access/unread-list.ts";
import { type Rule, hitsWhereBroken } from "../rule.ts";

export const roleMissing: Rule = {
  id: "W01",
  name: "role-missing",
  severity: "low",
  confidence: "low",
  reads: ["workloads", "service-accounts", "eks"],
  title: "it seems to call AWS, but no role is annotated",
  explanation:
    "Without an annotation the proxy gives no credentials at all. Most pods need none; this one is configured as if it did.",
  remedy: "Grant it the role it needs, if it calls AWS at all.",
  references: ["https://docs.aws.amazon.com/sdkref/latest/guide/standardized-credentials.html"],
  find: (judged) =>
    hitsWhereBroken(judged, ["no-annotation"], ({ workload }) => {
      if (hasServiceAccountRole(workload, judged.snapshot)) return undefined;
      if (unreadAccountRoles(judged.snapshot) !== undefined) return undefined;
      const evidence = workload.environmentNames.filter(suggestsAws);
      if (evidence.length === 0) return undefined;
      return { message: `no role annotation, but its containers set ${evidence.join(", ")}` };
    }),
};

/** Many charts set the region everywhere, so the region alone says nothing. */
function suggestsAws(name: string): boolean {
  if (name === "AWS_REGION" || name === "AWS_DEFAULT_REGION") return false;
  if (name.startsWith("AWS_")) return !name.startsWith("AWS_WEB_IDENTITY") && !name.startsWith("AWS_CONTAINER_");
  return /(?:^|_)(?:S3|SQS|SNS|DYNAMODB|BUCKET|QUEUE_URL|TOPIC_ARN)(?:_|$)/.test(name);
}
