// `iamctl audit`: collects a snapshot, runs the rules over it and reports what they found.
import { isAtLeast } from "../audit/finding.ts";
import { type AuditReport, runRules } from "../audit/run-rules.ts";
import type { AuditOptions } from "../command-options.ts";
import type { Context } from "../context.ts";
import { type ExitCode, exitCodes, IamctlError } from "../errors.ts";
import { findingsJson } from "../report/findings-json.ts";
import { findingsTable } from "../report/findings-table.ts";
import { collectSnapshot } from "./collect-snapshot.ts";

export async function audit(context: Context, options: AuditOptions): Promise<ExitCode> {
  const { prefix, namespace } = options;
  const snapshot = await collectSnapshot(context, { prefix, namespace, nodeRoles: [] });
  // A namespace that is not there holds nothing that could be wrong: a mistyped one must not pass. None is known where
  // they may not be listed.
  const names = snapshot.namespaces.map(({ name }) => name);
  if (namespace !== undefined && names.length > 0 && !names.includes(namespace)) {
    throw new IamctlError(`There is no namespace ${namespace}.`, {
      hint: "List them: kubectl get namespaces",
      exitCode: exitCodes.usage,
    });
  }
  const report = runRules(snapshot);
  const { terminal, style } = context;
  terminal.print(
    options.output === "json" ? findingsJson(report) : findingsTable(report, { style, width: terminal.width }),
  );
  return verdict(report, options);
}

/** Findings first: who asked for both wants to hear of the worse one. */
function verdict({ findings, unknown }: AuditReport, { failOn, requireCoverage }: AuditOptions): ExitCode {
  if (failOn !== "never" && findings.some(({ severity }) => isAtLeast(severity, failOn))) return exitCodes.found;
  return requireCoverage && unknown.length > 0 ? exitCodes.notPermitted : exitCodes.fine;
}
