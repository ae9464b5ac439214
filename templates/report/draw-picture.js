// Draws who reaches what, and shows what leads to a box and from it when somebody chooses or finds one.
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
  /** What the overview's boxes stand for; absent in the other pictures, whose boxes stand for themselves. */
  let overview;
  controls.elements.show.addEventListener("input", show);
  controls.elements.find.addEventListener("input", find);
  controls.elements.fit.addEventListener("click", () => (isScrolled() ? seeWhole() : seeReadable()));
  controls.addEventListener("submit", (event) => event.preventDefault());
  dark.addEventListener("change", () => cy.style(pictureLook()));
  cy.on("tap", ({ target }) => {
    if (target === cy) clear();
    else if (overview === undefined) choose(target.closedNeighborhood(), target);
    else if (target.isNode()) chooseClaims(claimsBehind(target.id()), target.data("full"), target.id());
  });
  cy.on("dbltap", "node", ({ target }) => {
    if (target.data("namespace") === undefined) return;
    controls.elements.show.value = `namespace ${target.data("namespace")}`;
    show();
  });
  show();

  function show() {
    cy.elements().remove();
    overview = controls.elements.show.value === "overview" ? overviewOf(graph) : undefined;
    cy.add(overview === undefined ? elementsOf(graph, controls.elements.show.value) : overview.elements);
    cy.style(pictureLook());
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
    if (overview !== undefined) return findInOverview(text);
    const bears = (name) => name.toLowerCase().includes(text);
    const found = cy.nodes().filter((node) => bears(node.data("label")) || bears(node.data("full")));
    if (found.empty()) {
      clear();
      detail.textContent = `Nothing here is named ${controls.elements.find.value}.`;
      return;
    }
    choose(found.closedNeighborhood().closedNeighborhood(), found[0]);
    lookAt(isScrolled() ? found[0] : found.closedNeighborhood());
  }

  /** Whoever bears the name, or works with a role or in a namespace that does; else a service. */
  function findInOverview(text) {
    const bears = (name) => name.toLowerCase().includes(text);
    const claims = overview.claims.filter((claim) => [claim.workload, claim.roleName].some(bears));
    const services = overview.services.filter((service) => bears(serviceName(service)));
    const [service] = services;
    if (claims.length > 0) chooseClaims(claims, `Named ${controls.elements.find.value}`);
    else if (service !== undefined) {
      const id = `service ${service}`;
      chooseClaims(claimsBehind(id), serviceName(service), id);
    } else {
      clear();
      detail.textContent = `Nothing here is named ${controls.elements.find.value}.`;
    }
  }

  function claimsBehind(id) {
    return overview.claims.filter(
      ({ asker, box, grants }) => asker === id || box === id || grants.some(({ target }) => target === id),
    );
  }

  /** Only what these claims lead to is shown: a box stands for many roles, and what one reaches another need not. */
  function chooseClaims(claims, title, chosen) {
    clear();
    const service = overview.services.map((name) => `service ${name}`).find((id) => id === chosen);
    const grants = claims.flatMap((claim) => claim.grants.map((grant) => ({ ...claim, ...grant })));
    const shown = service === undefined ? grants : grants.filter(({ target }) => target === service);
    const lines = new Map();
    for (const { box, target, mode, role } of shown) {
      const key = `${box} ${target}`;
      const line = lines.get(key) ?? { box, target, modes: new Set(), roles: new Set() };
      line.modes.add(mode);
      line.roles.add(role);
      lines.set(key, line);
    }
    const drawn = cy.edges().map((edge) => `${edge.source().id()} ${edge.target().id()}`);
    const revealed = [...lines.values()]
      .filter(({ box, target }) => !drawn.includes(`${box} ${target}`))
      .map(({ box, target, modes, roles }) => ({
        group: "edges",
        data: { source: box, target, label: modes.has("change") ? "change" : "read", count: String(roles.size) },
        classes: "revealed",
      }));
    cy.add(revealed);
    const names = new Set([
      chosen,
      ...claims.flatMap(({ asker, box }) => [asker, box]),
      ...shown.map(({ target }) => target),
    ]);
    const kept = new Map();
    for (const { asker, box, role } of claims) addTo(kept, `${asker} ${box}`, role);
    for (const { box, target, role } of shown) addTo(kept, `${box} ${target}`, role);
    cy.nodes().forEach((node) => void node.toggleClass("faint", !names.has(node.id())));
    cy.edges().forEach((edge) => {
      const roles = kept.get(`${edge.source().id()} ${edge.target().id()}`);
      edge.toggleClass("faint", roles === undefined);
      if (roles !== undefined && edge.data("count") !== undefined) edge.data("count", String(roles.size));
    });
    detail.textContent = [title, ...wordsOf(claims, shown)].join("\n");
    if (chosen === undefined) lookAt(isScrolled() ? cy.getElementById(claims[0].asker) : cy.nodes().not(".faint"));
  }

  function clear() {
    cy.edges(".revealed").remove();
    cy.edges("[total]").forEach((edge) => void edge.data("count", edge.data("total")));
    cy.elements().removeClass("faint");
    detail.textContent =
      overview === undefined
        ? "Choose a box to see what leads to it and from it."
        : "Choose a box to see what leads to it and from it. Numbers: workloads of a namespace, roles on a line and of a service.";
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
}
