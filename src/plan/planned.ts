// What a planner answers: a plan, or why there can be none and what to do about it.
import type { Plan } from "./plan.ts";

export type Planned = { readonly kind: "planned"; readonly plan: Plan } | Refusal;

export interface Refusal {
  readonly kind: "refused";
  readonly problem: string;
  readonly hint: string;
}
