// Who can become a role, and by which way: every way has a world, and every wall stops one.
import test from "ava";
import type { RoleFacts } from "../../src/access/role-facts.ts";
import type { Snapshot } from "../../src/access/snapshot.ts";
import { judgeSnapshot } from "../../src/audit/judge-snapshot.ts";
import { whoCan } from "../../src/audit/who-can.ts";
import { arn, policy, role, snapshot, trusting, workload, type World } from "../helpers/build.ts";

const issuer = "oidc.eks.eu-west-1.amazonaws.com/id/0123456789ABCDEF0123456789ABCDEF";
const target = role("pods/api", { trust: trusting(arn("node-a"), arn("hop-1")) });
const account = { namespace: "shop", name: "api", annotations: { "eks.amazonaws.com/role-arn": target.arn } };
const eks = { issuer, accessEntries: [], associations: [] };

/** `way who through`, `?` where it is not certain. */
const finds = test.macro(
  (t, world: World & { readonly of?: RoleFacts }, facts: Partial<Snapshot>, expected: readonly string[]) => {
    const { of: asked = target } = world;
    const whole = snapshot({ ...world, roles: [asked, ...(world.roles ?? [])], change: facts });
    const holders = whoCan(asked, judgeSnapshot(whole));
    t.deepEqual(
      holders.map(({ way, who, through, certain }) =>
        [
          way,
          who,
          ...through.map((one) => `via ${one.slice(one.lastIndexOf("/") + 1)}`),
          ...(certain ? [] : ["?"]),
        ].join(" "),
      ),
      expected,
    );
  },
);
const nodes = `node-credentials ${arn("node-a")}`;

test("a workload by its annotation, and its node", finds, { workloads: [workload("api", { role: "pods/api" })] }, {}, [
  "annotation shop/deployment/api",
  nodes,
]);
test("a workload whose chain is broken cannot", finds, { workloads: [workload("api", { role: "pods/API" })] }, {}, [
  nodes,
]);
test(
  "a workload that some node roles may serve holds the role on their nodes",
  finds,
  { workloads: [workload("api", { role: "pods/api" })], nodeRoles: [role("node-a"), role("node-b")] },
  {},
  ["annotation shop/deployment/api", nodes],
);
test(
  "a workload that may only run on the others does not",
  finds,
  {
    workloads: [workload("api", { role: "pods/api", nodeSelector: { pool: "pool-1" } })],
    nodeRoles: [role("node-a"), role("node-b")],
  },
  {},
  [nodes],
);
test(
  "a Deny on the node keeps its nodes out",
  finds,
  {
    nodeRoles: [
      role("node-a", { policies: [policy("fence", { Effect: "Deny", Action: "sts:AssumeRole", Resource: "*" })] }),
    ],
  },
  {},
  [],
);
const tokens = JSON.stringify({
  Version: "2012-10-17",
  Statement: {
    Effect: "Allow",
    Principal: { Federated: `arn:aws:iam::111122223333:oidc-provider/${issuer}` },
    Action: "sts:AssumeRoleWithWebIdentity",
    Condition: { StringEquals: { [`${issuer}:sub`]: "system:serviceaccount:shop:api" } },
  },
});
test("a service account that the trust policy does not admit cannot", finds, {}, { eks, serviceAccounts: [account] }, [
  nodes,
]);
test("a service account by its token", (t) => {
  const facts = role("pods/api", { trust: tokens });
  const whole = snapshot({ roles: [facts], change: { eks, serviceAccounts: [account] } });
  t.deepEqual(
    whoCan(facts, judgeSnapshot(whole)).map(({ way, who }) => `${way} ${who}`),
    ["service-account shop/serviceaccount/api"],
  );
});
const associated = {
  eks: { ...eks, associations: [{ namespace: "shop", serviceAccount: "web", role: target.arn }] },
  serviceAccounts: [{ namespace: "shop", name: "web", annotations: {} }],
};
test("an association with a role that does not admit EKS Pod Identity", finds, {}, associated, [nodes]);
test("a service account by EKS Pod Identity", (t) => {
  const Principal = { Service: "pods.eks.amazonaws.com" };
  const Statement = { Effect: "Allow", Principal, Action: ["sts:AssumeRole", "sts:TagSession"] };
  const facts = role("pods/api", { trust: JSON.stringify({ Version: "2012-10-17", Statement }) });
  const whole = snapshot({ roles: [facts], change: associated });
  t.deepEqual(
    whoCan(facts, judgeSnapshot(whole)).map(({ way, who, certain }) => `${way} ${who} ${certain}`),
    ["pod-identity shop/serviceaccount/web true"],
  );
});

const last = role("hop-3", { trust: trusting(arn("hop-4"), arn("node-a")) });
const hops = [1, 2, 3, 4].map((number) =>
  number === 3 ? last : role(`hop-${number}`, { trust: trusting(arn(`hop-${number + 1}`)) }),
);
test(
  "roles that assume it, three deep and no more, and who holds the last",
  finds,
  { roles: [...hops.slice(0, 2), last, hops[3] ?? last], workloads: [workload("far", { role: "hop-3" })] },
  { accountRoles: [target, ...hops, role("node-a")] },
  [
    nodes,
    `role ${arn("hop-1")}`,
    `role ${arn("hop-2")} via hop-1`,
    `role ${arn("hop-3")} via hop-2 via hop-1`,
    "annotation shop/deployment/far via hop-3 via hop-2 via hop-1",
    `${nodes} via hop-3 via hop-2 via hop-1`,
  ],
);
const first = role("pods/web", { trust: trusting(arn("node-a")) });
const middle = role("hop-1", { trust: trusting(first.arn) });
test(
  "a workload through another role",
  finds,
  { workloads: [workload("web", { role: "pods/web" })], roles: [first, middle] },
  { accountRoles: [target, first, middle] },
  [
    nodes,
    `role ${arn("hop-1")}`,
    `role ${first.arn} via hop-1`,
    "annotation shop/deployment/web via web via hop-1",
    `${nodes} via web via hop-1`,
  ],
);
test("roles that trust each other in a circle end", (t) => {
  const one = role("one", { trust: trusting(arn("two")) });
  const two = role("two", { trust: trusting(arn("one")) });
  const whole = snapshot({ roles: [one, two], change: { accountRoles: [one, two] } });
  t.deepEqual(
    whoCan(one, judgeSnapshot(whole)).map(({ who }) => who),
    [arn("two")],
  );
});
test(
  "somebody who may run commands in its pods",
  finds,
  { workloads: [workload("api", { role: "pods/api" })] },
  {
    rbac: {
      roles: [
        {
          namespace: "shop",
          name: "shell",
          rules: [{ apiGroups: [""], resources: ["pods/exec"], verbs: ["create"], resourceNames: [] }],
        },
      ],
      bindings: [
        {
          ...{ namespace: "shop", name: "shell", roleKind: "Role", roleName: "shell" },
          subjects: [{ kind: "User", namespace: undefined, name: "bob" }],
        },
      ],
    },
  },
  ["annotation shop/deployment/api", nodes, "right user/bob"],
);
