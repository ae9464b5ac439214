// One audit rule over a small world: which subjects it names.
import { judgeAccess } from "../../src/access/judge-access.ts";
import { subjectOfWorkload } from "../../src/access/subject.ts";
import { printSubject } from "../../src/audit/finding.ts";
import type { Rule, RuleHit } from "../../src/audit/rule.ts";
import { snapshot, type World } from "./build.ts";

export function hitsOf(rule: Rule, world: World): readonly RuleHit[] {
  const facts = snapshot(world);
  const workloads = facts.workloads.map((workload) => ({
    workload,
    access: judgeAccess(subjectOfWorkload(workload), facts),
  }));
  return rule.find({ snapshot: facts, workloads });
}

/** `shop/deployment/api` or a role's ARN. */
export function namedBy(rule: Rule, world: World): readonly string[] {
  return hitsOf(rule, world).map(({ subject }) => printSubject(subject));
}
