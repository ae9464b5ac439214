// Findings on people and programs of the cluster who can come by the AWS roles of others through a right they hold.
import { indexOf } from "../access/snapshot-index.ts";
import { restrictionsOf } from "../access/proxy-settings.ts";
import { holdersOf, type Holding, ownsCluster, type Right } from "../access/rbac-holders.ts";
import type { RbacSubject } from "../access/rbac-record.ts";
import { annotatedRole, associationOf } from "../access/service-account-role.ts";
import { admitsNode } from "./admits-node.ts";
import type { FindingSubject } from "./finding.ts";
import type { Judged, RuleHit } from "./rule.ts";
import { someOf } from "../print-many.ts";

/** The roles that a right leads to in one namespace, or everywhere. */
type Obtains = (namespace: string | undefined, judged: Judged) => readonly string[];

/** One finding for each subject, high where a role that owns the account is among what it leads to. */
export function hitsOfRight(judged: Judged, right: Right, obtains: Obtains, words: string): readonly RuleHit[] {
  const { rbac } = judged.snapshot;
  if (rbac === undefined) return [];
  const bySubject = new Map<string, { readonly subject: RbacSubject; readonly holdings: Holding[] }>();
  for (const holding of holdersOf(right, rbac)) {
    if (isOfTheSystem(holding.subject) || ownsCluster(holding.subject, rbac)) continue;
    const key = JSON.stringify(holding.subject);
    const own = bySubject.get(key) ?? { subject: holding.subject, holdings: [] };
    own.holdings.push(holding);
    bySubject.set(key, own);
  }
  return [...bySubject.values()].flatMap(({ subject, holdings }): readonly RuleHit[] => {
    const roles = [...new Set(holdings.flatMap(({ namespace }) => obtains(namespace, judged)))];
    if (roles.length === 0) return [];
    const where = holdings.some(({ namespace }) => namespace === undefined)
      ? "everywhere"
      : `in ${someOf([...new Set(holdings.flatMap(({ namespace }) => namespace ?? []))], 5)}`;
    const names = roles.map((role) => role.slice(role.lastIndexOf("/") + 1));
    return [
      {
        subject: subjectOf(subject),
        message: `${words} ${where}, and so hold ${someOf(names, 5)}`,
        evidence: [...holdings.map(({ binding }) => `binding ${binding.name} to ${binding.roleName}`), ...roles],
        ...(!roles.some((role) => isPowerful(role, judged)) && { severity: "info" as const }),
      },
    ];
  });
}

function subjectOf({ kind, namespace, name }: RbacSubject): FindingSubject {
  return { kind, name, ...(namespace !== undefined && { namespace }) };
}

/** The control plane's own, and what runs beside it, may do all this by design. */
function isOfTheSystem({ kind, name, namespace }: RbacSubject): boolean {
  if (kind === "ServiceAccount") return namespace === "kube-system";
  return (
    name.startsWith("system:") &&
    !["system:authenticated", "system:unauthenticated", "system:serviceaccounts"].includes(name)
  );
}

function isPowerful(role: string, { snapshot, podRoles }: Judged): boolean {
  const facts = podRoles.find(({ facts: { arn } }) => arn === role)?.facts;
  return facts !== undefined && indexOf(snapshot).adminLike(facts) !== undefined;
}

/** Roles of the namespace's service accounts. */
const rolesOfAccounts: Obtains = (namespace, { snapshot }) =>
  (snapshot.serviceAccounts ?? [])
    .filter((account) => namespace === undefined || account.namespace === namespace)
    .flatMap((account) => {
      const holder = { namespace: account.namespace, serviceAccount: account.name };
      return associationOf(holder, snapshot)?.role ?? annotatedRole(holder, snapshot) ?? [];
    });

/** Roles that workloads of the namespace are annotated with. */
const rolesOfPods: Obtains = (namespace, { podRoles }) =>
  podRoles
    .filter(({ users }) => users.some((user) => namespace === undefined || user.namespace === namespace))
    .map(({ facts }) => facts.arn);

/** With the proxy and no limits on namespaces, an annotation takes any pod role; with limits, those already used there. */
const rolesByAnnotation: Obtains = (namespace, judged) => {
  const { proxies = [] } = judged.snapshot;
  if (proxies.length === 0) return [];
  const limited = proxies.every((proxy) => restrictionsOf(proxy) !== "off");
  return limited ? rolesOfPods(namespace, judged) : rolesByInterception(judged);
};

const rolesByNewPod: Obtains = (namespace, judged) => [
  ...rolesOfAccounts(namespace, judged),
  ...rolesByAnnotation(namespace, judged),
];

/** Those that are used so, and those that wait for their first user. */
function rolesByInterception(judged: Judged): readonly string[] {
  return judged.podRoles
    .filter((role) => role.users.length > 0 || admitsNode(role, judged))
    .map(({ facts }) => facts.arn);
}

/** A shell in a pod has its annotated role, and that of its service account. */
const rolesOfEnteredPods: Obtains = (namespace, judged) => [
  ...rolesOfAccounts(namespace, judged),
  ...rolesOfPods(namespace, judged),
];

/** Where namespaces are limited, lifting a limit leads to every role that the proxy hands out. */
const rolesBehindLimits: Obtains = (_, judged) => {
  const { proxies = [] } = judged.snapshot;
  const limited = proxies.some((proxy) => restrictionsOf(proxy) !== "off");
  return limited ? rolesByInterception(judged) : [];
};

/** A right, what it leads to, and how that is told. */
interface RightToRoles {
  readonly right: Right;
  readonly obtains: Obtains;
  readonly words: string;
}

export const rights = {
  createPods: {
    obtains: rolesByNewPod,
    words: "it can create pods",
    right: {
      verbs: ["create"],
      resources: [
        "pods",
        "replicationcontrollers",
        "deployments.apps",
        "statefulsets.apps",
        "daemonsets.apps",
        "replicasets.apps",
        "jobs.batch",
        "cronjobs.batch",
      ],
    },
  },
  changePods: {
    obtains: rolesByAnnotation,
    words: "it can change pods",
    right: { verbs: ["update", "patch"], resources: ["pods"] },
  },
  changeControllers: {
    obtains: rolesByNewPod,
    words: "it can change workloads",
    right: {
      verbs: ["update", "patch"],
      resources: [
        "deployments.apps",
        "statefulsets.apps",
        "daemonsets.apps",
        "replicasets.apps",
        "jobs.batch",
        "cronjobs.batch",
        "replicationcontrollers",
      ],
    },
  },
  enterPods: {
    obtains: rolesOfEnteredPods,
    words: "it can enter pods",
    right: {
      verbs: ["create", "get", "update", "patch"],
      resources: ["pods/exec", "pods/attach", "pods/ephemeralcontainers"],
    },
  },
  mintTokens: {
    obtains: rolesOfAccounts,
    words: "it can make tokens",
    right: { verbs: ["create"], resources: ["serviceaccounts/token"] },
  },
  changeNamespaces: {
    obtains: rolesBehindLimits,
    words: "it can change namespaces",
    right: { verbs: ["update", "patch"], resources: ["namespaces"] },
  },
} as const satisfies Readonly<Record<string, RightToRoles>>;

export const rightsThatLeadToRoles: readonly RightToRoles[] = Object.values(rights);

export function hitsOfWay(judged: Judged, { right, obtains, words }: RightToRoles): readonly RuleHit[] {
  return hitsOfRight(judged, right, obtains, words);
}
