// The contract of audit and why: both worlds hold the same mistakes, so both are told of the same.
import { createContract, iamctl, iamctlEnds } from "./helpers/contract.ts";
import { createRestricted, nameOf } from "./helpers/restricted-person.ts";
import type { Rule } from "./helpers/rights.ts";

const contract = createContract();

interface Report {
  readonly findings: readonly { readonly name: string; readonly severity: string; readonly subjectName: string }[];
  readonly unknown: readonly { readonly call: string }[];
}

contract("audit finds what is wrong with the scenario, and nothing else", async (t, world) => {
  const { stdout } = await iamctlEnds(t, world, 3, "audit", "-o", "json");
  const { findings, unknown } = JSON.parse(stdout) as Report;
  t.deepEqual(
    findings.map(({ name, severity, subjectName }) => `${severity} ${name}: ${subjectName}`),
    [
      "critical role-admin-like: arn:aws:iam::111122223333:role/ci-deployer",
      "high trust-account-root: arn:aws:iam::111122223333:role/ci-deployer",
      "high imds-v1-allowed: arn:aws:iam::111122223333:role/nodes/harbor-prod-batch-node",
      "high node-role-assumes-beyond-prefix: arn:aws:iam::111122223333:role/nodes/harbor-prod-batch-node",
      "high role-arn-differs: media/job/ebook-render",
      "high host-network-bypass: platform/daemonset/log-shipper",
      "high node-role-lacks-assume: platform/deployment/ci-deployer",
      "high trust-partial-nodes: shop/cronjob/order-export",
      "high role-not-found: shop/deployment/checkout",
      "high annotation-misplaced: shop/statefulset/catalogue-search",
      "medium hop-limit-high: arn:aws:iam::111122223333:role/harbor-prod-general-node",
      "medium hop-limit-high: arn:aws:iam::111122223333:role/nodes/harbor-prod-batch-node",
      "medium role-outside-prefix: platform/deployment/ci-deployer",
      "low role-orphan: arn:aws:iam::111122223333:role/pods/checkout-payments",
      "low role-missing: media/deployment/thumbnails",
    ],
  );
  t.deepEqual(unknown, []);
});

const chains = [
  ["media", "deployment/covers", undefined],
  ["media", "deployment/thumbnails", "pod"],
  ["media", "job/ebook-render", "role"],
  ["platform", "daemonset/log-shipper", "pod"],
  ["platform", "deployment/ci-deployer", "identity"],
  ["shop", "cronjob/order-export", "trust"],
  ["shop", "deployment/checkout", "role"],
  ["shop", "deployment/storefront", undefined],
  ["shop", "statefulset/catalogue-search", "pod"],
] as const;

contract("why names the first link that does not hold", async (t, world) => {
  for (const [namespace, workload, obstacle] of chains) {
    const { stdout } = await iamctlEnds(
      t,
      world,
      obstacle === undefined ? 0 : 3,
      ...["why", workload, "-n", namespace, "-o", "json"],
    );
    t.is((JSON.parse(stdout) as { readonly obstacle?: string }).obstacle, obstacle, workload);
  }
});

contract("why is asked about a pod by the name that its controller gave it", async (t, world) => {
  const pods = await world.kube.list("/api/v1/namespaces/media/pods?labelSelector=app%3Dcovers");
  t.is(pods.length, 2);
  for (const { metadata, spec } of pods) {
    const { stdout } = await iamctlEnds(t, world, 0, "why", metadata.name, "-n", "media", "-o", "json");
    const subject = { pod: metadata.name, node: spec?.["nodeName"], workload: { kind: "Deployment", name: "covers" } };
    t.like(JSON.parse(stdout), { subject, allowed: true });
  }
});

contract("a pod that is not there is told apart from one that may hold nothing", async (t, world) => {
  const { exitCode, stderr } = await iamctl(world, "why", "covers-none", "-n", "media");
  t.is(exitCode, 2);
  t.regex(stderr, /covers-none/);
});

contract(
  "a reader with the audit's rights finds what an administrator finds, and with one right less nothing else",
  async (t, world) => {
    const person = createRestricted(world);
    const line = "audit -o json --fail-on never";
    const audit = async (rights?: readonly Rule[]): Promise<Report> =>
      JSON.parse((await (rights === undefined ? person.run(line) : person.runWith(rights, line))).printed) as Report;
    const whole = await audit();
    const needs = await person.readNeeds("audit");
    const reader = await audit(needs);
    t.deepEqual([reader.findings, reader.unknown], [whole.findings, []]);
    // Nodes whose role is not known are told of together, as the cluster's.
    const known = new Set(
      whole.findings.flatMap(({ name, subjectName }) => [`${name} ${subjectName}`, `${name} cluster`]),
    );
    // Nobody asks for kinds that this cluster does not have.
    const served = needs.filter(({ apiGroups }) => !/argoproj|karpenter|eks/u.test(apiGroups.join()));
    t.true(served.length >= 15);
    for (const right of served) {
      const { findings, unknown } = await audit(needs.filter((need) => need !== right));
      const invented = findings
        .map(({ name, subjectName }) => `${name} ${subjectName.replace(/^cluster\/.*/u, "cluster")}`)
        .filter((found) => !known.has(found));
      t.deepEqual(invented, [], nameOf(right));
      t.true(
        unknown.some(({ call }) => call === nameOf(right)),
        nameOf(right),
      );
    }
  },
  "peers",
);
