// The boxes and lines of the picture of all workloads, or of one namespace's.
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
