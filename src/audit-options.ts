// What the commands that judge are told: audit, why and rules.

export type FailOn = "critical" | "high" | "medium" | "low" | "info" | "never";

export type AuditForm =
  | "table"
  | "wide"
  | "json"
  | "yaml"
  | "sarif"
  | "junit"
  | "csv"
  | "markdown"
  | "html"
  | "dot"
  | "mermaid";

/** A form of the report, and the file it goes to; stdout when absent. */
export interface AuditOutput {
  readonly form: AuditForm;
  readonly file?: string;
}

export interface AuditOptions {
  /** Every namespace when absent. */
  readonly namespace?: string;
  /** At least one; at most one without a file. */
  readonly output: readonly AuditOutput[];
  /** From the policy of the house, or `high`, when absent. */
  readonly failOn?: FailOn;
  readonly requireCoverage: boolean;
  /** From the policy of the house, or `/pods/`, when absent. */
  readonly prefix?: string;
  /** The policy of the house; found when absent. */
  readonly config?: string;
  /** A JSON report: what stands in it is known, and fails nothing. */
  readonly baseline?: string;
  /** Seconds between two looks; absent to look once. */
  readonly watch?: number;
  /** Manifests to judge instead of a cluster: files, folders, `-` for stdin. */
  readonly file: readonly string[];
  /** ARNs of node roles, beside those that were discovered. */
  readonly nodeRole: readonly string[];
  /** What `aws iam get-account-authorization-details` printed, instead of asking the account. */
  readonly authDetails?: string;
  /** A snapshot that was saved before, instead of cluster and account. */
  readonly snapshot?: string;
  /** Where to save what was read. */
  readonly saveSnapshot?: string;
  /** Plan and apply the grants that mend what was found. */
  readonly fix: boolean;
  /** With `fix`: apply without asking. */
  readonly yes: boolean;
  /** With `fix`: print the plan and stop. */
  readonly dryRun: boolean;
}

export interface WhyOptions {
  readonly pod: string;
  /** The one that it names itself when absent. */
  readonly role?: string;
  readonly namespace?: string;
  readonly prefix: string;
  readonly output: "text" | "json" | "yaml";
}

export interface RulesOptions {
  /** Id or name of the one to explain; the list of all when absent. */
  readonly rule?: string;
  readonly output: "table" | "json" | "markdown";
}

export interface WhoCanOptions {
  /** Name, path and name, or ARN. */
  readonly role: string;
  readonly prefix: string;
  readonly output: "text" | "json" | "yaml";
}
