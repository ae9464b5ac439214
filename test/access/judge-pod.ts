// Links 1 and 2: what a claim says, where it stands, what its namespace says of it, and what is known of a pod.
import test from "ava";
import { judgeAccess } from "../../src/access/judge-access.ts";
import { judgePod } from "../../src/access/judge-pod.ts";
import type { Snapshot } from "../../src/access/snapshot.ts";
import { type Subject, subjectOfPod, subjectOfWorkload } from "../../src/access/subject.ts";
import { annotationKeys } from "../../src/pods/annotations.ts";
import { aPod } from "../helpers/proxy-world.ts";
import { arn, role, snapshot, workload } from "../helpers/build.ts";

const { settings } = snapshot();
const keys = {
  ...annotationKeys,
  ...{ role: "example.com/role", externalId: "example.com/external-id", allowedRoles: "example.com/allowed-roles" },
};
const chosen = { settings: { ...settings, keys } };
const limited = {
  settings: { ...settings, namespaceRestrictions: "glob" as const },
  namespaces: [{ name: "shop", annotations: { [annotationKeys.allowedRoles]: '["other*"]' } }],
};
const unlisted = { call: "list namespaces", subject: "the cluster", problem: "refused" };
const template = (more: Partial<Subject> = {}): Subject => ({
  ...subjectOfWorkload(workload("api", { role: "pods/api" })),
  ...more,
});
const judge = (subject: Subject, change: Partial<Snapshot> = {}) => judgePod(subject, snapshot({ change }));

test("a claim under a key that the operator chose is told as one, not as the default role", (t) => {
  const subject = template({ annotations: { "example.com/role": "pods/api" } });
  const { pod, string } = judge(subject, { settings: { ...chosen.settings, defaultRole: "pods/usual" } });
  t.deepEqual(pod, { kind: "holds", evidence: 'annotated "pods/api"' });
  t.deepEqual(string, { kind: "holds", evidence: `names ${arn("pods/api")}` });
});
test("without one the default role applies, whatever stands under the usual key", (t) => {
  const { pod, identity } = judge(template(), { settings: { ...chosen.settings, defaultRole: "pods/usual" } });
  t.deepEqual(pod, { kind: "holds", evidence: "the default role applies" });
  t.is(identity?.role, arn("pods/usual"));
});
test("a chosen key is misplaced on the workload itself, and the usual one is not", (t) => {
  const on = (key: string) =>
    judge(template({ annotations: {}, objectAnnotations: { [key]: "pods/api" } }), chosen).pod;
  t.like(on("example.com/role"), { reason: "annotation-misplaced" });
  t.regex(JSON.stringify(on("example.com/role")), /example\.com\/role is on the metadata of deployment\/api/);
  t.like(on(annotationKeys.role), { reason: "no-annotation" });
});
test("an external id that is none is told by its key", (t) => {
  const subject = template({ annotations: { "example.com/role": "pods/api", "example.com/external-id": "1" } });
  const { pod, string, identity } = judge(subject, chosen);
  t.deepEqual([pod.kind, identity], ["holds", undefined]);
  t.like(string, { reason: "malformed-external-id" });
  t.regex(JSON.stringify(string), /Mend the annotation example\.com\/external-id/);
});

test("a namespace that was seen is judged by, though others were not", (t) => {
  const { pod } = judge(template(), { ...limited, coverage: [unlisted] });
  t.like(pod, { kind: "broken", reason: "namespace-forbids" });
  t.regex(JSON.stringify(pod), /Let that annotation of namespace shop admit the role/);
});
test("one that nobody saw forbids nothing and objects to nothing", (t) => {
  const unseen = { ...limited, namespaces: [], coverage: [unlisted] };
  const forbidding = judge(template(), unseen);
  t.deepEqual([forbidding.pod, forbidding.identity], [{ kind: "unknown", ...unlisted }, undefined]);
  const reporting = judge(template(), { ...unseen, settings: { ...limited.settings, reportOnly: true } });
  t.deepEqual([reporting.pod.kind, reporting.objection], ["holds", undefined]);
});
test("nor does it stand before what is broken whatever it says", (t) => {
  const unseen = { ...limited, namespaces: [], coverage: [unlisted] };
  t.like(judge(template({ hostNetwork: true }), unseen).pod, { kind: "broken", reason: "host-network" });
});

const tagged = (condition: object) => {
  const trust = JSON.stringify({
    Version: "2012-10-17",
    Statement: {
      ...{ Effect: "Allow", Principal: { AWS: arn("node-a") }, Action: ["sts:AssumeRole", "sts:TagSession"] },
      Condition: { StringEquals: condition },
    },
  });
  const api = workload("api", { role: "pods/api" });
  const facts = snapshot({
    ...{ workloads: [api], roles: [role("pods/api", { trust })] },
    change: { settings: { ...settings, sessionTags: { name: "harbor" } } },
  });
  const pod = aPod({
    ...{ name: "api-1", uid: "u-1", namespace: "shop", annotations: api.templateAnnotations },
    ...{ serviceAccount: "default", owner: { kind: "Deployment", namespace: "shop", name: "api" } },
  });
  const kinds = [subjectOfWorkload(api), subjectOfPod(pod, facts)].map(
    (subject) => judgeAccess(subject, facts).obstacle?.verdict.kind,
  );
  return { template: kinds[0], pod: kinds[1] };
};
for (const [key, value] of [
  ["kubernetes-pod-name", "api-1"],
  ["kubernetes-pod-uid", "u-1"],
] as const)
  test(`of a pod its ${key} is known, of a template it is not`, (t) => {
    t.deepEqual(tagged({ [`aws:RequestTag/${key}`]: value }), { template: "conditional", pod: undefined });
    t.deepEqual(tagged({ [`aws:RequestTag/${key}`]: "other" }), { template: "conditional", pod: "broken" });
  });
