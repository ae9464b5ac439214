// What the report's page does in a browser: filters the findings and draws the picture. Without it the page still reads.
"use strict";
(() => {
  /** Zoom below which nobody reads a label, and pixels beyond which browsers draw no canvas. */
  const readable = 0.6;
  const tallest = 14_000;

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

    const frame = document.getElementById("graph-frame");
    const paper = document.getElementById("graph");
    const cy = cytoscape({ container: paper, minZoom: 0.05, maxZoom: 3 });
    controls.elements.show.addEventListener("input", show);
    controls.elements.find.addEventListener("input", find);
    controls.elements.fit.addEventListener("click", () => (isScrolled() ? seeWhole() : seeReadable()));
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
      seeReadable();
      clear();
      find();
    }

    /** As large as one can read: what is then larger than its frame is scrolled like the page, by wheel, finger or key. */
    function seeReadable() {
      const box = cy.elements().boundingBox();
      if (fitting() >= readable) return seeWhole();
      const byWidth = Math.min(1, Math.max(readable, (frame.clientWidth - 40) / box.w));
      const zoom = Math.min(byWidth, tallest / box.h);
      resizePaper(`${Math.ceil(box.w * zoom) + 40}px`, `${Math.ceil(box.h * zoom) + 40}px`, false);
      cy.viewport({ zoom, pan: { x: 20 - box.x1 * zoom, y: 20 - box.y1 * zoom } });
      frame.scrollTo(0, 0);
    }

    function fitting() {
      const { w, h } = cy.elements().boundingBox();
      return Math.min((frame.clientWidth - 40) / w, (frame.clientHeight - 40) / h);
    }

    /** All of it at once, to be dragged and zoomed. */
    function seeWhole() {
      resizePaper("100%", "100%", true);
      cy.fit(undefined, 20);
    }

    function resizePaper(width, height, moves) {
      paper.style.width = width;
      paper.style.height = height;
      cy.resize();
      cy.userPanningEnabled(moves);
      cy.userZoomingEnabled(moves);
      controls.elements.fit.textContent = moves && fitting() < readable ? "Readable size" : "Whole picture";
    }

    function isScrolled() {
      return !cy.userPanningEnabled();
    }

    function lookAt(elements) {
      if (!isScrolled()) return cy.fit(elements, 60);
      const { x1, y1, w, h } = elements.renderedBoundingBox();
      frame.scrollTo(x1 + w / 2 - frame.clientWidth / 2, y1 + h / 2 - frame.clientHeight / 2);
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
      lookAt(isScrolled() ? found[0] : found.closedNeighborhood());
    }

    function clear() {
      cy.elements().removeClass("faint");
      detail.textContent = "Choose a box to see what leads to it and from it.";
    }

    function choose(elements, chosen) {
      const own = chosen.union(chosen.parent()).union(elements);
      const kept = own.union(chosen.predecessors()).union(own.successors());
      cy.elements().addClass("faint");
      kept.union(kept.children()).union(kept.parents()).removeClass("faint");
      if (!chosen.isNode()) return;
      const lines = chosen
        .union(chosen.parent())
        .connectedEdges()
        .map((edge) => {
          const verdict = edge.data("label") === "" ? "" : ` (${edge.data("label")})`;
          return `${nameOf(edge.source(), chosen)} \u2192 ${nameOf(edge.target(), chosen)}${verdict}`;
        });
      const shown = lines.slice(0, 12);
      if (lines.length > shown.length) shown.push(`and ${lines.length - shown.length} more`);
      detail.textContent = [chosen.data("full"), ...shown].join("\n");
    }

    /** A frame is named by what stands in it. */
    function nameOf(node, chosen) {
      if (!node.isParent()) return node.data("label");
      if (node.children().contains(chosen)) return chosen.data("label");
      const names = node.children().map((child) => child.data("label"));
      return names.length > 3 ? `${names.slice(0, 3).join(", ")} and ${names.length - 3} more` : names.join(", ");
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
        "source-endpoint": "90deg",
        "target-endpoint": "270deg",
      };
      return [
        { selector: "node", style: boxes },
        { selector: "node[kind='role']", style: { shape: "ellipse", width: 240, height: 40, "text-max-width": 215 } },
        { selector: "node[kind='service']", style: { shape: "cut-rectangle", width: 150 } },
        {
          selector: "node[kind='frame']",
          style: { "background-opacity": 0, "border-color": colour("line"), padding: 5, shape: "round-rectangle" },
        },
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

  /** Three columns: who asks, the role, what it reaches. */
  function elementsOf(graph, shown) {
    const claims = claimsOf(graph, shown);
    const roles = graph.roles
      .filter(({ arn }) => claims.some(({ role }) => role === arn))
      .toSorted((one, other) => (one.name < other.name ? -1 : 1));
    const bands = shown === "overview" ? bandsOfOne(claims, roles) : bandsOfAskers(claims, roles);
    const grants = graph.grants.filter(({ role }) => roles.some(({ arn }) => arn === role));
    const services = [...new Set(grants.map(({ service }) => service))].toSorted();
    const roleNodes = roles.map(({ arn, name, admin, state }) => ({
      group: "nodes",
      data: {
        ...{ id: arn, full: arn, kind: "role", admin, missing: state !== "found" },
        label: `${name}${admin ? " (administrator)" : ""}${state === "found" ? "" : ` (${state})`}`,
      },
      position: { x: 60, y: bands.middles.get(arn) },
    }));
    const serviceNodes = services.map((service, index) => ({
      group: "nodes",
      data: { id: `service ${service}`, kind: "service", admin: service === "*", ...labels(serviceName(service)) },
      position: { x: 460, y: spread(index, services.length, bands.height) },
    }));
    const grantEdges = grants.map(({ role, service, mode }) => ({
      group: "edges",
      data: { source: role, target: `service ${service}`, label: mode },
    }));
    return [...bands.elements, ...roleNodes, ...serviceNodes, ...grantEdges];
  }

  /** Who asks for one role stands beside it, in a frame for each verdict, and one line leads from the frame. */
  function bandsOfAskers(claims, roles) {
    const perRow = claims.length > 200 ? 6 : claims.length > 30 ? 3 : 1;
    const elements = [];
    const middles = new Map();
    let y = 0;
    for (const { arn } of roles) {
      const top = y;
      for (const verdict of ["holds", "conditional", "unknown", "broken"]) {
        const askers = claims.filter((claim) => claim.role === arn && claim.verdict === verdict);
        if (askers.length === 0) continue;
        const frame = `frame ${verdict} ${arn}`;
        elements.push({ group: "nodes", data: { id: frame, kind: "frame", label: "", full: "" } });
        for (const [index, { asker, label, namespace }] of askers.entries()) {
          elements.push({
            group: "nodes",
            data: { id: asker, parent: frame, kind: "workload", namespace, ...labels(label) },
            position: { x: -260 - (index % perRow) * 200, y: y + Math.floor(index / perRow) * 38 },
          });
        }
        elements.push(claimEdge(frame, arn, verdict));
        y += Math.ceil(askers.length / perRow) * 38 + 26;
      }
      middles.set(arn, (top + y - 64) / 2);
    }
    return { elements, middles, height: y };
  }

  function bandsOfOne(claims, roles) {
    const height = roles.length * 60;
    const askers = [...new Map(claims.map((claim) => [claim.asker, claim])).values()];
    const nodes = askers.map(({ asker, label, namespace }, index) => ({
      group: "nodes",
      data: { id: asker, kind: "workload", namespace, ...labels(label) },
      position: { x: -400, y: spread(index, askers.length, height) },
    }));
    const edges = claims.map(({ asker, role, verdict }) => claimEdge(asker, role, verdict));
    const middles = new Map(roles.map(({ arn }, index) => [arn, spread(index, roles.length, height)]));
    return { elements: [...nodes, ...edges], middles, height };
  }

  function claimEdge(source, target, verdict) {
    return { group: "edges", data: { source, target, label: verdict === "holds" ? "" : verdict } };
  }

  function labels(text) {
    return { label: text, full: text };
  }

  function serviceName(service) {
    return service === "*" ? "every service" : service;
  }

  function spread(index, number, height) {
    return (Math.max(height, number * 44) / number) * (index + 0.5) - 20;
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
