// How far a cluster's set-up is, and what brings it back to the plan.
import test from "ava";
import { judgeSetUp, type SetUpFacts } from "../../src/access/judge-set-up.ts";
import type { SetUp } from "../../src/access/set-up.ts";
import { assumePolicy } from "../../src/iam/assume-policy.ts";
import { printPolicy } from "../../src/iam/policy-document.ts";
import { accountId, arn, policy, role, snapshot, trusting, workload } from "../helpers/build.ts";

const assumes = policy("assume", {
  ...{ Effect: "Allow", Action: "sts:AssumeRole" },
  Resource: `arn:aws:iam::${accountId}:role/pods/*`,
});
const fence = policy("fence", {
  ...{ Effect: "Deny", Action: "sts:AssumeRole" },
  NotResource: `arn:aws:iam::${accountId}:role/pods/*`,
});
const planned = printPolicy(assumePolicy({ partition: "aws", account: accountId, prefix: "/pods/" }));
const proxy: NonNullable<SetUpFacts["proxies"]>[number] = {
  program: "iamctl",
  ...{ namespace: "kube-system", name: "iamctl", flags: {}, priorityClass: undefined },
  ...{ scheduling: { nodeSelector: {}, tolerations: [] }, serviceAccount: "iamctl", desired: 2, ready: 2 },
  ...{ rollingOut: false, chart: "iamctl-0.1.0", release: "iamctl" },
};
const setUp = snapshot({
  nodeRoles: [role("node-a", { policies: [assumes] }), role("node-b", { policies: [assumes, fence] })],
  roles: [role("pods/api", { trust: trusting(arn("node-a"), arn("node-b")) })],
  workloads: [workload("api", { role: "pods/api" }), workload("plain")],
});
const facts: SetUpFacts = {
  snapshot: setUp,
  policyArn: "arn:aws:iam::111122223333:policy/iamctl/assume",
  policy: { kind: "read", text: planned },
  proxies: [proxy],
  unread: [],
};

const judges = test.macro<[Partial<SetUpFacts>, (status: SetUp) => unknown, unknown]>({
  exec: (t, change, pick, expected) => t.deepEqual(pick(judgeSetUp({ ...facts, ...change })), expected),
  title: (rule) => rule ?? "",
});
const drift = (status: SetUp): unknown => status.drift.map(({ what, command }) => [what, command]);

test("all as planned: nothing differs", judges, {}, drift, []);
test("the policy is as planned", judges, {}, ({ policy: { state } }) => state, "as planned");
test(
  "a policy of another prefix differs, and init mends it",
  judges,
  { policy: { kind: "read", text: planned.replace("pods", "jobs") } },
  drift,
  [
    [
      "the policy arn:aws:iam::111122223333:policy/iamctl/assume is not what init writes",
      "iamctl init --prefix /pods/",
    ],
  ],
);
test(
  "a policy that may not be read is unknown, not absent",
  judges,
  { policy: { kind: "unread" } },
  ({ policy: { state } }) => state,
  "unknown",
);
const ownName = "inline policy assume";
const inlined = (...documents: readonly (readonly object[])[]): Partial<SetUpFacts> => ({
  policy: { kind: "read", text: undefined },
  snapshot: {
    ...setUp,
    ...snapshot({
      nodeRoles: documents.map((statements, at) => role(`node-${at}`, { policies: [policy(ownName, ...statements)] })),
    }),
  },
});
const ofPolicy = ({ policy: { managed, inlineIn, state } }: SetUp): unknown => [managed, inlineIn, state];
const plannedStatements = (JSON.parse(planned) as { Statement: readonly object[] }).Statement;
const otherStatements = JSON.parse(
  JSON.stringify(plannedStatements).replaceAll("/pods/", "/jobs/"),
) as readonly object[];
test("no policy of either kind is absent", judges, inlined(), ofPolicy, ["no", [], "absent"]);
test(
  "a policy inside each node role is as good as the managed one",
  judges,
  inlined(plannedStatements, plannedStatements),
  ofPolicy,
  ["no", [arn("node-0"), arn("node-1")], "as planned"],
);
test(
  "one of another prefix inside a node role differs, and is named by where it is",
  judges,
  inlined(plannedStatements, otherStatements),
  (status) => status.drift[0],
  {
    what: "the policy assume inside node-0, node-1 is not what init writes",
    command: "iamctl init --prefix /pods/",
  },
);
test(
  "a managed policy that is right does not hide one inside a node role that is not",
  judges,
  { ...inlined(otherStatements), policy: { kind: "read", text: planned } },
  (status) => [status.policy.state, status.drift[0]?.what],
  ["differs", "the policy arn:aws:iam::111122223333:policy/iamctl/assume and inside node-0 is not what init writes"],
);
test(
  "each node role is asked for the prefix and for the fence",
  judges,
  {},
  ({ nodeRoles }) => nodeRoles.map(({ assumesPrefix, fenced }) => [assumesPrefix, fenced]),
  [
    ["yes", "no"],
    ["yes", "yes"],
  ],
);
test(
  "a node role without the policy is named, with init",
  judges,
  { snapshot: { ...setUp, ...snapshot({ nodeRoles: [role("node-a")] }) } },
  (status) => status.drift[0],
  { what: "node-a may not assume roles under /pods/", command: "iamctl init --prefix /pods/" },
);
test(
  "a workload that names a role is a grant, with an answer for each node role",
  judges,
  {},
  ({ grants }) =>
    grants.map(({ workload: { name }, verdict, admits }) => [name, verdict, admits.map(({ answer }) => answer)]),
  [["api", "holds", ["yes", "yes"]]],
);
test(
  "a grant that leaves a node role out is named with the command that admits it",
  judges,
  {
    snapshot: snapshot({
      nodeRoles: [role("node-a", { policies: [assumes] }), role("node-b", { policies: [assumes] })],
      roles: [role("pods/api", { trust: trusting(arn("node-a")) })],
      workloads: [workload("api", { role: "pods/api" })],
    }),
  },
  drift,
  [["shop/deployment/api gets no role on nodes of node-b", `iamctl grant -n shop deployment/api ${arn("pods/api")}`]],
);
test(
  "a node role that may not be read answers nothing",
  judges,
  { snapshot: { ...setUp, roles: new Map() } },
  ({ nodeRoles: [first] }) => [first?.assumesPrefix, first?.fenced],
  ["unknown", "unknown"],
);
test("no proxy at all differs from the plan", judges, { proxies: [] }, drift, [
  [
    "no metadata proxy runs in the cluster, so pods hold the node's role",
    "helm upgrade --install iamctl-proxy templates/chart --namespace kube-system --values iamctl-values.yaml",
  ],
]);
test(
  "a grant that no proxy serves is no less granted, and says so beside it",
  judges,
  { proxies: [] },
  ({ grants }) => grants.map(({ verdict, serving }) => [verdict, serving]),
  [["holds", { kind: "unserved", problem: "no proxy" }]],
);
test(
  "proxies that were not read are not missed",
  judges,
  { proxies: undefined },
  ({ proxies, drift: differs }) => [proxies, differs],
  [[], []],
);
test(
  "a proxy that is not ready everywhere is named with how to look",
  judges,
  { proxies: [{ ...proxy, ready: 1 }] },
  drift,
  [
    [
      "the proxy kube-system/daemonset/iamctl is ready on 1 of 2 nodes",
      "kubectl rollout status -n kube-system daemonset/iamctl",
    ],
  ],
);
test(
  "a node that the proxy is not meant for is named",
  judges,
  { proxies: [{ ...proxy, scheduling: { nodeSelector: { pool: "pool-0" }, tolerations: [] } }] },
  ({ uncovered }) => uncovered,
  ["node-1"],
);

test("a role that may be assumed but not with the proxy's tags gives its pods nothing", (t) => {
  const settings = { ...setUp.settings, sessionTags: { name: "harbor" } };
  const { grants } = judgeSetUp({ ...facts, snapshot: { ...setUp, settings } });
  t.deepEqual(
    grants.map(({ admits }) => admits.map(({ answer }) => answer)),
    [["no", "no"]],
  );
});

const fromOffice = { IpAddress: { "aws:SourceIp": "203.0.113.0/24" } };
const may = (Resource: string, more: object = {}) => ({ Effect: "Allow", Action: "sts:AssumeRole", Resource, ...more });
const nodeRoleWith = (prefix: string, ...statements: object[]) =>
  judgeSetUp({
    ...facts,
    snapshot: { ...snapshot({ nodeRoles: [role("node-a", { policies: [policy("own", ...statements)] })] }), prefix },
  }).nodeRoles[0];
const anyRole = `arn:aws:iam::${accountId}:role/`;

for (const [prefix, pattern, answer] of [
  ["/pods/", "pods/*", "yes"],
  ["/pods/", "pods/shop/*", "no"],
  ["/team/pods/", "team/pods/*", "yes"],
  ["/team/pods/", "pods/*", "no"],
  ["pod-", "pod-*", "yes"],
  ["pod-", "pods-*", "no"],
] as const)
  test(`a node role that may assume ${pattern} and the prefix ${prefix}: ${answer}`, (t) => {
    t.is(nodeRoleWith(prefix, may(`${anyRole}${pattern}`))?.assumesPrefix, answer);
  });
test("what a condition decides is no answer: neither of the prefix nor of the fence", (t) => {
  const open = nodeRoleWith("/pods/", may("*", { Condition: fromOffice }));
  t.deepEqual([open?.assumesPrefix, open?.fenced], ["unknown", "no"]);
  const denied = nodeRoleWith("/pods/", may("*"), may("*", { Effect: "Deny", Condition: fromOffice }));
  t.deepEqual([denied?.assumesPrefix, denied?.fenced], ["unknown", "unknown"]);
});

test("the proxies are told with their chart and how many nodes they are ready on", (t) => {
  t.deepEqual(judgeSetUp(facts).proxies, [
    {
      ...{ namespace: "kube-system", name: "iamctl", program: "iamctl", chart: "iamctl-0.1.0", release: "iamctl" },
      ...{ desired: 2, ready: 2 },
    },
  ]);
});
test("what the snapshot could not read is told, and what was asked besides it", (t) => {
  const [nodes, versions] = ["list nodes", "iam:ListPolicyVersions"].map((call) => ({
    call,
    subject: "x",
    problem: "y",
  }));
  if (nodes === undefined || versions === undefined) return t.fail("two calls");
  t.deepEqual(judgeSetUp({ ...facts, snapshot: { ...setUp, coverage: [nodes] }, unread: [versions] }).unread, [
    nodes,
    versions,
  ]);
});

const pooled = (pool: string, ready: number) => ({
  ...{ ...proxy, name: pool, desired: 1, ready },
  scheduling: { nodeSelector: { pool }, tolerations: [] },
});
test(
  "two proxies that share the nodes leave none out",
  judges,
  { proxies: [pooled("pool-0", 1), pooled("pool-1", 1)] },
  ({ uncovered }) => uncovered,
  [],
);
test("a proxy for nodes that are not there is not waited for", judges, { proxies: [pooled("pool-9", 0)] }, drift, []);
test(
  "all node roles that lack the policy, and all that a role leaves out, are named",
  judges,
  {
    snapshot: snapshot({
      nodeRoles: [role("node-a"), role("node-b")],
      roles: [role("pods/api", { trust: trusting(arn("node-z")) })],
      workloads: [workload("api", { role: "pods/api" }), workload("web", { role: "pods/none" })],
    }),
  },
  drift,
  [
    ["node-a, node-b may not assume roles under /pods/", "iamctl init --prefix /pods/"],
    [
      "shop/deployment/api gets no role on nodes of node-a, node-b",
      `iamctl grant -n shop deployment/api ${arn("pods/api")}`,
    ],
    [`shop/deployment/web: account ${accountId} has no role named "none"`, undefined],
  ],
);
test(
  "a grant that cannot be judged is no drift",
  judges,
  { snapshot: { ...setUp, roles: new Map() } },
  (status) => [status.grants.map(({ verdict }) => verdict), drift(status)],
  [["unknown"], []],
);
