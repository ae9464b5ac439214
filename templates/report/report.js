// What the report's page does in a browser: filters the findings and draws the picture. Without it the page still reads.
"use strict";
(() => {
  /** Zoom below which nobody reads a label, and pixels beyond which browsers draw no canvas. */
  const readable = 0.6;
  const tallest = 14_000;
  /** More boxes for roles than these are drawn as one for each kind, and more administrators than those as one. */
  const fewRoles = 20;
  const fewAdministrators = 8;
  /** Boxes of one namespace alone stand beside it, those of a lower rank above all. */
  const ownRank = 4;
  const verdicts = ["holds", "conditional", "unknown", "broken"];

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
    /** What the overview's boxes stand for; absent in the other pictures, whose boxes stand for themselves. */
    let overview;
    controls.elements.show.addEventListener("input", show);
    controls.elements.find.addEventListener("input", find);
    controls.elements.fit.addEventListener("click", () => (isScrolled() ? seeWhole() : seeReadable()));
    controls.addEventListener("submit", (event) => event.preventDefault());
    dark.addEventListener("change", () => cy.style(look()));
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
        {
          selector: "edge[count]",
          style: {
            "source-label": "data(count)",
            "source-text-offset": 22,
            "font-size": 11,
            color: colour("ink"),
            "text-background-color": colour("ground"),
            "text-background-opacity": 0.9,
            "text-background-padding": 1,
          },
        },
        // Many leave one box: there the numbers would stand on each other.
        {
          selector: "edge.revealed",
          style: { "source-label": "", "target-label": "data(count)", "target-text-offset": 22 },
        },
        { selector: "edge[label='read']", style: { "line-style": "dashed", width: 1, opacity: 0.7 } },
        {
          selector: "edge[?admin]",
          style: { "line-color": colour("critical"), "target-arrow-color": colour("critical") },
        },
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
      .toSorted((one, other) => naturally(one.name, other.name));
    const bands = bandsOfAskers(claims, roles);
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
      data: { source: role, target: `service ${service}`, label: mode, admin: service === "*" },
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
      for (const verdict of verdicts) {
        const askers = claims.filter((claim) => claim.role === arn && claim.verdict === verdict);
        if (askers.length === 0) continue;
        const frame = `frame ${verdict} ${arn}`;
        elements.push({ group: "nodes", data: { id: frame, kind: "frame", label: "", full: "" } });
        for (const [index, { asker, label, full, namespace }] of askers.entries()) {
          elements.push({
            group: "nodes",
            data: { id: asker, parent: frame, kind: "workload", namespace, label, full },
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

  function claimsOf(graph, shown) {
    return joined(graph)
      .filter(({ namespace }) => shown === "all" || shown === `namespace ${namespace}`)
      .map(({ workload, name, namespace, role, verdict }) => ({
        asker: `workload ${workload}`,
        // The kind is left out where a name has room for the end that tells it from others.
        label: shown === "all" ? `${namespace}/${name.slice(name.indexOf("/") + 1)}` : name,
        full: shown === "all" ? workload : name,
        ...{ namespace, role, verdict },
      }));
  }

  /** Each claim with what is known of its workload. */
  function joined(graph) {
    const byId = new Map(graph.workloads.map((workload) => [workload.id, workload]));
    return graph.claims.map((claim) => ({ ...claim, ...byId.get(claim.workload) }));
  }

  /**
   * Namespaces beside their roles. Where there are many roles one box stands for those of a kind: of one namespace alone,
   * shared, missing. Administrators are drawn each, with their lines to every service; other lines to services only for
   * what is chosen, since all of them together are a web that nobody reads.
   */
  function overviewOf(graph) {
    const roles = new Map(graph.roles.map((role) => [role.arn, role]));
    const boxOf = boxesOf(graph, roles);
    const claims = joined(graph).map(({ workload, namespace, role, verdict }) => ({
      ...{ workload, namespace, role, verdict, roleName: roles.get(role).name },
      asker: `namespace ${namespace}`,
      box: boxOf(role).id,
      grants: graph.grants
        .filter((grant) => grant.role === role)
        .map(({ service, mode }) => ({ target: `service ${service}`, service, mode })),
    }));
    const namespaces = [...new Set(claims.map(({ namespace }) => namespace))].toSorted(naturally);
    const boxes = [...new Map(graph.roles.map(({ arn }) => [boxOf(arn).id, boxOf(arn)])).values()].toSorted(
      (one, other) => one.rank - other.rank || naturally(one.label, other.label),
    );
    const special = boxes.filter(({ rank }) => rank < ownRank);
    // Without boxes beside the namespaces both columns share the height.
    const height = 56 * Math.max(special.length, namespaces.length);
    const top = boxes.length > special.length ? special.length * 56 : undefined;
    const placeOfNamespace = (namespace) => {
      const index = namespaces.indexOf(namespace);
      return top === undefined ? spread(index, namespaces.length, height) : top + index * 56;
    };
    const placeOfSpecial = (index) => (top === undefined ? spread(index, special.length, height) : index * 56);
    const placeOf = (box) =>
      box.rank < ownRank ? placeOfSpecial(special.indexOf(box)) : placeOfNamespace(box.namespace);
    const lines = new Map();
    for (const { asker, box, role, verdict } of claims) {
      const key = `${asker} ${box}`;
      const line = lines.get(key) ?? { asker, box, roles: new Set(), broken: new Set(), verdict };
      line.roles.add(role);
      if (verdict === "broken") line.broken.add(role);
      if (verdicts.indexOf(verdict) > verdicts.indexOf(line.verdict)) line.verdict = verdict;
      lines.set(key, line);
    }
    const admins = new Set(boxes.filter(({ admin }) => admin).map(({ id }) => id));
    const few = new Set(boxes.filter(({ roles: own }) => own.length === 1).map(({ id }) => id));
    const services = graph.services.toSorted((one, other) => Number(other === "*") - Number(one === "*"));
    const serviceLabel = (service) => {
      const number = new Set(graph.grants.filter((grant) => grant.service === service).map(({ role }) => role)).size;
      return `${serviceName(service)} (${number})`;
    };
    const elements = [
      ...namespaces.map((namespace) => ({
        group: "nodes",
        data: {
          ...{ id: `namespace ${namespace}`, kind: "workload", namespace },
          ...labels(`${namespace} (${claims.filter((claim) => claim.namespace === namespace).length})`),
        },
        position: { x: -400, y: placeOfNamespace(namespace) },
      })),
      ...boxes.map((box) => ({
        group: "nodes",
        data: { id: box.id, kind: "role", admin: box.admin, missing: box.missing, ...labels(box.label) },
        position: { x: 60, y: placeOf(box) },
      })),
      ...services.map((service, index) => ({
        group: "nodes",
        data: { id: `service ${service}`, kind: "service", admin: service === "*", ...labels(serviceLabel(service)) },
        position: { x: 460, y: top === undefined ? spread(index, services.length, height) : index * 44 },
      })),
      ...[...lines.values()].map(({ asker, box, roles: own, broken, verdict }) => ({
        group: "edges",
        data: {
          ...claimEdge(asker, box, verdict).data,
          admin: admins.has(box),
          ...(!few.has(box) && {
            total:
              broken.size === 0 || broken.size === own.size ? String(own.size) : `${own.size}, ${broken.size} broken`,
            count: "",
          }),
        },
      })),
      ...boxes
        .filter(({ admin }) => admin)
        .map(({ id }) => ({ group: "edges", data: { source: id, target: "service *", label: "change", admin: true } }))
        .filter(() => services.includes("*")),
    ];
    return { elements, claims, services };
  }

  /** `team-2` before `team-10`. */
  function naturally(one, other) {
    return one.localeCompare(other, "en", { numeric: true });
  }

  function addTo(groups, key, item) {
    groups.set(key, (groups.get(key) ?? new Set()).add(item));
  }

  function boxesOf(graph, roles) {
    const users = new Map();
    for (const { role, namespace } of joined(graph)) users.set(role, new Set([...(users.get(role) ?? []), namespace]));
    const isAlone = graph.roles.length <= fewRoles;
    const administrators = graph.roles.filter(({ admin }) => admin);
    const boxes = new Map();
    const gather = (id, rank, more, arn, label) => {
      const box = boxes.get(id) ?? { id, rank, admin: false, missing: false, roles: [], ...more };
      box.roles.push(arn);
      box.label = label(box.roles.length);
      boxes.set(id, box);
      return box;
    };
    const roleWord = (number) => (number === 1 ? "role" : "roles");
    const found = new Map(
      graph.roles.map(({ arn, name, admin, state }) => {
        const [namespace, ...others] = users.get(arn) ?? [];
        const missing = state !== "found";
        const ownLabel = () => `${name}${admin ? " (administrator)" : ""}${missing ? ` (${state})` : ""}`;
        if (isAlone || (admin && administrators.length <= fewAdministrators))
          return [arn, gather(arn, admin ? 0 : 3, { admin, missing }, arn, ownLabel)];
        if (admin) return [arn, gather("administrators", 0, { admin }, arn, (number) => `${number} administrators`)];
        if (missing)
          return [arn, gather("missing", 1, { missing }, arn, (number) => `${number} missing ${roleWord(number)}`)];
        if (others.length > 0)
          return [arn, gather("shared", 2, {}, arn, (number) => `${number} shared ${roleWord(number)}`)];
        const alone = (number) => `${number} ${roleWord(number)} of ${namespace} alone`;
        return [arn, gather(`own ${namespace}`, ownRank, { namespace }, arn, alone)];
      }),
    );
    return (arn) => found.get(arn);
  }

  /** Names first, then what they lead to; of each as many as one reads. */
  function wordsOf(claims, grants) {
    const distinct = (items) => [...new Set(items)].toSorted(naturally);
    const some = (items, most) =>
      items.length > most ? `${items.slice(0, most).join(", ")} and ${items.length - most} more` : items.join(", ");
    const reached = distinct(grants.map(({ service }) => service)).map((service) => {
      const own = grants.filter((grant) => grant.service === service);
      const number = new Set(own.map(({ role }) => role)).size;
      const mode = own.some((grant) => grant.mode === "change") ? "change" : "read";
      return `${serviceName(service)} (${mode}, by ${number} ${number === 1 ? "role" : "roles"})`;
    });
    const broken = distinct(claims.filter(({ verdict }) => verdict === "broken").map(({ workload }) => workload));
    const line = (word, items, most) => (items.length === 0 ? [] : [`${word} (${items.length}): ${some(items, most)}`]);
    return [
      ...line("namespaces", distinct(claims.map(({ namespace }) => namespace)), 12),
      ...line("workloads", distinct(claims.map(({ workload }) => workload)), 8),
      ...line("roles", distinct(claims.map(({ roleName }) => roleName)), 12),
      ...line("broken", broken, 8),
      ...line("reach", reached, 12),
    ];
  }
})();
