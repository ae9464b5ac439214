// Asks the independent evaluator and ours the same question.
import { runSimulation } from "@cloud-copilot/iam-simulate";
import { evaluateAccess, makeContext, type Evaluation } from "../../src/iam/evaluate.ts";
import type { RoleArn } from "../../src/iam/arn.ts";
import { makePolicy } from "../../src/iam/policy-document.ts";
import type { AccessCase } from "./iam-cases.ts";

export type Verdict = "allow" | "explicit-deny" | "implicit-deny" | "unknown";

/** Throws when the oracle refuses the question, so that no generated case goes unasked. */
export async function askOracle(question: AccessCase): Promise<Verdict> {
  const answer = await runSimulation(
    {
      request: {
        principal: question.caller.arn,
        action: question.action,
        resource: { resource: question.resource, accountId: question.resourceAccount },
        contextVariables: { ...question.context },
      },
      identityPolicies: question.identity.map((policy, at) => ({ name: `identity ${at}`, policy })),
      serviceControlPolicies: [],
      resourceControlPolicies: [],
      resourcePolicy: question.resourcePolicy,
      sessionPolicy: question.session,
      ...(question.boundary === undefined
        ? {}
        : { permissionBoundaryPolicies: [{ name: "boundary", policy: question.boundary }] }),
    },
    {},
  );
  if (answer.resultType === "error") throw new Error(`The oracle refuses: ${JSON.stringify(answer.errors)}`);
  return verdicts[answer.overallResult];
}

const verdicts = { Allowed: "allow", ExplicitlyDenied: "explicit-deny", ImplicitlyDenied: "implicit-deny" } as const;

/** `unknown` lists keys that are not to be taken for absent where the case has no value for them. */
export function askOurs(question: AccessCase, unknown: readonly string[] = []): Evaluation {
  const { caller } = question;
  return evaluateAccess(
    {
      action: question.action,
      resource: question.resource,
      caller: {
        account: caller.account,
        partition: "aws",
        arn: caller.arn,
        ...(caller.role === undefined ? {} : { role: caller.role as RoleArn }),
        ...(caller.service === undefined ? {} : { service: caller.service }),
      },
      context: makeContext(question.context, unknown),
    },
    {
      identity: question.identity.map((policy, at) => ({ name: `identity ${at}`, document: makePolicy(policy) })),
      boundary: question.boundary && { name: "boundary", document: makePolicy(question.boundary) },
      session: question.session && [{ name: "session", document: makePolicy(question.session) }],
      resource: question.resourcePolicy && { name: "resource", document: makePolicy(question.resourcePolicy) },
      resourceAccount: question.resourceAccount,
    },
  );
}
