// Takes a planner's answer: the plan, or its refusal as the error that the person reads.
import { exitCodes, IamctlError } from "../errors.ts";
import type { Plan } from "../plan/plan.ts";
import type { Planned } from "../plan/planned.ts";

export function acceptPlan(planned: Planned): Plan {
  if (planned.kind === "planned") return planned.plan;
  throw new IamctlError(`${planned.problem[0]?.toUpperCase() ?? ""}${planned.problem.slice(1)}.`, {
    hint: planned.hint,
    exitCode: exitCodes.refused,
  });
}
