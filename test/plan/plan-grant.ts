import test from "ava";
import type { RoleFacts } from "../../src/access/role-facts.ts";
import { type GrantFacts, planGrant } from "../../src/plan/plan-grant.ts";
import { annotationKeys } from "../../src/pods/annotations.ts";
import type { ProxyRecord } from "../../src/pods/proxy-record.ts";
import { arn, policy, role, snapshot, trusting, workload } from "../helpers/build.ts";

const { cluster, settings } = snapshot();
const nodeA = arn("node-a");
const nodeB = arn("eks/node-b");

function facts(change: Partial<GrantFacts> & { readonly trust?: string } = {}): GrantFacts {
  const { trust = trusting(nodeA), ...rest } = change;
  return {
    cluster,
    base: settings.base,
    prefix: "/pods/",
    role: role("pods/api", { trust }),
    nodeRoles: [nodeA],
    workload: workload("api"),
    nodeRoleFacts: [],
    trustSizeQuota: 2048,
    ...rest,
  };
}

/** The plan in short: its steps' kinds and the annotation it sets, or the beginning of its refusal. */
const plans = test.macro((t, change: Parameters<typeof facts>[0], expected: readonly string[] | string) => {
  const planned = planGrant(facts(change), { externalId: undefined });
  if (planned.kind === "refused") return t.true(planned.problem.includes(String(expected)), planned.problem);
  const words = planned.plan.steps.map((step) =>
    step.kind === "annotate-workload"
      ? `annotate ${step.changes.map(({ after }) => after ?? "nothing").join(" ")}`
      : step.kind,
  );
  return t.deepEqual(words, expected);
});

const annotated = (value: string) => workload("api", { templateAnnotations: { [annotationKeys.role]: value } });
const serviceLinked: RoleFacts = role("aws-service-role/eks.amazonaws.com/AWSServiceRoleForAmazonEKS");

test("a role that admits the node only needs the annotation", plans, {}, ["annotate pods/api"]);
test("a role that admits one of two nodes needs both", plans, { nodeRoles: [nodeA, nodeB] }, [
  "replace-trust",
  "annotate pods/api",
]);
test("a workload that names the role already needs nothing", plans, { workload: annotated("pods/api") }, []);
test("a workload that names the role by its ARN is left as it is", plans, { workload: annotated(arn("pods/api")) }, []);
test("a workload that names another role is annotated anew", plans, { workload: annotated("pods/other") }, [
  "annotate pods/api",
]);
test("a role of a base path is named without it", plans, { base: { ...settings.base, path: "/pods/" } }, [
  "annotate api",
]);
test("a role outside the base is named by its ARN", plans, { base: { ...settings.base, path: "/other/" } }, [
  `annotate ${arn("pods/api")}`,
]);
test("a role of AWS's own is refused", plans, { role: serviceLinked }, "cannot be changed");
test(
  "a role of IAM Identity Center is refused",
  plans,
  { role: role("aws-reserved/sso.amazonaws.com/Admin") },
  "cannot be changed",
);
test("a trust policy that is not JSON is refused", plans, { trust: "not json", nodeRoles: [nodeB] }, "cannot be read");
test(
  "a trust policy that would outgrow its quota is refused",
  plans,
  { nodeRoles: [nodeB], trustSizeQuota: 200 },
  "quota is 200",
);
test(
  "a Job that does not name the role is refused: its template is fixed",
  plans,
  { workload: workload("api", { kind: "Job" }) },
  "cannot be changed",
);
test(
  "a Job that names the role already needs its trust only",
  plans,
  { workload: workload("api", { kind: "Job", role: "pods/api" }), nodeRoles: [nodeA, nodeB] },
  ["replace-trust"],
);
test("without a node role there is nobody to admit", plans, { nodeRoles: [] }, "no node role");
test(
  "a pod on the node's network is refused",
  plans,
  { workload: workload("api", { hostNetwork: true }) },
  "node's network",
);

test("a trust policy that changes broadens access, an annotation alone does not", (t) => {
  const broad = planGrant(facts({ nodeRoles: [nodeB] }), { externalId: undefined });
  const narrow = planGrant(facts(), { externalId: undefined });
  t.true(broad.kind === "planned" && broad.plan.broadens);
  t.true(narrow.kind === "planned" && !narrow.plan.broadens);
});

test("a role outside the prefix is granted, with a note", (t) => {
  const planned = planGrant(facts({ role: role("legacy", { trust: trusting(nodeA) }) }), { externalId: undefined });
  t.true(planned.kind === "planned" && planned.plan.notes.some((note) => note.includes("outside the prefix /pods/")));
});

const sending = (externalId: string) =>
  workload("api", {
    templateAnnotations: { [annotationKeys.role]: "pods/api", [annotationKeys.externalId]: externalId },
  });

test("granting again without the flag keeps demanding the external id that the pods send", (t) => {
  const first = planGrant(facts({ nodeRoles: [nodeB] }), { externalId: "shop-42" });
  const [step] = first.kind === "planned" ? first.plan.steps : [];
  const trust = step?.kind === "replace-trust" ? step.after : "";
  const again = { trust, workload: sending("shop-42") };
  const same = planGrant(facts({ ...again, nodeRoles: [nodeB] }), { externalId: undefined });
  t.deepEqual(same.kind === "planned" ? same.plan.steps : same, []);
  const wider = planGrant(facts({ ...again, nodeRoles: [nodeB, arn("node-c")] }), { externalId: undefined });
  const [widened] = wider.kind === "planned" ? wider.plan.steps : [];
  t.regex(widened?.kind === "replace-trust" ? widened.after : "", /"sts:ExternalId":"shop-42"/);
});

test("an external id that the trust policy does not demand is told", (t) => {
  const planned = planGrant(facts({ workload: sending("shop-42") }), { externalId: undefined });
  t.true(planned.kind === "planned" && planned.plan.notes.some((note) => note.includes("it demands none")));
});

test("an external id that STS would refuse is refused before anything is changed", (t) => {
  for (const planned of [
    planGrant(facts(), { externalId: "no spaces" }),
    planGrant(facts({ workload: sending("x") }), { externalId: undefined }),
  ]) {
    t.regex(planned.kind === "refused" ? planned.problem : "", /is not an external id/);
  }
});

test("an external id is demanded by the trust policy and annotated", (t) => {
  const planned = planGrant(facts({ nodeRoles: [nodeB] }), { externalId: "shop-42" });
  const steps = planned.kind === "planned" ? planned.plan.steps : [];
  const [trust, annotate] = steps;
  t.true(trust?.kind === "replace-trust" && trust.after.includes("shop-42"));
  t.deepEqual(annotate?.kind === "annotate-workload" ? annotate.changes.map(({ key }) => key) : [], [
    annotationKeys.role,
    annotationKeys.externalId,
  ]);
});

test("an annotation on the workload itself is told to stay; a bare pod's is its template's", (t) => {
  const annotations = { [annotationKeys.role]: "pods/api" };
  const notesOf = (kind: "Deployment" | "Pod") => {
    const planned = planGrant(facts({ workload: workload("api", { kind, annotations }) }), { externalId: undefined });
    return planned.kind === "planned" ? planned.plan.notes.length : -1;
  };
  t.deepEqual([notesOf("Deployment"), notesOf("Pod")], [1, 0]);
});

const ownedBy = (tags: Record<string, string>) => facts({ nodeRoles: [nodeB], role: role("pods/api", { tags }) });

test("a role that another tool keeps is not changed behind its back, unless told to", (t) => {
  const owned = ownedBy({ "aws:cloudformation:stack-name": "shop" });
  const refused = planGrant(owned, {});
  t.true(refused.kind === "refused");
  if (refused.kind === "refused") {
    t.regex(refused.problem, /CloudFormation keeps the role arn\S+ \(tag aws:cloudformation:stack-name=shop\)/);
    t.regex(refused.hint, /iamctl grant -n shop deployment\/api arn\S+ --emit cloudformation/);
  }
  t.is(planGrant(owned, { overrideOwner: true }).kind, "planned");
  t.is(planGrant({ ...owned, nodeRoles: [nodeA] }, {}).kind, "planned", "what it admits already needs no change");
});

test("a workload that Argo CD keeps is not changed in the cluster, unless told to", (t) => {
  const manager = { tool: "Argo CD", name: "shop", source: "manifests" } as const;
  const managed = facts({ workload: workload("api", { manager }) });
  const refused = planGrant(managed, {});
  t.regex(refused.kind === "refused" ? `${refused.problem} ${refused.hint}` : "", /Argo CD \(shop\).*--manifest FILE/s);
  const file = { kind: "write-file", path: "api.yaml", before: "a", after: "b" } as const;
  const edited = planGrant(managed, { edits: [file, { ...file, after: "a" }] });
  t.deepEqual(edited.kind === "planned" ? edited.plan.steps : edited, [file]);
});

test("a grant without an external id tells that others lose theirs", (t) => {
  const first = planGrant(facts({ nodeRoles: [nodeB] }), { externalId: "shop-42" });
  const [step] = first.kind === "planned" ? first.plan.steps : [];
  const trust = step?.kind === "replace-trust" ? step.after : "";
  const planned = planGrant(facts({ trust, nodeRoles: [nodeB] }), {});
  t.true(planned.kind === "planned" && planned.plan.notes.some((note) => /with the external id shop-42/.test(note)));
});

test("too long a trust policy: what would fit is told", (t) => {
  const nodeRoles = Array.from({ length: 30 }, (_, index) => arn(`nodes/harbor-prod-a-group-of-nodes-number-${index}`));
  const planned = planGrant(facts({ nodeRoles }), {});
  t.regex(planned.kind === "refused" ? planned.hint : "", /fits \(about \d+ characters\): --trust pattern/);
});

test("node roles whose own policies stand in the way are told with the plan", (t) => {
  const nodeRoleFacts = [role("node-a"), role("eks/node-b")];
  const planned = planGrant(facts({ trust: trusting(arn("ci")), nodeRoles: [nodeA, nodeB], nodeRoleFacts }), {
    trust: "pattern",
  });
  t.true(
    planned.kind === "planned" && planned.plan.notes.some((note) => /node-a, node-b \(2 of 2 node roles\)/.test(note)),
  );
  const exact = planGrant(facts({ trust: trusting(arn("ci")), nodeRoles: [nodeA, nodeB], nodeRoleFacts }), {});
  t.deepEqual(exact.kind === "planned" ? exact.plan.notes : exact, []);
});

test("a node role is granted to nobody", (t) => {
  const planned = planGrant(facts({ role: role("node-a") }), {});
  t.regex(planned.kind === "refused" ? planned.problem : "", /role of the nodes themselves/);
});

test("a session name that STS would refuse is refused; another is annotated", (t) => {
  t.is(planGrant(facts(), { sessionName: "a b" }).kind, "refused");
  const planned = planGrant(facts(), { sessionName: "shop.api" });
  const [step] = planned.kind === "planned" ? planned.plan.steps : [];
  t.deepEqual(step?.kind === "annotate-workload" ? step.changes.map(({ after }) => after) : [], [
    "pods/api",
    "shop.api",
  ]);
});

const proxyWith = (flags: Record<string, string>): ProxyRecord => ({
  program: "iamctl",
  ...{ namespace: "kube-system", name: "iamctl", flags, priorityClass: undefined, serviceAccount: "iamctl" },
  ...{ scheduling: { nodeSelector: {}, tolerations: [] }, desired: 2, ready: 2, rollingOut: false },
});
const tagging = [proxyWith({}), proxyWith({ "session-tags": "harbor-prod" })];

const letsTag = test.macro((t, change: Partial<GrantFacts>, wish: boolean | undefined, expected: boolean) => {
  const planned = planGrant(facts({ nodeRoles: [nodeB], ...change }), { sessionTags: wish });
  const text = planned.kind === "planned" ? JSON.stringify(planned.plan.steps) : planned.problem;
  t.is(text.includes("sts:TagSession"), expected, text);
  t.true(text.includes(nodeB));
});

test("where no proxy tags sessions, none may be tagged", letsTag, { proxies: [proxyWith({})] }, undefined, false);
test(
  "where a proxy of the cluster tags sessions, the trust policy allows it",
  letsTag,
  { proxies: tagging },
  undefined,
  true,
);
test("a flag goes before what the proxies do", letsTag, { proxies: tagging }, false, false);
test("with the flag it is allowed before any proxy does it", letsTag, { proxies: [] }, true, true);
test("where proxies could not be read, nothing is allowed that was not wished", letsTag, {}, undefined, false);
test("a new role allows it as well", letsTag, { proxies: tagging, isNewRole: true }, undefined, true);

test("a role that admits the node, from before its sessions were tagged, is completed", (t) => {
  const planned = planGrant(facts({ proxies: tagging, workload: annotated("pods/api") }), {});
  t.deepEqual(planned.kind === "planned" && planned.plan.steps.map(({ kind }) => kind), ["replace-trust"]);
});

test("node roles whose own policies must allow tags, too, are told", (t) => {
  const assume = policy("assume", { Effect: "Allow", Action: "sts:AssumeRole", Resource: "*" });
  const nodeRoleFacts = [role("node-a", { policies: [assume] })];
  const planned = planGrant(facts({ trust: trusting(nodeB), nodeRoleFacts }), { trust: "pattern", sessionTags: true });
  const notes = planned.kind === "planned" ? planned.plan.notes.join() : "";
  t.regex(notes, /node-a .*must allow it with session tags, too: run iamctl init --session-tags/);
});

test("a proxy that goes by another annotation is told of, and one that goes by the usual is not", (t) => {
  const notesFor = (flags: Record<string, string>): readonly string[] => {
    const planned = planGrant(facts({ proxies: [proxyWith(flags)] }), {});
    return planned.kind === "planned" ? planned.plan.notes.filter((note) => note.includes("--iam-role-key")) : [];
  };
  t.regex(notesFor({ "iam-role-key": "iam.amazonaws.com/pod-role" }).join(), /by the annotation iam\S+\/pod-role /);
  t.deepEqual([notesFor({}), notesFor({ "iam-role-key": "iam.amazonaws.com/role" })], [[], []]);
});
