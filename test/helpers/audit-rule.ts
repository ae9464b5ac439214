// One audit rule over a small world: which subjects it names.
import { judgeSnapshot } from "../../src/audit/judge-snapshot.ts";
import { printSubject } from "../../src/audit/finding.ts";
import type { Rule, RuleHit } from "../../src/audit/rule.ts";
import { snapshot, type World } from "./build.ts";

export function hitsOf(rule: Rule, world: World): readonly RuleHit[] {
  return rule.find(judgeSnapshot(snapshot(world)));
}

/** `shop/deployment/api` or a role's ARN. */
export function namedBy(rule: Rule, world: World): readonly string[] {
  return hitsOf(rule, world).map(({ subject }) => printSubject(subject));
}
