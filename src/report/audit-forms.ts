// Every form the audit comes in, by the name that `-o` takes.
import { findingsJson } from "./audit-document.ts";
import type { AuditForm } from "./audit-view.ts";
import { findingsCsv } from "./findings-csv.ts";
import { findingsHtml } from "./findings-html.ts";
import { findingsJunit } from "./findings-junit.ts";
import { findingsMarkdown } from "./findings-markdown.ts";
import { findingsSarif } from "./findings-sarif.ts";
import { findingsTable, findingsWide } from "./findings-table.ts";
import { graphDot } from "./graph-dot.ts";
import { graphMermaid } from "./graph-mermaid.ts";

export const auditForms = {
  table: findingsTable,
  wide: findingsWide,
  json: findingsJson,
  sarif: findingsSarif,
  junit: findingsJunit,
  csv: findingsCsv,
  markdown: findingsMarkdown,
  html: findingsHtml,
  dot: ({ graph }) => graphDot(graph()),
  mermaid: ({ graph }) => graphMermaid(graph()),
} as const satisfies Record<string, AuditForm>;
