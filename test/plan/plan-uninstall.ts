// What an uninstallation takes away, and what it leaves with which reason.
import test from "ava";
import { admitRoles, sidOfCluster } from "../../src/iam/trust-policy.ts";
import { assumePolicy } from "../../src/iam/assume-policy.ts";
import { printPolicy } from "../../src/iam/policy-document.ts";
import { assumePolicyArn, boundaryPolicyArn } from "../../src/plan/own-policies.ts";
import { planUninstall } from "../../src/plan/plan-uninstall.ts";
import type { OwnPolicy, UninstallFacts } from "../../src/plan/uninstall-facts.ts";
import { annotationKeys } from "../../src/pods/annotations.ts";
import { arn, snapshot, trusting } from "../helpers/build.ts";

const { cluster } = snapshot();
const node = arn("node-a");
const foreign = trusting(arn("ci"));
const granted = (sid = sidOfCluster(cluster), text = foreign, admitted = node): string => {
  const edit = admitRoles(text, [admitted], { sid });
  return edit.kind === "changed" ? edit.text : text;
};
const api = { kind: "Deployment", namespace: "shop", name: "api" } as const;
const claim = (managers: readonly string[], value = "api") => ({ key: annotationKeys.role, value, managers });
const own = (more: Partial<OwnPolicy["text"]> = {}, rest: Partial<OwnPolicy> = {}): OwnPolicy => ({
  text: {
    ...{ arn: assumePolicyArn(cluster), name: "assume", path: "/iamctl/", description: "" },
    ...{ tags: { "iamctl/cluster": cluster.name }, document: "{}" },
    ...more,
  },
  attachedRoles: [node],
  boundedRoles: [],
  otherHolders: [],
  ...rest,
});

const plans = test.macro<[Partial<UninstallFacts>, steps: readonly string[], notes: RegExp | undefined]>({
  exec(t, facts, steps, notes) {
    const plan = planUninstall({ cluster, policies: [], roles: [], inlined: [], workloads: [], proxies: [], ...facts });
    t.deepEqual(
      plan.steps.map(({ kind }) => kind),
      steps,
    );
    if (notes === undefined) t.deepEqual(plan.notes, []);
    else t.regex(plan.notes.join("\n"), notes);
  },
  title: (rule) => rule ?? "",
});

test("an account without a trace needs nothing", plans, { roles: [{ arn: arn("ci"), trust: foreign }] }, [], undefined);
test(
  "annotations go before trust policies, and those before the policy",
  plans,
  {
    policies: [own()],
    roles: [{ arn: arn("pods/api"), trust: granted() }],
    workloads: [{ workload: api, annotations: [claim(["iamctl"])] }],
  },
  ["annotate-workload", "replace-trust", "detach-policy", "delete-policy"],
  /^Files that init and grant wrote .* are not looked for\.$/,
);
test(
  "an annotation that a manifest sets, too, is left to it",
  plans,
  { workloads: [{ workload: api, annotations: [claim(["iamctl", "kubectl-client-side-apply"])] }] },
  [],
  /Left: iam\.amazonaws\.com\/role of shop\/deployment\/api, set by kubectl-client-side-apply: take it out there/,
);
test(
  "an annotation of which nobody says who set it is left",
  plans,
  { workloads: [{ workload: api, annotations: [claim([])] }] },
  [],
  /because nobody says who set it/,
);
test(
  "the annotation of a Job is left, because it cannot be changed",
  plans,
  { workloads: [{ workload: { ...api, kind: "Job" }, annotations: [claim(["iamctl"])] }] },
  [],
  /a Job's template is fixed/,
);
test(
  "another cluster's statement stays and is named",
  plans,
  { roles: [{ arn: arn("pods/api"), trust: granted("IamctlNodesOtherEuWest1", granted(), arn("other-node")) }] },
  ["replace-trust"],
  /Left: the statement IamctlNodesOtherEuWest1 in the trust policy of .*pods\/api is another cluster's/,
);
test(
  "the only statement of a trust policy has to stay",
  plans,
  {
    roles: [
      { arn: arn("pods/api"), trust: trusting(node).replace('"Effect"', `"Sid":"${sidOfCluster(cluster)}","Effect"`) },
    ],
  },
  [],
  /Left: the trust policy of .*the only statement/,
);
test(
  "another cluster's policy stays",
  plans,
  { policies: [own({ arn: "arn:aws:iam::111122223333:policy/iamctl/other", tags: { "iamctl/cluster": "other" } })] },
  [],
  /Left: the policy .*iamctl\/other is for the cluster other/,
);
test(
  "a policy under our path that nobody tagged stays",
  plans,
  { policies: [own({ arn: "arn:aws:iam::111122223333:policy/iamctl/by-hand", tags: {} })] },
  [],
  /does not say which cluster it is for/,
);
test(
  "a policy that a user holds is detached from roles and stays",
  plans,
  { policies: [own({}, { otherHolders: ["the user ada"] })] },
  ["detach-policy"],
  /Left: the policy .* itself, because the user ada holds it, too/,
);
test(
  "the proxy is left to Helm, with the command",
  plans,
  { proxies: [{ workload: { kind: "DaemonSet", namespace: "kube-system", name: "iamctl" }, release: "iamctl" }] },
  [],
  /helm uninstall -n kube-system iamctl/,
);

test(
  "a policy inside a node role is taken out of it",
  plans,
  { inlined: [{ role: node, name: "assume-pod-roles-harbor-prod-eu-west-1", text: "{}" }] },
  ["write-inline-policy"],
  /not looked for/,
);
test(
  "the boundary is taken off the node roles before its policy goes",
  plans,
  { policies: [own({ arn: boundaryPolicyArn(cluster) }, { attachedRoles: [], boundedRoles: [node] })] },
  ["set-boundary", "delete-policy"],
  /not looked for/,
);
test("taking a fence down broadens, so the cluster's name is asked for", (t) => {
  const facts = { cluster, roles: [], workloads: [], proxies: [], inlined: [] };
  const fence = own({ document: printPolicy(assumePolicy({ ...cluster, prefix: "/pods/" }, "deny")) });
  t.true(planUninstall({ ...facts, policies: [fence] }).broadens);
  const open = own({ document: printPolicy(assumePolicy({ ...cluster, prefix: "/pods/" })) });
  t.false(planUninstall({ ...facts, policies: [open] }).broadens);
});
