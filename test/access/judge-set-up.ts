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

test("a policy that lets no sessions be tagged differs where the proxy tags them, and one that does never", (t) => {
  const tags = printPolicy(assumePolicy({ partition: "aws", account: accountId, prefix: "/pods/", tagSessions: true }));
  const settings = { ...setUp.settings, sessionTags: { name: "harbor" } };
  const stateOf = (text: string, more: object) =>
    judgeSetUp({ ...facts, snapshot: { ...setUp, ...more }, policy: { kind: "read", text } }).policy.state;
  t.deepEqual(
    [stateOf(planned, {}), stateOf(planned, { settings }), stateOf(tags, {}), stateOf(tags, { settings })],
    ["as planned", "differs", "as planned", "as planned"],
  );
});
