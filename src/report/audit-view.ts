// What a form of the audit may use beside the report itself.
import type { AccessGraph } from "../access/access-graph.ts";
import type { HouseReport } from "../audit/house-policy.ts";
import type { Rule } from "../audit/rule.ts";
import type { Style } from "./style.ts";

export interface AuditView {
  readonly report: HouseReport;
  readonly rules: readonly Rule[];
  /** Made when a form asks for it: a large cluster's takes a moment. */
  readonly graph: () => AccessGraph;
  /** `harbor-prod`, or the folder of manifests. */
  readonly subject: string;
  /** `2026-11-25T10:00:00Z`. */
  readonly time: string;
  /** Of iamctl. */
  readonly version: string;
  readonly style: Style;
  /** Columns. */
  readonly width: number;
  readonly page: PageParts;
}

export type AuditForm = (view: AuditView) => string;

/** What the HTML page carries; empty for other forms. */
export interface PageParts {
  readonly style: string;
  readonly script: string;
  readonly graphLibrary: string;
}
