// The ClusterRole for whoever types a command, as an object to print.
import { type CommandWithNeeds, commandNeeds, type RbacNeed } from "./command-needs.ts";

export function clusterRole(commands: readonly CommandWithNeeds[]): object {
  const needs = commands.flatMap((command) => commandNeeds[command].rbac);
  return {
    apiVersion: "rbac.authorization.k8s.io/v1",
    kind: "ClusterRole",
    metadata: { name: commands.length === 1 ? `iamctl-${commands[0] ?? ""}` : "iamctl" },
    rules: mergeRules(needs),
  };
}

/** One rule for every set of verbs in a group, so that nothing is said twice. */
function mergeRules(needs: readonly RbacNeed[]): readonly object[] {
  const verbsOf = new Map<string, Set<string>>();
  for (const { group, resources, verbs } of needs) {
    for (const resource of resources) {
      const key = `${group}/${resource}`;
      verbsOf.set(key, new Set([...(verbsOf.get(key) ?? []), ...verbs]));
    }
  }
  const rules = new Map<string, { group: string; verbs: string[]; resources: string[] }>();
  for (const [key, verbs] of [...verbsOf].toSorted(([one], [other]) => (one < other ? -1 : 1))) {
    const [group = "", resource = ""] = key.split("/");
    const sorted = [...verbs].toSorted();
    const rule = rules.get(`${group} ${sorted.join()}`) ?? { group, verbs: sorted, resources: [] };
    rule.resources.push(resource);
    rules.set(`${group} ${sorted.join()}`, rule);
  }
  return [...rules.values()].map(({ group, resources, verbs }) => ({ apiGroups: [group], resources, verbs }));
}
