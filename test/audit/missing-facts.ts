// Law of the audit: what was not read is never a reason to find something. Each corpus world is judged without each of its facts.
import test from "ava";
import type { RoleLookup } from "../../src/access/role-facts.ts";
import type { Snapshot } from "../../src/access/snapshot.ts";
import { printSubject } from "../../src/audit/finding.ts";
import { runRules } from "../../src/audit/run-rules.ts";
import type { RoleArn } from "../../src/iam/arn.ts";
import { workloadKinds } from "../../src/kube/resource-kinds.ts";
import { readCorpus } from "../helpers/corpus.ts";

type Without = (snapshot: Snapshot) => Snapshot;

const refused = (call: string) => ({ call, subject: "all namespaces", problem: "refused" });

function unreadWith(change: Partial<Snapshot>, call: string): Without {
  return (snapshot) => ({ ...snapshot, ...change, coverage: [...snapshot.coverage, refused(call)] });
}

const losses: readonly (readonly [string, Without])[] = [
  ...Object.entries(workloadKinds).map(([kind, { plural }]): readonly [string, Without] => [
    kind,
    (snapshot) => ({
      ...snapshot,
      workloads: snapshot.workloads.filter((one) => one.kind !== kind),
      pods: kind === "Pod" ? [] : snapshot.pods,
      ...(kind === "DaemonSet" && { proxies: undefined, networks: undefined }),
      coverage: [...snapshot.coverage, refused(`list ${plural}`)],
    }),
  ]),
  ["namespaces", unreadWith({ namespaces: [] }, "list namespaces")],
  [
    "nodes",
    (snapshot) => ({
      ...unreadWith({ nodes: [] }, "list nodes")(snapshot),
      nodesUnread: [...snapshot.nodesUnread, refused("list nodes")],
    }),
  ],
  ["service accounts", unreadWith({ serviceAccounts: undefined }, "list serviceaccounts")],
  ["rights", unreadWith({ rbac: undefined }, "list rolebindings")],
  ["aws-auth", unreadWith({ roleMappings: undefined }, "get configmaps")],
  ["what EKS knows", unreadWith({ eks: undefined }, "eks:ListPodIdentityAssociations")],
  ["OIDC providers", unreadWith({ oidcIssuers: undefined }, "iam:ListOpenIDConnectProviders")],
  ["the list of roles", unreadWith({ accountRoles: undefined }, "iam:GetAccountAuthorizationDetails")],
  ["each role", (snapshot) => ({ ...snapshot, accountRoles: undefined, roles: unreadable(snapshot) })],
];

function unreadable({ roles }: Snapshot): Snapshot["roles"] {
  const lookup: RoleLookup = { kind: "unreadable", call: "iam:GetRole", problem: "refused" };
  return new Map([...roles].map(([arn]): [RoleArn, RoleLookup] => [arn, lookup]));
}

const worlds = readCorpus();

/**
 * What is as true without the fact. W02 tells what a template says; pods are asked only whether an operator made up for
 * it, and without them it is less sure. N03 tells of a role that W06 tells of where a workload is annotated with it.
 */
const asTrue: Readonly<Record<string, string>> = { Pod: "W02", Deployment: "N03" };

for (const [name, without] of losses) {
  test(`without ${name} nothing is found that is not found with it`, (t) => {
    const invented = worlds.flatMap(({ file, title, finds, accounts, snapshot }) =>
      runRules(without(snapshot), { accounts })
        .findings.map(({ rule, subject }) => `${rule} ${printSubject(subject)}`)
        .filter((found) => !finds.includes(found) && asTrue[name] !== found.split(" ")[0])
        .map((found) => `${file} (${title}): ${found}`),
    );
    t.deepEqual(invented, []);
  });
}
