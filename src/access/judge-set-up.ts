// Judges how far the set-up of a cluster is: its policy, its node roles, every grant, and what differs from the plan.
import type { Unread } from "../errors.ts";
import { makeRoleArn, type RoleArn, roleParts } from "../iam/arn.ts";
import type { Evaluation } from "../iam/evaluate.ts";
import { baseOfPrefix, printPrefix } from "../iam/role-prefix.ts";
import { makePolicy } from "../iam/policy-document.ts";
import { trustedBy } from "../iam/trusted-by.ts";
import type { ProxyRecord } from "../pods/proxy-record.ts";
import { mayRunOn } from "../pods/scheduling.ts";
import { printWorkload } from "../pods/workload-record.ts";
import { grantCommand, initCommand, installCommand } from "./grant-command.ts";
import { judgeGrant } from "./judge-grant.ts";
import { judgeOwnPolicy, type OwnPolicyFacts, placeOfPolicy } from "./judge-own-policy.ts";
import { servableNodes } from "./judge-serving.ts";
import type { Answer, Drift, GrantStatus, NodeRoleStatus, ProxyStatus, SetUp } from "./set-up.ts";
import type { Snapshot } from "./snapshot.ts";

export interface SetUpFacts extends OwnPolicyFacts {
  /** Absent where the DaemonSets could not be read: then nothing is said of proxies. */
  readonly proxies: readonly (ProxyRecord & Pick<ProxyStatus, "chart" | "release">)[] | undefined;
  /** Beside the snapshot's own coverage. */
  readonly unread: readonly Unread[];
}

export function judgeSetUp(facts: SetUpFacts): SetUp {
  const { snapshot } = facts;
  const { cluster, prefix } = snapshot;
  const policy = judgeOwnPolicy(facts);
  const nodeRoles = snapshot.nodeRoles.map(({ arn, nodeCount }) => ({ nodeCount, ...judgeNodeRole(arn, snapshot) }));
  const grants = snapshot.workloads.flatMap((workload) => judgeGrant(workload, facts));
  const { covered, uncovered } = coverage(facts);
  return {
    ...{ cluster, prefix, policy, nodeRoles, grants, uncovered },
    proxies: (facts.proxies ?? []).map(({ namespace, name, program, chart, release, desired, ready }) => ({
      ...{ namespace, name, program, chart, release, desired, ready },
    })),
    drift: [
      ...driftOfNodes({ policy, nodeRoles, prefix }),
      ...driftOfGrants(grants),
      ...driftOfProxies(facts, covered),
    ],
    unread: [...snapshot.coverage, ...facts.unread],
  };
}

/** Asked of two roles that need not exist: one under the prefix that trusts the account, one outside that trusts the node. */
function judgeNodeRole(arn: RoleArn, snapshot: Snapshot): Omit<NodeRoleStatus, "nodeCount"> {
  const lookup = snapshot.roles.get(arn);
  if (lookup?.kind !== "found") return { arn, assumesPrefix: "unknown", fenced: "unknown" };
  const { partition, account } = snapshot.cluster;
  const { prefix } = snapshot;
  const name = `${prefix.slice(prefix.lastIndexOf("/") + 1)}zq7-any-role`;
  const ask = (role: RoleArn, principal: string): Evaluation["kind"] =>
    trustedBy({ trust: trusting(principal), nodeRole: lookup.facts, role }).kind;
  const under = makeRoleArn({ ...baseOfPrefix(prefix, snapshot.cluster), name });
  const outside = makeRoleArn({ partition, account, path: "/zq7-outside/", name: "zq7-any-role" });
  return {
    arn,
    assumesPrefix: answerTo(ask(under, `arn:${partition}:iam::${account}:root`)),
    fenced: oppositeOf(answerTo(ask(outside, arn))),
  };
}

function answerTo(kind: Evaluation["kind"]): Answer {
  if (kind === "allow") return "yes";
  return kind === "unknown" ? "unknown" : "no";
}

function oppositeOf(answer: Answer): Answer {
  return ({ yes: "no", no: "yes", unknown: "unknown" } as const)[answer];
}

function trusting(principal: string) {
  const statement = { Effect: "Allow", Principal: { AWS: principal }, Action: "sts:AssumeRole" };
  return makePolicy({ Version: "2012-10-17", Statement: statement });
}

function coverage({ snapshot, proxies = [] }: SetUpFacts): { covered: number; uncovered: readonly string[] } {
  const served = servableNodes(snapshot);
  const uncovered = served.filter((node) => !proxies.some(({ scheduling }) => mayRunOn(node, scheduling)));
  return { covered: served.length - uncovered.length, uncovered: uncovered.map(({ name }) => name) };
}

function driftOfNodes({ policy, nodeRoles, prefix }: Pick<SetUp, "policy" | "nodeRoles" | "prefix">): readonly Drift[] {
  const command = initCommand(prefix);
  const lacking = nodeRoles.filter(({ assumesPrefix }) => assumesPrefix === "no").map(({ arn }) => roleParts(arn).name);
  const changed =
    policy.state === "differs"
      ? [{ what: `the policy ${placeOfPolicy(policy)} is not what init writes`, command }]
      : [];
  if (lacking.length === 0) return changed;
  return [...changed, { what: `${lacking.join(", ")} may not assume roles under ${printPrefix(prefix)}`, command }];
}

function driftOfGrants(grants: readonly GrantStatus[]): readonly Drift[] {
  return grants.flatMap(({ workload, role, verdict, obstacle, admits: answers }): readonly Drift[] => {
    const name = `${workload.namespace}/${printWorkload(workload)}`;
    const out = answers.filter(({ answer }) => answer === "no").map(({ nodeRole }) => roleParts(nodeRole).name);
    if (role !== undefined && out.length > 0) {
      return [{ what: `${name} gets no role on nodes of ${out.join(", ")}`, command: grantCommand(workload, role) }];
    }
    return verdict === "broken" ? [{ what: `${name}: ${obstacle ?? ""}`, command: undefined }] : [];
  });
}

function driftOfProxies({ proxies }: SetUpFacts, covered: number): readonly Drift[] {
  if (proxies === undefined) return [];
  if (proxies.length === 0)
    return [{ what: "no metadata proxy runs in the cluster, so pods hold the node's role", command: installCommand() }];
  return proxies
    .filter(({ desired, ready }) => covered > 0 && ready < desired)
    .map(({ namespace, name, desired, ready }) => ({
      what: `the proxy ${namespace}/daemonset/${name} is ready on ${ready} of ${desired} nodes`,
      command: `kubectl rollout status -n ${namespace} daemonset/${name}`,
    }));
}
