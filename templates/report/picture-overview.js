// The boxes and lines of the overview, in which one box stands for many roles, and what they stand for.
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
