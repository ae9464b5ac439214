// The audit as one HTML page that needs no network: findings that read without a program, filters and the picture with one.
import { severities } from "../audit/finding.ts";
import type { AuditView } from "./audit-view.ts";
import { coverageItems, coverageLine } from "./coverage-text.ts";
import { findingHtml } from "./finding-html.ts";
import { graphHtml } from "./graph-html.ts";
import { embeddedJson, html, raw, type Html } from "./html-text.ts";
import { counted } from "../print-many.ts";

export function findingsHtml(view: AuditView): string {
  const { subject, time, version, page } = view;
  const document = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta
          http-equiv="Content-Security-Policy"
          content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:"
        />
        <title>iamctl audit of ${subject}</title>
        <style>
          ${raw(page.style)}
        </style>
      </head>
      <body>
        <a class="skip" href="#findings">Skip to the findings</a>
        <header>
          <h1>Audit of ${subject}</h1>
          <p class="quiet">iamctl ${version}, ${time}</p>
        </header>
        <main>${summary(view)} ${coverage(view)} ${findings(view)} ${graphHtml(view.graph())} ${sources(view)}</main>
        <script type="application/json" id="graph-data">
          ${embeddedJson(view.graph())}
        </script>
        <script>
          ${raw(page.graphLibrary)};
        </script>
        <script>
          ${raw(page.script)};
        </script>
      </body>
    </html> `;
  return document.html;
}

function summary({ report: { findings: found, counts, unknown } }: AuditView): Html {
  const tiles = severities.map((severity) => {
    const number = found.filter((finding) => finding.severity === severity).length;
    return html`<li class="tile ${severity}"><strong>${number}</strong> ${severity}</li>`;
  });
  return html`<section aria-label="Summary">
    <ul class="tiles">
      ${tiles}
    </ul>
    <p>
      Looked at ${counted(counts.workloads, "workload")}, ${counted(counts.pods, "pod")}, ${counted(counts.roles, "role")}
      and ${counted(counts.nodeRoles, "node role")}. ${unknown.length === 0 ? "Everything was read." : `${unknown.length} could not be read.`}
    </p>
  </section>`;
}

function coverage({ report: { unknown } }: AuditView): Html {
  if (unknown.length === 0) return html``;
  const lines = unknown.map(
    ({ call, subject, problem, remedy }) =>
      html`<li><code>${call}</code> on ${subject}: ${problem} ${remedyHtml(remedy)}</li>`,
  );
  return html`<section>
    <h2>Not read</h2>
    <p>What rests on these is neither a pass nor a finding.</p>
    <ul>
      ${lines}
    </ul>
  </section>`;
}

function sources({ report }: AuditView): Html {
  const items = coverageItems(report.coverage).map((item) => html`<li>${item}</li>`);
  return html`<section>
    <h2>What was read</h2>
    <p>${coverageLine(report.coverage)}</p>
    ${items.length === 0 ? html`` : html`<details><summary>Call by call</summary><ul>${items}</ul></details>`}
  </section>`;
}

/** Sentence and statement, each as a person copies it. */
function remedyHtml(remedy: string | undefined): Html {
  if (remedy === undefined) return html``;
  const [sentence = "", statement] = remedy.split("\n");
  return statement === undefined ? html`${sentence}` : html`${sentence} <code>${statement}</code>`;
}

function findings({ report }: AuditView): Html {
  const all = [
    ...report.findings.map((finding) => findingHtml(finding)),
    ...report.known.map((finding) => findingHtml(finding, "known from the baseline")),
    ...report.accepted.map(({ finding, exception }) =>
      findingHtml(finding, `accepted until ${exception.expires}: ${exception.reason}`),
    ),
  ];
  const boxes = severities.map(
    (severity) =>
      html`<label><input type="checkbox" name="severity" value="${severity}" checked="checked" /> ${severity}</label>`,
  );
  return html`<section id="findings" tabindex="-1">
    <h2>Findings</h2>
    <form id="filters" hidden="hidden">
      <label>Find <input type="search" name="text" autocomplete="off" /></label>
      <fieldset>
        <legend>Severity</legend>
        ${boxes}
      </fieldset>
      <label><input type="checkbox" name="settled" /> accepted and known</label>
      <output name="count"></output>
    </form>
    ${all.length === 0 ? html`<p>No findings.</p>` : all}
  </section>`;
}
