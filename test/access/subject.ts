// Which node roles a subject's pods may find themselves on, and whose annotations count.
import test from "ava";
import { nodeRolesOf, type Subject, subjectOfPod, subjectOfWorkload } from "../../src/access/subject.ts";
import { annotationKeys } from "../../src/pods/annotations.ts";
import type { PodRecord } from "../../src/pods/pod-record.ts";
import { arn, role, snapshot, workload, type World } from "../helpers/build.ts";

const both: World = { nodeRoles: [role("node-a"), role("node-b")] };
const facts = snapshot(both);
const withoutRole = { name: "bare", instanceId: undefined, labels: { pool: "bare" }, role: undefined };
const empty = { arn: arn("node-c"), sources: ["node group spare"], nodeCount: 0 };
const daemon = workload("agent", { kind: "DaemonSet" });

const on = (nodeSelector: Record<string, string>): Partial<Subject> => ({
  scheduling: { nodeSelector, tolerations: [] },
});

const spread = test.macro((t, change: Partial<Subject>, expected: readonly string[], snapshotChange: object = {}) => {
  const subject = { ...subjectOfWorkload(daemon), ...change };
  t.deepEqual(
    nodeRolesOf(subject, { ...facts, ...snapshotChange }),
    expected.map((name) => arn(name)),
  );
});

test("a DaemonSet is on all of them", spread, {}, ["node-a", "node-b"]);
test("a selector leaves those whose nodes it admits", spread, on({ pool: "pool-1" }), ["node-b"]);
test("every label of a selector counts", spread, on({ pool: "pool-1", zone: "a" }), ["node-a", "node-b"]);
test("a selector that no node matches admits all", spread, on({ pool: "gpu" }), ["node-a", "node-b"]);
test("a pod is on its node's", spread, { node: "node-1" }, ["node-b"]);
test("a pod on a node that is not known may be on all", spread, { node: "gone" }, ["node-a", "node-b"]);
test("a node without a known role may have any", spread, on({ pool: "bare" }), ["node-a", "node-b"], {
  nodes: [...facts.nodes, withoutRole],
});
test("even where others that it admits have one", spread, on({ pool: "pool-0" }), ["node-a", "node-b"], {
  nodes: [...facts.nodes, { ...withoutRole, labels: { pool: "pool-0" } }],
});
test("a group without nodes counts, whatever the selector", spread, on({ pool: "pool-0" }), ["node-a", "node-c"], {
  nodeRoles: [...facts.nodeRoles, empty],
});

const pod: PodRecord = {
  uid: "1",
  namespace: "shop",
  name: "api-1",
  node: "node-0",
  addresses: [],
  phase: "Running",
  terminating: false,
  hostNetwork: false,
  serviceAccount: "default",
  annotations: { [annotationKeys.role]: "pods/old" },
  owner: { kind: "Deployment", namespace: "shop", name: "api" },
};
const claim = { [annotationKeys.role]: "pods/new" };
const api = workload("api", { templateAnnotations: claim, annotations: claim, nodeSelector: { pool: "pool-0" } });

test("a pod is judged by its own annotations, with its workload's selector", (t) => {
  const subject = subjectOfPod(pod, { ...facts, workloads: [api] });
  t.like(subject, {
    pod: "api-1",
    annotations: pod.annotations,
    objectAnnotations: claim,
    scheduling: api.template.scheduling,
  });
});
test("a workload of the same name in another namespace is not a pod's owner", (t) => {
  const subject = subjectOfPod(pod, { ...facts, workloads: [{ ...api, namespace: "media" }] });
  t.deepEqual(subject.objectAnnotations, {});
});
test("a pod without an owner stands for itself", (t) => {
  t.deepEqual(subjectOfPod({ ...pod, owner: undefined }, facts).workload, {
    kind: "Pod",
    namespace: "shop",
    name: "api-1",
  });
});
test("a pod that waits for a node, and whose owner is gone, may come to any", (t) => {
  const subject = subjectOfPod({ ...pod, node: undefined }, facts);
  t.deepEqual(subject.scheduling, { nodeSelector: {}, tolerations: [] });
  t.deepEqual(nodeRolesOf(subject, facts), [arn("node-a"), arn("node-b")]);
});
test("the annotations of a bare pod are its template's: none is misplaced", (t) => {
  t.deepEqual(subjectOfWorkload(workload("solo", { kind: "Pod", annotations: claim })).objectAnnotations, {});
});
test("nor is one misplaced when a bare pod is judged as it runs", (t) => {
  const solo = workload("api-1", { kind: "Pod", annotations: claim });
  t.deepEqual(subjectOfPod({ ...pod, owner: undefined }, { ...facts, workloads: [solo] }).objectAnnotations, {});
});
