// The audit as SARIF, which code hosts show beside the lines it is about.
import { type Finding, printSubject, type Severity } from "../audit/finding.ts";
import type { Rule } from "../audit/rule.ts";
import type { AuditView } from "./audit-view.ts";
import { jsonText } from "./json-text.ts";

/** https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html */
export function findingsSarif({ report, rules, version }: AuditView): string {
  const run = {
    tool: { driver: { name: "iamctl", version, rules: rules.map(descriptor) } },
    results: [
      ...report.findings.map((finding) => result(finding, "new")),
      ...report.known.map((finding) => result(finding, "unchanged")),
      ...report.accepted.map(({ finding, exception }): object => ({
        ...result(finding, "unchanged"),
        suppressions: [{ kind: "external", status: "accepted", justification: exception.reason }],
      })),
    ],
    invocations: [
      {
        executionSuccessful: true,
        toolExecutionNotifications: report.unknown.map(({ call, subject, problem, remedy }) => ({
          level: "warning",
          message: { text: [`${call} on ${subject}: ${problem}`, remedy ?? []].flat().join("\n") },
        })),
      },
    ],
    columnKind: "utf16CodeUnits",
  };
  const log = { version: "2.1.0", $schema: "https://json.schemastore.org/sarif-2.1.0.json", runs: [run] };
  return `${jsonText(log)}\n`;
}

function descriptor({ id, name, severity, title, explanation, remedy, references }: Rule): object {
  const [helpUri] = references;
  return {
    id,
    name,
    shortDescription: { text: title },
    fullDescription: { text: explanation },
    help: { text: [remedy, ...references].join("\n") },
    ...(helpUri !== undefined && { helpUri }),
    defaultConfiguration: { level: levels[severity] },
    // Code hosts sort by this number: https://docs.github.com/en/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning
    properties: { "security-severity": scores[severity], tags: ["security"] },
  };
}

const levels: Record<Severity, "error" | "warning" | "note"> = {
  critical: "error",
  high: "error",
  medium: "warning",
  low: "note",
  info: "note",
};

const scores: Record<Severity, string> = { critical: "9.5", high: "8.0", medium: "5.0", low: "3.0", info: "0.0" };

function result(finding: Finding, baselineState: "new" | "unchanged"): object {
  const { rule, severity, confidence, title, message, fix, fingerprint } = finding;
  return {
    ruleId: rule,
    level: levels[severity],
    message: { text: [`${title}: ${message}.`, fix.text, ...fix.commands.map((command) => `$ ${command}`)].join("\n") },
    locations: [location(finding)],
    partialFingerprints: { "iamctl/v1": fingerprint },
    baselineState,
    properties: { confidence, severity },
  };
}

/** Code hosts drop results without a file, so an object of a cluster gets a path of its own. */
function location({ subject }: Finding): object {
  const { kind, place } = subject;
  const name = printSubject(subject);
  const uri = place?.file ?? `cluster/${name}`;
  return {
    physicalLocation: {
      artifactLocation: { uri: uri.split("/").map(encodeURIComponent).join("/") },
      region: { startLine: place?.line ?? 1 },
    },
    logicalLocations: [{ fullyQualifiedName: name, kind }],
  };
}
