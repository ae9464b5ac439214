// Every form the audit comes in, by the name that `-o` takes; each is loaded when it is asked for.
import type { AuditForm } from "./audit-view.ts";

export const auditForms = {
  table: async () => (await import("./findings-table.ts")).findingsTable,
  wide: async () => (await import("./findings-table.ts")).findingsWide,
  json: async () => (await import("./audit-document.ts")).findingsJson,
  sarif: async () => (await import("./findings-sarif.ts")).findingsSarif,
  junit: async () => (await import("./findings-junit.ts")).findingsJunit,
  csv: async () => (await import("./findings-csv.ts")).findingsCsv,
  markdown: async () => (await import("./findings-markdown.ts")).findingsMarkdown,
  html: async () => (await import("./findings-html.ts")).findingsHtml,
  dot: async () => {
    const { graphDot } = await import("./graph-dot.ts");
    return ({ graph }) => graphDot(graph());
  },
  mermaid: async () => {
    const { graphMermaid } = await import("./graph-mermaid.ts");
    return ({ graph }) => graphMermaid(graph());
  },
} as const satisfies Record<string, () => Promise<AuditForm>>;
