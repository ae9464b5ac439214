// An audit as the forms of the report are handed it.
import { accessGraph } from "../../src/access/access-graph.ts";
import { judgeAccess } from "../../src/access/judge-access.ts";
import { subjectOfWorkload } from "../../src/access/subject.ts";
import { applyHousePolicy, type HousePolicy } from "../../src/audit/house-policy.ts";
import { rules } from "../../src/audit/rules.ts";
import { runRules } from "../../src/audit/run-rules.ts";
import type { AuditView } from "../../src/report/audit-view.ts";
import { unstyled } from "../../src/report/style.ts";
import { snapshot, type World } from "./build.ts";

export interface ViewWishes {
  readonly width?: number;
  readonly policy?: HousePolicy;
  readonly baseline?: ReadonlySet<string>;
}

export function auditView(world: World = {}, { width = 80, policy = {}, baseline }: ViewWishes = {}): AuditView {
  const facts = snapshot(world);
  return {
    report: applyHousePolicy(runRules(facts), { policy, baseline, today: "2026-11-25", rules }),
    rules,
    graph: () =>
      accessGraph(
        facts.workloads.map((workload) => judgeAccess(subjectOfWorkload(workload), facts)),
        facts.roles,
        facts.pods,
      ),
    subject: facts.cluster.name,
    time: "2026-11-25T10:00:00.000Z",
    version: "1.2.3",
    style: unstyled,
    width,
    page: { style: "p {}", script: "draw()", graphLibrary: "library()" },
  };
}
