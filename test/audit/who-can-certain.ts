// How sure it is that somebody can become a role, and in which words each way is told.
import test from "ava";
import type { RoleFacts } from "../../src/access/role-facts.ts";
import type { Snapshot } from "../../src/access/snapshot.ts";
import { judgeSnapshot } from "../../src/audit/judge-snapshot.ts";
import { whoCan } from "../../src/audit/who-can.ts";
import { arn, nodeRole, role, snapshot, trusting, workload, type World } from "../helpers/build.ts";

/** Only a call shows where it comes from. */
function trustingFrom(network: string, ...principals: string[]): string {
  const Condition = { IpAddress: { "aws:SourceIp": network } };
  const Statement = { Effect: "Allow", Principal: { AWS: principals }, Action: "sts:AssumeRole", Condition };
  return JSON.stringify({ Version: "2012-10-17", Statement });
}

/** `way name`, and `?` where it is not certain. */
const finds = test.macro((t, asked: RoleFacts, world: World, expected: readonly string[]) => {
  const holders = whoCan(asked, judgeSnapshot(snapshot({ ...world, roles: [asked, ...(world.roles ?? [])] })));
  t.deepEqual(
    holders.map(({ way, who, certain }) => `${way} ${who.slice(who.lastIndexOf("/") + 1)}${certain ? "" : " ?"}`),
    expected,
  );
});

test(
  "a condition that only the call shows leaves workload and node open",
  finds,
  role("pods/api", { trust: trustingFrom("203.0.113.0/24", arn("node-a")) }),
  { workloads: [workload("api", { role: "pods/api" })] },
  ["annotation api ?", "node-credentials node-a ?"],
);
test(
  "a condition that only the call shows leaves the nodes open that the trust policy names",
  finds,
  role("pods/api", { trust: trustingFrom("203.0.113.0/24", arn("node-a")) }),
  { workloads: [workload("api", { role: "pods/api" })], nodeRoles: [role("node-a"), role("node-b")] },
  ["annotation api ?", "node-credentials node-a ?"],
);
test(
  "a role that the trust policy does not admit is no way to it",
  finds,
  role("pods/api", { trust: trusting(arn("node-b")) }),
  { workloads: [workload("api", { role: "pods/api" })] },
  [],
);
test(
  "a trust policy that nobody can read admits nobody",
  finds,
  role("pods/api", { trust: "{" }),
  { workloads: [workload("api", { role: "pods/api" })] },
  [],
);
test(
  "node roles that could not be read, or were not asked for, are none that are known to hold it",
  finds,
  role("pods/api"),
  {
    nodeRoles: [],
    lookups: [[arn("node-a"), { kind: "unreadable", call: "iam:GetRole", problem: "AccessDenied" }]],
    change: { nodeRoles: [nodeRole(arn("node-a")), nodeRole(arn("node-b"))] },
  },
  [],
);
const first = role("first", { trust: trusting(arn("second")) });
const second = role("second", { trust: trusting(arn("third")) });
const third = role("third", { trust: trusting(arn("node-a")) });
test(
  "what is open at the first of three hops is open at all of them",
  finds,
  role("pods/api", { trust: trustingFrom("203.0.113.0/24", first.arn) }),
  { roles: [first, second, third], change: { accountRoles: [first, second, third] } },
  ["role first ?", "role second ?", "role third ?", "node-credentials node-a ?"],
);
const openSecond = role("second", { trust: trustingFrom("203.0.113.0/24", arn("third")) });
test(
  "what is open at the last of three hops is certain up to there",
  finds,
  role("pods/api", { trust: trusting(first.arn) }),
  { roles: [first, openSecond, third], change: { accountRoles: [first, openSecond, third] } },
  ["role first", "role second", "role third ?", "node-credentials node-a ?"],
);
const issuer = "oidc.eks.eu-west-1.amazonaws.com/id/0123456789ABCDEF0123456789ABCDEF";
const tokens = JSON.stringify({
  Statement: {
    Effect: "Allow",
    Principal: { Federated: `arn:aws:iam::111122223333:oidc-provider/${issuer}` },
    Action: "sts:AssumeRoleWithWebIdentity",
    Condition: { IpAddress: { "aws:SourceIp": "203.0.113.0/24" } },
  },
});
const served: Partial<Snapshot> = {
  eks: { issuer, accessEntries: [], associations: [] },
  serviceAccounts: ["web", "idle"].map((name) => ({
    ...{ namespace: "shop", name },
    annotations: { "eks.amazonaws.com/role-arn": arn("pods/api") },
  })),
};
test(
  "a token that is admitted by where it comes from",
  finds,
  role("pods/api", { trust: tokens }),
  { change: served },
  ["service-account web ?", "service-account idle ?"],
);

const tells = test.macro((t, asked: RoleFacts, world: World, expected: readonly string[]) => {
  const holders = whoCan(asked, judgeSnapshot(snapshot({ ...world, roles: [asked, ...(world.roles ?? [])] })));
  t.deepEqual(
    holders.map(({ detail }) => detail),
    expected,
  );
});

const bothNodes = { nodeRoles: [role("node-a"), role("node-b")] };
const beyond = "pods on the node's network, and all where no proxy intercepts";
test(
  "an annotation, one node, and two of them",
  tells,
  role("pods/api", { trust: trusting(arn("node-a"), arn("node-b")) }),
  {
    ...bothNodes,
    workloads: [workload("api", { role: "pods/api" })],
    change: { nodeRoles: [nodeRole(arn("node-a")), nodeRole(arn("node-b"), { nodeCount: 2 })] },
  },
  [
    "its pod template names the role",
    `whoever reaches the credentials of its 1 node: ${beyond}`,
    `whoever reaches the credentials of its 2 nodes: ${beyond}`,
  ],
);
test(
  "an annotation that one node of two leads to",
  tells,
  role("pods/api", { trust: trusting(arn("node-a")) }),
  { ...bothNodes, workloads: [workload("api", { role: "pods/api" })] },
  [
    "its pod template names the role; only on nodes of node-a",
    `whoever reaches the credentials of its 1 node: ${beyond}`,
  ],
);
test(
  "service accounts by the workloads that run with them",
  tells,
  role("pods/api", { trust: tokens }),
  {
    workloads: [
      workload("web", { serviceAccount: "web" }),
      workload("jobs", { serviceAccount: "web" }),
      workload("other", { serviceAccount: "default" }),
      workload("far", { serviceAccount: "web", namespace: "media" }),
    ],
    change: served,
  },
  ["used by shop/deployment/web, shop/deployment/jobs", "no workload runs with it"],
);
test(
  "a role by the next one that it may assume",
  tells,
  role("pods/api", { trust: trusting(first.arn) }),
  { roles: [first, second], change: { accountRoles: [first, second] } },
  [`may assume ${arn("pods/api")}`, `may assume ${first.arn}`],
);
const shell = { apiGroups: [""], resources: ["pods/exec"], verbs: ["create"], resourceNames: [] };
const inNamespace = (namespace: string, name: string) => ({
  ...{ namespace, name: "shell", roleKind: "Role" as const, roleName: "shell" },
  subjects: [{ kind: "User", namespace: undefined, name }],
});
test(
  "a right, only where it leads to this role",
  tells,
  role("pods/api", { trust: trusting(arn("node-b")) }),
  {
    workloads: [workload("api", { role: "pods/api" }), workload("film", { role: "pods/film", namespace: "media" })],
    roles: [role("pods/film")],
    change: {
      rbac: {
        roles: ["shop", "media"].map((namespace) => ({ namespace, name: "shell", rules: [shell] })),
        bindings: [inNamespace("shop", "bob"), inNamespace("media", "eve")],
      },
    },
  },
  ["it can enter pods in shop"],
);
