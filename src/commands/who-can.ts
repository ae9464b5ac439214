// `iamctl who-can ROLE`: everybody who can become a role, and by which way.
import { judgeSnapshot } from "../audit/judge-snapshot.ts";
import { whoCan as holdersOf } from "../audit/who-can.ts";
import type { RoleFacts } from "../access/role-facts.ts";
import type { Snapshot } from "../access/snapshot.ts";
import type { WhoCanOptions } from "../command-options.ts";
import type { Context } from "../context.ts";
import { couldNotRead, type ExitCode, exitCodes, IamctlError } from "../errors.ts";
import { roleParts } from "../iam/arn.ts";
import { resolveRoleReference } from "../iam/role-reference.ts";
import { holdersJson, holdersText } from "../report/holders-text.ts";
import { didYouMean } from "../report/did-you-mean.ts";
import type { Style } from "../report/style.ts";
import { unreadText } from "../report/unread-text.ts";
import { collectSnapshot } from "./collect-snapshot.ts";
import { nearRoles } from "./near-roles.ts";
import { printDocument } from "./print-document.ts";

/** Exits with 4 when something that could have told more could not be read. */
export async function whoCan(context: Context, { role: words, prefix, output }: WhoCanOptions): Promise<ExitCode> {
  const snapshot = await collectSnapshot(context, { prefix, namespace: undefined, nodeRoles: [], everything: true });
  const role = findRole(words, snapshot);
  const holders = holdersOf(role, judgeSnapshot(snapshot));
  const { terminal, style } = context;
  const look = { style, width: terminal.width };
  if (output === "text") terminal.print(holdersText(role.arn, holders, look));
  else await printDocument(context, output, holdersJson(role.arn, holders, snapshot.coverage));
  if (output === "text" && snapshot.coverage.length > 0) terminal.say(unreadBlock(snapshot, look));
  return snapshot.coverage.length === 0 ? exitCodes.fine : exitCodes.notPermitted;
}

function unreadBlock({ coverage }: Snapshot, { style, width }: { style: Style; width: number }): string {
  const lines = coverage.map((unread) => unreadText(unread, { indent: "  ", width }));
  return [style.yellow("Unknown: more may become it, seen by what could not be read"), ...lines].join("\n");
}

/** By its ARN, by name and path from the prefix, or by its bare name wherever it is. */
function findRole(words: string, snapshot: Snapshot): RoleFacts {
  const resolved = resolveRoleReference(words, snapshot.settings.base);
  const lookup = resolved.kind === "resolved" ? snapshot.roles.get(resolved.role) : undefined;
  if (lookup?.kind === "found") return lookup.facts;
  if (lookup?.kind === "unreadable") throw couldNotRead(`Role ${words}`, lookup);
  const named = snapshot.accountRoles?.find(({ arn }) => roleParts(arn).name.toLowerCase() === words.toLowerCase());
  if (named !== undefined) return named;
  const near = nearRoles(lastPart(words), snapshot.accountRoles?.map(({ arn }) => arn) ?? []);
  throw new IamctlError(`There is no role "${words}" in account ${snapshot.cluster.account}.`, {
    hint: didYouMean(near) ?? "List the roles: aws iam list-roles --query 'Roles[].Arn'",
    exitCode: exitCodes.usage,
  });
}

/** The name alone, of a path or an ARN as well. */
function lastPart(words: string): string {
  return words.slice(words.lastIndexOf("/") + 1);
}
