// Takes an edit of a policy back out of a text that somebody else has changed since, statement by statement.
import { canonicalStatement } from "./canonical-statement.ts";
import { appendStatement, removeStatement, replaceStatement } from "./edit-statements.ts";
import { decodePolicy, parsePolicy, type Statement } from "./policy-document.ts";
import type { TrustEdit } from "./trust-policy.ts";

/**
 * What the edit from `before` to `after` added goes, what it changed becomes what it was, what it removed comes back;
 * every other statement stays as it is. Malformed where the edit's own statements were changed, too: then nobody can
 * tell what is whose.
 */
export function takeBackEdit(present: string, before: string, after: string): TrustEdit {
  const [old, young] = [statementsIn(before), statementsIn(after)];
  let text = decodePolicy(present) ?? present;
  if (old === undefined || young === undefined || statementsIn(text) === undefined) return lost("it cannot be read");
  const added = missingFrom(old, young);
  const removed = missingFrom(young, old);
  for (const statement of added) {
    const now = statementsIn(text) ?? [];
    const at = now.findIndex((other) => isSame(other, statement));
    if (at < 0) return lost(`${nameOf(statement)} in it was changed or removed`);
    const former = removed.find(({ sid }) => sid !== undefined && sid === statement.sid);
    if (former === undefined && now.length === 1) return lost(`${nameOf(statement)} is the only statement left in it`);
    text = former === undefined ? removeStatement(text, at) : replaceStatement(text, at, former.json);
  }
  for (const statement of removed.filter(({ sid }) => sid === undefined || !added.some((other) => other.sid === sid))) {
    const now = statementsIn(text) ?? [];
    if (now.some((other) => isSame(other, statement))) continue;
    if (now.some(({ sid }) => sid !== undefined && sid === statement.sid)) {
      return lost(`somebody wrote another ${nameOf(statement)}`);
    }
    text = appendStatement(text, statement.json);
  }
  return text === present ? { kind: "unchanged" } : { kind: "changed", text };
}

function statementsIn(text: string): readonly Statement[] | undefined {
  const parsed = parsePolicy(text);
  return parsed.kind === "malformed" ? undefined : parsed.document.statements;
}

function missingFrom(one: readonly Statement[], other: readonly Statement[]): readonly Statement[] {
  return other.filter((statement) => !one.some((candidate) => isSame(candidate, statement)));
}

function isSame(one: Statement, other: Statement): boolean {
  return one.sid === other.sid && canonicalStatement(one) === canonicalStatement(other);
}

function nameOf({ sid }: Statement): string {
  return sid === undefined ? "a statement" : `the statement ${sid}`;
}

function lost(problem: string): TrustEdit {
  return { kind: "malformed", problem };
}
