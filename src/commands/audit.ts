// `iamctl audit`: collects a snapshot, runs the rules over it and reports what they found, as the house has decided.
import { isAtLeast } from "../audit/finding.ts";
import type { HousePolicy, HouseReport } from "../audit/house-policy.ts";
import type { AuditOptions } from "../command-options.ts";
import type { Context } from "../context.ts";
import { type ExitCode, exitCodes } from "../errors.ts";
import { defaultPrefix } from "../iam/role-prefix.ts";
import type { Audited } from "./print-audit.ts";
import { readBaseline, readHousePolicy } from "./read-house-policy.ts";
import { requireNamespace } from "./require-namespace.ts";
import { snapshotOfAudit } from "./snapshot-of-audit.ts";

export async function audit(context: Context, options: AuditOptions): Promise<ExitCode> {
  const { policy, file } = await readHousePolicy(context, options.config);
  if (file !== undefined) context.terminal.say(`Policy of the house: ${file}`);
  const baseline = options.baseline === undefined ? undefined : await readBaseline(options.baseline);
  const look = async (): Promise<Audited> => {
    const [snapshot, { judgeAudit }] = await Promise.all([
      readSnapshot(context, options, policy),
      loadRules(context, options),
    ]);
    const today = context.now().toISOString().slice(0, 10);
    return { snapshot, report: judgeAudit(snapshot, { policy, baseline, today }) };
  };
  if (options.watch !== undefined) return (await import("./watch-audit.ts")).watchAudit(context, look, options.watch);
  const audited = await look();
  await (await import("./print-audit.ts")).printAudit(context, audited, options.output);
  if (options.fix) {
    const { prefix = policy.prefix ?? defaultPrefix, yes, dryRun } = options;
    const { findings } = audited.report;
    const { fixFindings } = await import("./fix-findings.ts");
    return fixFindings(context, { findings, snapshot: audited.snapshot }, { prefix, yes, dryRun });
  }
  return verdict(audited.report, options, policy);
}

/** A hundred files: they are loaded while the cluster and the account answer what they were asked first. */
async function loadRules(context: Context, { snapshot, file }: AuditOptions) {
  if (snapshot === undefined && file.length === 0) await Promise.all([context.account(), context.cluster()]);
  return import("./judge-audit.ts");
}

async function readSnapshot(
  context: Context,
  options: AuditOptions,
  policy: HousePolicy,
): Promise<Audited["snapshot"]> {
  const { prefix } = options;
  const snapshot = await snapshotOfAudit(context, options, prefix ?? policy.prefix ?? defaultPrefix);
  const { namespace, file } = options;
  if (namespace !== undefined && file.length === 0) requireNamespace(namespace, snapshot.namespaces);
  return snapshot;
}

/** Findings first: who asked for both wants to hear of the worse one. */
function verdict({ findings, unknown }: HouseReport, options: AuditOptions, policy: HousePolicy): ExitCode {
  const failOn = options.failOn ?? policy.failOn ?? "high";
  if (failOn !== "never" && findings.some(({ severity }) => isAtLeast(severity, failOn))) return exitCodes.found;
  return options.requireCoverage && unknown.length > 0 ? exitCodes.notPermitted : exitCodes.fine;
}
