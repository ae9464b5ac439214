// What judgements look up in a snapshot again and again: each of them found once for a snapshot.
import type { RoleArn } from "../iam/arn.ts";
import { type AdminFinding, adminLike } from "../iam/escalation.ts";
import { parsePolicy, type ParsedPolicy } from "../iam/policy-document.ts";
import type { NamespaceRecord } from "../pods/namespace-record.ts";
import type { PodRecord } from "../pods/pod-record.ts";
import { mayRunOn, type Scheduling } from "../pods/scheduling.ts";
import type { ServiceAccountRecord } from "../pods/service-account-record.ts";
import type { WorkloadRecord, WorkloadReference } from "../pods/workload-record.ts";
import type { PodIdentityAssociation } from "./account-facts.ts";
import { groupBy } from "./group-by.ts";
import type { RoleFacts } from "./role-facts.ts";
import type { NodeRecord, Snapshot } from "./snapshot.ts";

export interface SnapshotIndex {
  readonly namespace: (name: string) => NamespaceRecord | undefined;
  readonly node: (name: string) => NodeRecord | undefined;
  readonly workload: (reference: WorkloadReference) => WorkloadRecord | undefined;
  /** The pods at the end of whose owner chain it stands. */
  readonly podsOf: (workload: WorkloadReference) => readonly PodRecord[];
  readonly serviceAccount: (namespace: string, name: string) => ServiceAccountRecord | undefined;
  readonly association: (namespace: string, name: string) => PodIdentityAssociation | undefined;
  /** Nodes that a pod template admits: thousands of templates ask for the same few kinds of nodes. */
  readonly admittedNodes: (scheduling: Scheduling) => readonly NodeRecord[];
  /** Their roles; `undefined` among them where that of one is not known. */
  readonly admittedRoles: (scheduling: Scheduling) => ReadonlySet<RoleArn | undefined>;
  /** A trust policy, read: in most accounts hundreds of roles have the same. */
  readonly trust: (text: string) => ParsedPolicy;
  /** What makes a role administrator-like: several rules ask it of every role. */
  readonly adminLike: (role: RoleFacts) => AdminFinding | undefined;
}

/** A snapshot never changes, so what was found in it holds as long as it is there. */
const known = new WeakMap<Snapshot, SnapshotIndex>();

export function indexOf(snapshot: Snapshot): SnapshotIndex {
  const index = known.get(snapshot) ?? makeIndex(snapshot);
  known.set(snapshot, index);
  return index;
}

function makeIndex(snapshot: Snapshot): SnapshotIndex {
  const { namespaces, nodes, workloads, pods, serviceAccounts = [], eks } = snapshot;
  const findNamespace = finder(namespaces, ({ name }) => name);
  const findNode = finder(nodes, ({ name }) => name);
  const findWorkload = finder(workloads, workloadKey);
  const findAccount = finder(serviceAccounts, (account) => `${account.namespace}/${account.name}`);
  const findAssociation = finder(eks?.associations ?? [], (one) => `${one.namespace}/${one.serviceAccount}`);
  const findPods = grouper(pods, ({ namespace, owner }) => owner && workloadKey({ ...owner, namespace }));
  const admitted = remembering((_: string, scheduling: Scheduling) => {
    const found = nodes.filter((node) => mayRunOn(node, scheduling));
    return { nodes: found, roles: new Set(found.map(({ role }) => role)) };
  });
  return {
    namespace: findNamespace,
    node: findNode,
    workload: (reference) => findWorkload(workloadKey(reference)),
    podsOf: (workload) => findPods(workloadKey(workload)),
    serviceAccount: (namespace, name) => findAccount(`${namespace}/${name}`),
    association: (namespace, name) => findAssociation(`${namespace}/${name}`),
    admittedNodes: (scheduling) => admitted(JSON.stringify(scheduling), scheduling).nodes,
    admittedRoles: (scheduling) => admitted(JSON.stringify(scheduling), scheduling).roles,
    trust: remembering((text) => parsePolicy(text)),
    adminLike: remembering((role: RoleFacts) => adminLike(role.policies, role.boundary)),
  };
}

function workloadKey({ kind, namespace, name }: WorkloadReference): string {
  return `${kind}/${namespace}/${name}`;
}

/** The first of each key, as a search through the list would find it; the list is gone through at the first question. */
function finder<Item>(items: readonly Item[], keyOf: (item: Item) => string) {
  let byKey: Map<string, Item> | undefined;
  return (key: string): Item | undefined => {
    byKey ??= new Map(items.toReversed().map((item) => [keyOf(item), item]));
    return byKey.get(key);
  };
}

/** All of a key, in the order of the list. */
function grouper<Item>(items: readonly Item[], keyOf: (item: Item) => string | undefined) {
  let byKey: ReadonlyMap<string, readonly Item[]> | undefined;
  return (key: string): readonly Item[] => {
    byKey ??= groupBy(items, keyOf);
    return byKey.get(key) ?? [];
  };
}

function remembering<Key, Rest extends readonly unknown[], Answer>(ask: (key: Key, ...rest: Rest) => Answer) {
  const answers = new Map<Key, { readonly answer: Answer }>();
  return (key: Key, ...rest: Rest): Answer => {
    const known = answers.get(key) ?? { answer: ask(key, ...rest) };
    answers.set(key, known);
    return known.answer;
  };
}
