// The access graph on the HTML page: a place for the picture, and the same as a table for whoever reads rather than looks.
import type { AccessGraph } from "../access/access-graph.ts";
import { html, type Html } from "./html-text.ts";
import { serviceName } from "./service-name.ts";

export function graphHtml(graph: AccessGraph): Html {
  if (graph.claims.length === 0) {
    return html`<section>
      <h2>Who reaches what</h2>
      <p>No workload asks for a role.</p>
    </section>`;
  }
  const namespaces = [...new Set(graph.workloads.map(({ namespace }) => namespace))].toSorted();
  return html`<section>
    <h2>Who reaches what</h2>
    <div id="picture" hidden="hidden">
      <form id="picture-controls">
        <label
          >Show
          <select name="show">
            <option value="overview">overview by namespace</option>
            <option value="all">every workload</option>
            ${namespaces.map((namespace) => html`<option value="namespace ${namespace}">namespace ${namespace}</option>`)}
          </select></label
        >
        <label>Find <input type="search" name="find" autocomplete="off" /></label>
        <button type="button" name="fit">Whole picture</button>
      </form>
      <div id="graph-frame" tabindex="0">
        <div
          id="graph"
          role="img"
          aria-label="Workloads, their roles and the services these reach; the same stands in the table below"
        ></div>
      </div>
      <p id="graph-detail" aria-live="polite" class="quiet">Choose a box to see what leads to it and from it.</p>
    </div>
    <details>
      <summary>As a table</summary>
      <div class="wide">
        <table>
          <thead>
            <tr>
              <th scope="col">workload</th>
              <th scope="col">pods</th>
              <th scope="col">role</th>
              <th scope="col">chain</th>
              <th scope="col">the role reaches</th>
            </tr>
          </thead>
          <tbody>
            ${graph.claims.map((claim, index) => row(graph, claim, index))}
          </tbody>
        </table>
      </div>
    </details>
  </section>`;
}

function row({ workloads, roles, grants }: AccessGraph, claim: AccessGraph["claims"][number], index: number): Html {
  const role = roles.find(({ arn }) => arn === claim.role);
  const reach = grants
    .filter((grant) => grant.role === claim.role)
    .map(({ service, mode }) => `${serviceName(service)} (${mode})`);
  return html`<tr>
    <td>${claim.workload}</td>
    <td>${workloads[index]?.pods ?? 0}</td>
    <td>
      ${role?.name ?? claim.role}${role?.admin === true ? html` <span class="badge critical">administrator</span>` : html``}
    </td>
    <td>${claim.verdict}</td>
    <td>${reach.join(", ")}</td>
  </tr> `;
}
