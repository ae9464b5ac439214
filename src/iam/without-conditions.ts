// The same policy as if every Allow were unconditional: tells "not named" from "named, but under a condition".
import type { PolicyDocument } from "./policy-document.ts";

export function withoutConditions(document: PolicyDocument): PolicyDocument {
  const statements = document.statements.map((statement) =>
    statement.effect === "Allow" ? { ...statement, conditions: [] } : statement,
  );
  return { ...document, statements };
}
