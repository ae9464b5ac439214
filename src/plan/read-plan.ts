// Reads a plan that was saved with `-o json`, and says where it is none.
import { checkSchema } from "../check-schema.ts";
import { exitCodes, IamctlError } from "../errors.ts";
import { planSchema } from "./plan-schema.ts";
import type { Plan } from "./plan.ts";
import { findUnfit } from "./written-documents.ts";

/** `source`: where the text is from, for the error. A document that AWS would refuse is no matter for the middle of a run. */
export function readPlan(content: string, source: string): Plan {
  const document = parse(content, source);
  const [problem] = checkSchema(planSchema, document);
  if (problem !== undefined) throw noPlan(source, problem);
  const { plan } = document as { readonly plan: Plan };
  for (const [at, step] of plan.steps.entries()) {
    const unfit = findUnfit(step);
    if (unfit !== undefined) throw noPlan(source, `plan.steps[${at}].${unfit.member}: ${unfit.problem}`);
  }
  return plan;
}

function parse(content: string, source: string): unknown {
  try {
    return JSON.parse(content) as unknown;
  } catch (error) {
    // The parser quotes what it stumbled over, line breaks included.
    throw noPlan(source, (error instanceof Error ? error.message : String(error)).replaceAll(/\s+/g, " "));
  }
}

function noPlan(source: string, problem: string): IamctlError {
  return new IamctlError(`${source} is no plan of iamctl's: ${problem}`, {
    hint: "Save one with: iamctl grant SERVICE ROLE --dry-run -o json > plan.json",
    exitCode: exitCodes.usage,
  });
}
