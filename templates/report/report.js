// What the report's page does in a browser: filters the findings and draws the picture. Without it the page still reads.
"use strict";
(() => {
  filterFindings();
  drawPicture();

  function filterFindings() {
    const form = document.getElementById("filters");
    const articles = [...document.querySelectorAll(".finding")];
    if (articles.length === 0) return;
    form.hidden = false;
    form.elements.settled.checked = false;
    form.addEventListener("input", apply);
    form.addEventListener("submit", (event) => event.preventDefault());
    apply();

    function apply() {
      const severities = [...form.querySelectorAll("[name=severity]:checked")].map(({ value }) => value);
      const words = form.elements.text.value.toLowerCase().split(/\s+/u).filter(Boolean);
      let shown = 0;
      for (const article of articles) {
        const text = article.textContent.toLowerCase();
        const settled = article.dataset.settled !== "";
        article.hidden =
          !severities.includes(article.dataset.severity) ||
          (settled && !form.elements.settled.checked) ||
          !words.every((word) => text.includes(word));
        if (!article.hidden) shown += 1;
      }
      form.elements.count.value = `${shown} of ${articles.length} shown`;
    }
  }

  function drawPicture() {
    const graph = JSON.parse(document.getElementById("graph-data").textContent);
    const picture = document.getElementById("picture");
    if (picture === null || typeof cytoscape === "undefined") return;
    picture.hidden = false;
    const controls = document.getElementById("picture-controls");
    const detail = document.getElementById("graph-detail");
    const dark = matchMedia("(prefers-color-scheme: dark)");
    // A picture of more boxes than this cannot be read as a whole.
    if (graph.workloads.length <= 60) controls.elements.show.value = "all";

    const cy = cytoscape({ container: document.getElementById("graph"), minZoom: 0.05, maxZoom: 3 });
    controls.elements.show.addEventListener("input", show);
    controls.elements.find.addEventListener("input", find);
    controls.elements.fit.addEventListener("click", () => cy.fit(undefined, 20));
    controls.addEventListener("submit", (event) => event.preventDefault());
    dark.addEventListener("change", () => cy.style(look()));
    cy.on("tap", (event) => (event.target === cy ? clear() : choose(event.target.closedNeighborhood(), event.target)));
    cy.on("dbltap", "node", ({ target }) => {
      if (target.data("namespace") === undefined) return;
      controls.elements.show.value = `namespace ${target.data("namespace")}`;
      show();
    });
    show();

    function show() {
      cy.elements().remove();
      cy.add(elementsOf(graph, controls.elements.show.value));
      cy.style(look());
      cy.fit(undefined, 20);
      clear();
      find();
    }

    function find() {
      const text = controls.elements.find.value.toLowerCase();
      if (text === "") return clear();
      const found = cy.nodes().filter((node) => node.data("label").toLowerCase().includes(text));
      if (found.empty()) {
        clear();
        detail.textContent = `Nothing here is named ${controls.elements.find.value}.`;
        return;
      }
      choose(found.closedNeighborhood().closedNeighborhood(), found[0]);
      cy.fit(found.closedNeighborhood(), 60);
    }

    function clear() {
      cy.elements().removeClass("faint");
      detail.textContent = "Choose a box to see what leads to it and from it.";
    }

    function choose(elements, chosen) {
      cy.elements().addClass("faint");
      elements.union(chosen.predecessors()).union(chosen.successors()).removeClass("faint");
      if (!chosen.isNode()) return;
      const lines = chosen.connectedEdges().map((edge) => {
        const verdict = edge.data("label") === "" ? "" : ` (${edge.data("label")})`;
        return `${edge.source().data("label")} \u2192 ${edge.target().data("label")}${verdict}`.replaceAll("\n", " ");
      });
      const shown = lines.slice(0, 12);
      if (lines.length > shown.length) shown.push(`and ${lines.length - shown.length} more`);
      detail.textContent = [chosen.data("full"), ...shown].join("\n");
    }

    function look() {
      const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
      const boxes = {
        label: "data(label)",
        shape: "round-rectangle",
        width: 190,
        height: 30,
        "font-size": 13,
        color: colour("ink"),
        "background-color": colour("raised"),
        "border-color": colour("quiet"),
        "border-width": 1,
        "text-valign": "center",
        "text-max-width": 180,
        "text-wrap": "ellipsis",
      };
      const lines = {
        width: 1.5,
        "curve-style": "bezier",
        "line-color": colour("quiet"),
        "target-arrow-color": colour("quiet"),
        "target-arrow-shape": "triangle",
        "arrow-scale": 0.8,
      };
      return [
        { selector: "node", style: boxes },
        { selector: "node[kind='role']", style: { shape: "ellipse", width: 220, height: 40 } },
        { selector: "node[kind='service']", style: { shape: "cut-rectangle", width: 150 } },
        { selector: "node[?admin]", style: { "border-color": colour("critical"), "border-width": 3 } },
        { selector: "node[?missing]", style: { "border-style": "dashed" } },
        { selector: "edge", style: lines },
        { selector: "edge[label='read']", style: { "line-color": colour("line"), "target-arrow-color": colour("line") } },
        {
          selector: "edge[label='broken']",
          style: { "line-color": colour("high"), "target-arrow-color": colour("high"), "line-style": "dotted" },
        },
        { selector: "edge[label='conditional'], edge[label='unknown']", style: { "line-style": "dashed" } },
        { selector: ".faint", style: { opacity: 0.12 } },
        { selector: "node:selected", style: { "border-color": colour("link"), "border-width": 3 } },
      ];
    }
  }

  /** Three columns: who asks, the role, what it reaches. Who asks for one role stands beside it, in rows of a few. */
  function elementsOf(graph, shown) {
    const claims = claimsOf(graph, shown);
    const roles = graph.roles.filter(({ arn }) => claims.some(({ role }) => role === arn));
    const grants = graph.grants.filter(({ role }) => roles.some(({ arn }) => arn === role));
    const services = [...new Set(grants.map(({ service }) => service))].toSorted();
    const nodes = [];
    const placed = new Set();
    const perRow = claims.length > 60 ? 4 : 2;
    let y = 0;
    for (const role of roles) {
      const askers = claims.filter((claim) => claim.role === role.arn && !placed.has(claim.asker));
      for (const [index, { asker, label, namespace }] of askers.entries()) {
        placed.add(asker);
        const position = { x: -260 - (index % perRow) * 210, y: y + Math.floor(index / perRow) * 40 };
        nodes.push({ data: { id: asker, label, full: label, kind: "workload", namespace }, position });
      }
      const rows = Math.max(1, Math.ceil(askers.length / perRow));
      const label = `${role.name}${role.admin ? " (administrator)" : ""}${role.state === "found" ? "" : ` (${role.state})`}`;
      nodes.push({
        data: { id: role.arn, label, full: role.arn, kind: "role", admin: role.admin, missing: role.state !== "found" },
        position: { x: 60, y: y + ((rows - 1) * 40) / 2 },
      });
      y += rows * 40 + 24;
    }
    const pitch = Math.max(40, y / Math.max(1, services.length));
    for (const [index, service] of services.entries()) {
      const label = service === "*" ? "every service" : service;
      nodes.push({
        data: { id: `service ${service}`, label, full: label, kind: "service", admin: service === "*" },
        position: { x: 400, y: pitch * (index + 0.5) - 20 },
      });
    }
    const edges = [
      ...claims.map(({ asker, role, verdict }) => ({
        data: { source: asker, target: role, label: verdict === "holds" ? "" : verdict },
      })),
      ...grants.map(({ role, service, mode }) => ({
        data: { source: role, target: `service ${service}`, label: mode },
      })),
    ];
    return [...nodes, ...edges].map((element) => ({ ...element, group: element.position ? "nodes" : "edges" }));
  }

  /** In the overview the workloads of one namespace are one box, and a role's worst verdict is the line's. */
  function claimsOf(graph, shown) {
    const byId = new Map(graph.workloads.map((workload) => [workload.id, workload]));
    const claims = graph.claims.map((claim) => ({ ...claim, ...byId.get(claim.workload) }));
    if (shown !== "overview") {
      return claims
        .filter(({ namespace }) => shown === "all" || shown === `namespace ${namespace}`)
        .map(({ workload, name, namespace, role, verdict }) => ({
          asker: `workload ${workload}`,
          label: shown === "all" ? `${namespace}/${name}` : name,
          namespace,
          role,
          verdict,
        }));
    }
    const order = ["holds", "conditional", "unknown", "broken"];
    const groups = new Map();
    for (const { namespace, role, verdict } of claims) {
      const key = `${namespace} ${role}`;
      const worst = groups.get(key)?.verdict ?? verdict;
      groups.set(key, { namespace, role, verdict: order.indexOf(verdict) > order.indexOf(worst) ? verdict : worst });
    }
    const size = (namespace) => graph.workloads.filter((workload) => workload.namespace === namespace).length;
    return [...groups.values()].map(({ namespace, role, verdict }) => ({
      asker: `namespace ${namespace}`,
      label: `${namespace} (${size(namespace)})`,
      namespace,
      role,
      verdict,
    }));
  }
})();
