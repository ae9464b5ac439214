// Link 3: whether the role that is named is there, under exactly that ARN.
import test from "ava";
import { judgeRole } from "../../src/access/judge-role.ts";
import type { RoleLookup } from "../../src/access/role-facts.ts";
import { subjectOfWorkload } from "../../src/access/subject.ts";
import { accountId, arn, role, snapshot, workload } from "../helpers/build.ts";

const api = role("pods/api");
const judges = test.macro((t, asked: string, lookup: RoleLookup | undefined, expected: object) => {
  const facts = snapshot({ lookups: lookup === undefined ? [] : [[arn(asked), lookup]] });
  const judgement = judgeRole(arn(asked), subjectOfWorkload(workload("api")), facts);
  t.deepEqual(judgement.verdict, expected as never);
  t.is(judgement.facts, judgement.verdict.kind === "holds" ? api : undefined);
});
test(
  "it is there",
  judges,
  "pods/api",
  { kind: "found", facts: api },
  { kind: "holds", evidence: `${arn("pods/api")} exists` },
);
test("nobody asked for it", judges, "pods/api", undefined, {
  ...{ kind: "unknown", call: "iam:GetRole", subject: arn("pods/api"), problem: "it was not asked for" },
});
test(
  "it could not be read",
  judges,
  "pods/api",
  { kind: "unreadable", call: "iam:GetRole", problem: "refused" },
  {
    ...{ kind: "unknown", call: "iam:GetRole", subject: arn("pods/api"), problem: "refused" },
  },
);
test(
  "it is not there",
  judges,
  "pods/api",
  { kind: "absent" },
  {
    ...{ kind: "broken", reason: "role-absent", explanation: `account ${accountId} has no role named "api"` },
    fix: {
      text: "Create the role, or name the one that was meant.",
      command: "iamctl grant -n shop deployment/api ROLE",
    },
  },
);
test(
  "it is another by its path",
  judges,
  "api",
  { kind: "found", facts: api },
  {
    ...{ kind: "broken", reason: "role-arn-differs" },
    explanation: `the annotation means ${arn("api")}, but the role is ${arn("pods/api")}; path and letter case must be the same`,
    fix: {
      text: "Annotate with the role's own path and name.",
      command: `iamctl grant -n shop deployment/api ${arn("pods/api")}`,
    },
  },
);
