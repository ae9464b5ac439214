// Finds who can become a role: pods by their annotation or service account, nodes, other roles, and holders of rights.
import { foundRole } from "../access/found-role.ts";
import { judgeAssociation, judgeTokenRole } from "../access/judge-account-role.ts";
import type { Access } from "../access/judge-access.ts";
import { judgeOnNodes } from "../access/judge-on-nodes.ts";
import type { RoleFacts } from "../access/role-facts.ts";
import type { Snapshot } from "../access/snapshot.ts";
import { indexOf } from "../access/snapshot-index.ts";
import { type RoleArn, roleParts } from "../iam/arn.ts";
import { trustedBy } from "../iam/trusted-by.ts";
import type { PodRecord } from "../pods/pod-record.ts";
import { printSubject } from "./finding.ts";
import { hitsOfRight, rightsThatLeadToRoles } from "./rbac-hits.ts";
import { type Judged, type JudgedWorkload, subjectOf } from "./rule.ts";
import { counted, someOf } from "../print-many.ts";

export type Way = "annotation" | "service-account" | "pod-identity" | "node-credentials" | "role" | "right";

export interface RoleHolder {
  readonly way: Way;
  /** `shop/deployment/api`, a role's ARN, `user/bob`. */
  readonly who: string;
  /** Roles that it goes through, the first one first; empty for the role itself. */
  readonly through: readonly RoleArn[];
  /** `false` where something that only the call shows decides. */
  readonly certain: boolean;
  readonly detail: string;
}

/** How many roles may stand between: https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles.html#iam-term-role-chaining */
const deepest = 3;

export function whoCan(role: RoleFacts, judged: Judged): readonly RoleHolder[] {
  const holders: RoleHolder[] = [];
  const seen = new Set<RoleArn>([role.arn]);
  let frontier: readonly {
    readonly facts: RoleFacts;
    readonly through: readonly RoleArn[];
    readonly certain: boolean;
  }[] = [{ facts: role, through: [], certain: true }];
  for (let depth = 0; depth <= deepest; depth += 1) {
    for (const { facts, through, certain } of frontier) {
      holders.push(
        ...directHolders(facts, judged).map((one) => ({ ...one, through, certain: one.certain && certain })),
      );
    }
    if (depth === deepest) break;
    frontier = frontier.flatMap(({ facts, through, certain }) =>
      rolesThatAssume(facts, judged).flatMap(({ facts: other, certain: sure }) => {
        if (seen.has(other.arn)) return [];
        seen.add(other.arn);
        const way = [other.arn, ...through];
        const hop = { way: "role" as const, who: other.arn, through, certain: sure && certain };
        holders.push({ ...hop, detail: `may assume ${through[0] ?? role.arn}` });
        return [{ facts: other, through: way, certain: sure && certain }];
      }),
    );
  }
  return [...holders, ...holdersOfRights(role, judged)];
}

type Direct = Omit<RoleHolder, "through">;

function directHolders(role: RoleFacts, judged: Judged): readonly Direct[] {
  const { arn } = role;
  const { snapshot, workloads } = judged;
  const annotated = workloads.flatMap((judgedWorkload): readonly Direct[] => {
    const { workload, access } = judgedWorkload;
    const holding = access.role === arn ? heldBy(judgedWorkload, snapshot) : undefined;
    return holding === undefined ? [] : [{ way: "annotation", who: printSubject(subjectOf(workload)), ...holding }];
  });
  const accounts = (snapshot.serviceAccounts ?? []).flatMap(({ namespace, name }): readonly Direct[] => {
    const holder = { namespace, serviceAccount: name };
    const who = `${namespace}/serviceaccount/${name}`;
    const users = usersOf(holder, judged);
    const detail = users.length === 0 ? "no workload runs with it" : `used by ${someOf(users, 10)}`;
    return [judgeTokenRole(holder, snapshot), judgeAssociation(holder, snapshot)].flatMap(
      (access): readonly Direct[] => {
        if (access?.role !== arn || access.obstacle?.verdict.kind === "broken") return [];
        return [{ way: access.way, who, certain: access.obstacle === undefined, detail }];
      },
    );
  });
  const nodes = snapshot.nodeRoles.flatMap(({ arn: nodeRole, nodeCount }): readonly Direct[] => {
    const facts = foundRole(nodeRole, snapshot);
    const answer = facts && mayAssume(facts, role, judged);
    if (answer === undefined) return [];
    const detail = `whoever reaches the credentials of its ${counted(nodeCount, "node")}: pods on the node's network, and all where no proxy intercepts`;
    return [{ way: "node-credentials", who: nodeRole, certain: answer === "allow", detail }];
  });
  return [...annotated, ...accounts, ...nodes];
}

/** What is broken for some node roles may hold for the others, and then on their nodes. */
function heldBy(
  { workload, access }: JudgedWorkload,
  snapshot: Snapshot,
): Pick<Direct, "certain" | "detail"> | undefined {
  const detail = "its pod template names the role";
  if (mayHold(access)) return { certain: access.obstacle === undefined, detail };
  const there = [...judgeOnNodes(workload, snapshot)].filter(([, onNode]) => mayHold(onNode));
  if (there.length === 0) return undefined;
  const nodeRoles = there.map(([nodeRole]) => roleParts(nodeRole).name);
  return {
    certain: there.some(([, { obstacle }]) => obstacle === undefined),
    detail: `${detail}; only on nodes of ${someOf(nodeRoles, 10)}`,
  };
}

function mayHold({ obstacle }: Access): boolean {
  return obstacle === undefined || obstacle.verdict.kind === "conditional";
}

function usersOf(
  { namespace, serviceAccount }: Pick<PodRecord, "namespace" | "serviceAccount">,
  judged: Judged,
): string[] {
  return judged.snapshot.workloads
    .filter((workload) => workload.namespace === namespace && workload.serviceAccount === serviceAccount)
    .map((workload) => printSubject(subjectOf(workload)));
}

/** Node roles are told apart: their credentials lie on every node. */
function rolesThatAssume(
  role: RoleFacts,
  judged: Judged,
): readonly { readonly facts: RoleFacts; readonly certain: boolean }[] {
  const nodeRoles = new Set<RoleArn>(judged.snapshot.nodeRoles.map((one) => one.arn));
  return (judged.snapshot.accountRoles ?? []).flatMap((facts) => {
    if (nodeRoles.has(facts.arn)) return [];
    const answer = mayAssume(facts, role, judged);
    return answer === undefined ? [] : [{ facts, certain: answer === "allow" }];
  });
}

function mayAssume(caller: RoleFacts, role: RoleFacts, { snapshot }: Judged): "allow" | "unknown" | undefined {
  const trust = indexOf(snapshot).trust(role.trust);
  if (trust.kind !== "parsed") return undefined;
  const { kind } = trustedBy({ trust: trust.document, nodeRole: caller, role: role.arn });
  return kind === "allow" || kind === "unknown" ? kind : undefined;
}

/** The rights that rules R01 to R07 tell of, as far as they lead to this role. */
function holdersOfRights({ arn }: RoleFacts, judged: Judged): readonly RoleHolder[] {
  return rightsThatLeadToRoles.flatMap(({ right, obtains, words }) =>
    hitsOfRight(judged, right, (namespace, all) => obtains(namespace, all).filter((one) => one === arn), words).map(
      ({ subject, message }): RoleHolder => {
        return {
          way: "right",
          who: printSubject(subject),
          through: [],
          certain: true,
          detail: message.replace(/, and so hold .*/, ""),
        };
      },
    ),
  );
}
