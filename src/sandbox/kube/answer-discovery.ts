// What the API server tells of itself: its version, its groups, and the kinds in each.
import { groupVersion, resourceKinds } from "./resource-kinds.ts";

const verbs = ["create", "delete", "get", "list", "patch", "update", "watch"];
const groups = [...new Set(resourceKinds.map(({ group }) => group))].filter((group) => group !== "");

/** `undefined` for a path that is no discovery. */
export function answerDiscovery(path: string): object | undefined {
  switch (path) {
    case "/version":
      return { major: "1", minor: "34", gitVersion: "v1.34.4-iamctl-sandbox", platform: "linux/amd64" };
    case "/readyz":
    case "/livez":
    case "/healthz":
      return { status: "ok" };
    case "/api":
      return { kind: "APIVersions", apiVersion: "v1", versions: ["v1"], serverAddressByClientCIDRs: [] };
    case "/apis":
      return { kind: "APIGroupList", apiVersion: "v1", groups: groups.map(describeGroup) };
    default:
      return answerGroup(path);
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
    resources: kinds.map(({ plural, kind, namespaced, shortNames }) => ({
      ...{ name: plural, singularName: kind.toLowerCase(), namespaced, kind, verbs, shortNames },
    })),
  };
}

function describeGroup(name: string): object {
  const versions = [...new Set(resourceKinds.filter(({ group }) => group === name).map(groupVersion))].map((one) => ({
    groupVersion: one,
    version: one.slice(one.indexOf("/") + 1),
  }));
  return { name, versions, preferredVersion: versions[0] };
}
