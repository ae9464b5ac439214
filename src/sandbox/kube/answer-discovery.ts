// What the API server tells of itself: its version, its groups, and the kinds in each.
import { isScalable } from "./answer-scale.ts";
import { groupVersion, type ResourceKind, resourceKinds } from "./resource-kinds.ts";

const verbs = ["create", "delete", "get", "list", "patch", "update", "watch"];
const groups = [...new Set(resourceKinds.map(({ group }) => group))].filter((group) => group !== "");

/** `undefined` for a path that is no discovery. */
export function answerDiscovery(path: string): object | undefined {
  switch (path) {
    case "/version":
      return { major: "1", minor: "33", gitVersion: "v1.33.0-iamctl-sandbox", platform: "linux/amd64" };
    case "/api":
      return { kind: "APIVersions", apiVersion: "v1", versions: ["v1"], serverAddressByClientCIDRs: [] };
    case "/apis":
      return { kind: "APIGroupList", apiVersion: "v1", groups: groups.map(describeGroup) };
    case "/openapi/v3":
      return {
        paths: Object.fromEntries(
          groupPaths().map((one) => [one.slice(1), { serverRelativeURL: `/openapi/v3${one}` }]),
        ),
      };
    default:
      return path.startsWith("/openapi/v3/") ? describeSchema(path.slice("/openapi/v3".length)) : answerGroup(path);
  }
}

function answerGroup(path: string): object | undefined {
  const [root, ...rest] = path.split("/").filter(Boolean);
  const group = rest.length === 1 && root === "apis" ? groups.find((name) => name === rest[0]) : undefined;
  if (group !== undefined) return { kind: "APIGroup", apiVersion: "v1", ...describeGroup(group) };
  const isCore = root === "api" && rest.length === 1;
  if (!isCore && !(root === "apis" && rest.length === 2)) return undefined;
  const wanted = rest.join("/");
  const kinds = resourceKinds.filter((kind) => groupVersion(kind) === wanted);
  if (kinds.length === 0) return undefined;
  return {
    kind: "APIResourceList",
    apiVersion: "v1",
    groupVersion: wanted,
    resources: kinds.flatMap((resource) => describeResource(resource)),
  };
}

function describeResource(resource: ResourceKind): readonly object[] {
  const { plural, kind, namespaced, shortNames, isWorkload } = resource;
  const part = { singularName: "", namespaced, verbs: ["get", "patch", "update"] };
  const scale = { ...part, name: `${plural}/scale`, group: "autoscaling", version: "v1", kind: "Scale" };
  return [
    {
      ...{ name: plural, singularName: kind.toLowerCase(), namespaced, kind, verbs, shortNames },
      ...(isWorkload && { categories: ["all"] }),
    },
    { ...part, name: `${plural}/status`, kind },
    ...(isScalable(resource) ? [scale] : []),
  ];
}

function describeGroup(name: string): object {
  const versions = [...new Set(resourceKinds.filter(({ group }) => group === name).map(groupVersion))].map((one) => ({
    groupVersion: one,
    version: one.slice(one.indexOf("/") + 1),
  }));
  return { name, versions, preferredVersion: versions[0] };
}

function groupPaths(): readonly string[] {
  return [...new Set(resourceKinds.map(pathOf))];
}

function pathOf(kind: ResourceKind): string {
  return `${kind.group === "" ? "/api" : "/apis"}/${groupVersion(kind)}`;
}

/** Just enough for `kubectl apply` to see that objects are validated here and not by it. */
function describeSchema(path: string): object | undefined {
  const kinds = resourceKinds.filter((kind) => pathOf(kind) === path);
  if (kinds.length === 0) return undefined;
  const describe = (kind: ResourceKind): [string, object] => [
    `${path}${kind.namespaced ? "/namespaces/{namespace}" : ""}/${kind.plural}/{name}`,
    {
      patch: {
        parameters: [{ name: "fieldValidation", in: "query", schema: { type: "string" } }],
        requestBody: { content: {} },
        responses: {},
        "x-kubernetes-action": "patch",
        "x-kubernetes-group-version-kind": { group: kind.group, version: kind.version, kind: kind.kind },
      },
    },
  ];
  const info = { title: "iamctl sandbox", version: "v1" };
  return { openapi: "3.0.0", info, paths: Object.fromEntries(kinds.map(describe)), components: { schemas: {} } };
}
