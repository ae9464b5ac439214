import test from "ava";
import { accessGraph, type AccessGraph } from "../../src/access/access-graph.ts";
import { judgeAccess } from "../../src/access/judge-access.ts";
import { subjectOfWorkload } from "../../src/access/subject.ts";
import type { PodRecord } from "../../src/pods/pod-record.ts";
import { arn, policy, role, snapshot, trusting, workload, type World } from "../helpers/build.ts";

function graph(world: World): AccessGraph {
  const facts = snapshot(world);
  const accesses = facts.workloads.map((one) => judgeAccess(subjectOfWorkload(one), facts));
  return accessGraph(accesses, facts.roles, facts.pods);
}

const trusted = { trust: trusting(arn("node-a")) };
const reading = policy("read", { Effect: "Allow", Action: "s3:GetObject", Resource: "*" });

test("two workloads of one role: one role, two claims, and what the role reaches once", (t) => {
  const { workloads, roles, claims, grants, services } = graph({
    workloads: [workload("api", { role: "pods/api" }), workload("web", { role: "pods/api" })],
    roles: [role("pods/api", { ...trusted, policies: [reading] })],
  });
  t.deepEqual(
    workloads.map(({ id }) => id),
    ["shop/deployment/api", "shop/deployment/web"],
  );
  t.deepEqual(roles, [{ arn: arn("pods/api"), name: "pods/api", state: "found", admin: false }]);
  t.deepEqual(
    claims.map(({ verdict }) => verdict),
    ["holds", "holds"],
  );
  t.deepEqual(grants, [{ role: arn("pods/api"), service: "s3", mode: "read" }]);
  t.deepEqual(services, ["s3"]);
});

test("a workload without a role has no place in it", (t) => {
  t.deepEqual(graph({ workloads: [workload("api")] }).workloads, []);
});

test("a role that is not there is shown as absent, its claim as broken", (t) => {
  const { roles, claims, grants, services } = graph({ workloads: [workload("api", { role: "pods/nowhere" })] });
  t.is(roles[0]?.state, "absent");
  t.is(claims[0]?.verdict, "broken");
  t.deepEqual([grants, services], [[], []]);
});

test("a role that nobody looked up is shown as one that could not be read", (t) => {
  const facts = snapshot({ workloads: [workload("api", { role: "pods/api" })] });
  const accesses = facts.workloads.map((one) => judgeAccess(subjectOfWorkload(one), facts));
  const { roles, grants } = accessGraph(accesses, new Map(), []);
  t.deepEqual(roles, [{ arn: arn("pods/api"), name: "pods/api", state: "unreadable", admin: false }]);
  t.deepEqual(grants, []);
});

test("a role that could not be read is shown so, its claim as unknown", (t) => {
  const unreadable = { kind: "unreadable", call: "iam:GetRole", problem: "AccessDenied" } as const;
  const { roles, claims } = graph({
    workloads: [workload("api", { role: "pods/api" })],
    lookups: [[arn("pods/api"), unreadable]],
  });
  t.is(roles[0]?.state, "unreadable");
  t.is(claims[0]?.verdict, "unknown");
});

test("an administrator is marked", (t) => {
  const power = policy("power", { Effect: "Allow", Action: "*", Resource: "*" });
  const { roles } = graph({
    workloads: [workload("api", { role: "pods/api" })],
    roles: [role("pods/api", { ...trusted, policies: [power] })],
  });
  t.true(roles[0]?.admin);
});

test("pods are counted with the workload that made them", (t) => {
  const owner = { kind: "Deployment", namespace: "shop", name: "api" } as const;
  const pod: Omit<PodRecord, "name"> = {
    ...({ uid: "u", namespace: "shop", node: "node-0", addresses: [], phase: "Running", terminating: false } as const),
    ...{ hostNetwork: false, serviceAccount: "default", annotations: {}, owner },
  };
  const { workloads } = graph({
    workloads: [workload("api", { role: "pods/api" })],
    roles: [role("pods/api", trusted)],
    change: {
      pods: [
        { ...pod, name: "api-1" },
        { ...pod, name: "api-2" },
      ],
    },
  });
  t.is(workloads[0]?.pods, 2);
  t.deepEqual([workloads[0]?.namespace, workloads[0]?.name], ["shop", "deployment/api"]);
});

test("a bare pod is a workload of its own, with one pod", (t) => {
  const bare: PodRecord = {
    ...({ uid: "u", namespace: "shop", node: "node-0", addresses: [], phase: "Running", terminating: false } as const),
    ...{ hostNetwork: false, serviceAccount: "default", annotations: {}, owner: undefined, name: "solo" },
  };
  const { workloads } = graph({
    workloads: [workload("solo", { kind: "Pod", role: "pods/api" })],
    roles: [role("pods/api", trusted)],
    change: { pods: [bare, { ...bare, name: "other" }] },
  });
  t.deepEqual(workloads, [{ id: "shop/pod/solo", namespace: "shop", name: "pod/solo", pods: 1 }]);
});
