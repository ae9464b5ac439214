// One finding on the HTML page.
import { type Finding, printSubject } from "../audit/finding.ts";
import { html, type Html } from "./html-text.ts";

/** `settled` says why it does not count any more. */
export function findingHtml(finding: Finding, settled?: string): Html {
  const { severity, confidence, subject, rule, name, title, message, evidence, fix } = finding;
  return html`<article
    class="finding"
    data-severity="${severity}"
    data-settled="${settled === undefined ? "" : "settled"}"
  >
    <h3><span class="badge ${severity}">${severity}</span> ${printSubject(subject)}</h3>
    <p class="title">${title} <span class="quiet">${rule} ${name}, confidence ${confidence}</span></p>
    ${settled === undefined ? html`` : html`<p class="settled">${settled}</p>`}
    <p>${message}.</p>
    ${
      evidence.length === 0
        ? html``
        : html`<details>
            <summary>Evidence</summary>
            <ul>
              ${evidence.map((fact) => html`<li>${fact}</li>`)}
            </ul>
          </details>`
    }
    <p class="fix">${fix.text}</p>
    ${fix.commands.map((command) => html`<pre tabindex="0"><code>${command}</code></pre>`)}
  </article> `;
}
