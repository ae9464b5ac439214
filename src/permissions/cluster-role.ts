// The ClusterRole for whoever types a command, as an object to print.
import { commandNeeds } from "./command-needs.ts";
import type { CommandWithNeeds } from "./commands-with-needs.ts";
import type { RbacNeed } from "./need.ts";

export function clusterRole(commands: readonly CommandWithNeeds[]): object {
  const needs = commands.flatMap((command) => commandNeeds[command].rbac);
  return {
    apiVersion: "rbac.authorization.k8s.io/v1",
    kind: "ClusterRole",
    metadata: { name: commands.length === 1 ? `iamctl-${commands[0] ?? ""}` : "iamctl" },
    rules: mergeRules(needs),
  };
}

/** One rule for every set of verbs in a group, so that nothing is said twice; one of its own for objects by name. */
function mergeRules(needs: readonly RbacNeed[]): readonly object[] {
  const verbsOf = new Map<string, Set<string>>();
  for (const { group, resources, verbs, names = [] } of needs) {
    for (const resource of resources) {
      const key = `${group}/${resource}/${names.join()}`;
      verbsOf.set(key, new Set([...(verbsOf.get(key) ?? []), ...verbs]));
    }
  }
  const rules = new Map<string, { group: string; verbs: string[]; names: string; resources: string[] }>();
  for (const [key, verbs] of [...verbsOf].toSorted(([one], [other]) => (one < other ? -1 : 1))) {
    const [group = "", resource = "", names = ""] = key.split("/");
    const sorted = [...verbs].toSorted();
    const same = `${group} ${sorted.join()} ${names}`;
    const rule = rules.get(same) ?? { group, verbs: sorted, names, resources: [] };
    rule.resources.push(resource);
    rules.set(same, rule);
  }
  return [...rules.values()].map(({ group, resources, verbs, names }) => ({
    ...{ apiGroups: [group], resources, verbs },
    ...(names !== "" && { resourceNames: names.split(",") }),
  }));
}
