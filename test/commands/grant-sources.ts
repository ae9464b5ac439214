// Grants that are written into files, that stand in a file together, and that name a Service: on the sandbox, by what they leave.
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import test from "ava";
import { kindNamed } from "../../src/sandbox/kube/resource-kinds.ts";
import { type CommandWorld, startCommandWorld } from "../helpers/command-world.ts";

let world: CommandWorld;
test.before(async () => {
  world = await startCommandWorld();
});
test.after.always(async () => world.stop());

const path = (name: string): string => join(world.folder, name);
const put = (name: string, text: string): Promise<void> => writeFile(path(name), text);
const get = (name: string): Promise<string> => readFile(path(name), "utf8");
const role = (name: string) => [...world.sandbox.aws.account.roles.values()].find((one) => one.name === name);
const deployment = (namespace: string, name: string) =>
  world.sandbox.kube.get(kindNamed("Deployment"), namespace, name);
const template = (namespace: string, name: string): Record<string, string> => {
  const { spec } = deployment(namespace, name) as unknown as {
    spec: { template: { metadata: { annotations?: Record<string, string> } } };
  };
  return spec.template.metadata.annotations ?? {};
};

const manifest = `# kept in git
apiVersion: apps/v1
kind: Deployment
metadata:
  name: thumbnails
spec:
  template:
    metadata:
      labels: {app: thumbnails}   # as the Service selects
`;

test.serial(
  "a manifest is edited in place of the cluster, the trust policy is not left out, and undo brings both back",
  async (t) => {
    await put("thumbnails.yaml", manifest);
    const before = world.sandbox.dumpAccount();
    const line = "grant -n media thumbnails thumbnails --manifest FOLDER/thumbnails.yaml";
    const { exitCode, said } = await world.run(`${line} --yes`);
    t.is(exitCode, 0, said);
    t.is(await get("thumbnails.yaml"), `${manifest}      annotations:\n        iam.amazonaws.com/role: thumbnails\n`);
    t.deepEqual(template("media", "thumbnails"), {}, "the cluster is left alone");
    t.regex(role("thumbnails")?.trust ?? "", /IamctlNodesHarborProdEuWest1/);
    t.regex(said, /media\/deployment\/thumbnails changes when .*thumbnails\.yaml is deployed/);
    t.is((await world.run(`${line} --check`)).exitCode, 0);
    t.is((await world.run("undo --yes")).exitCode, 0);
    t.is(await get("thumbnails.yaml"), manifest);
    t.is(world.sandbox.dumpAccount(), before);
  },
);

test.serial("a workload that is in none of the manifests is told, with those that are", async (t) => {
  await put("thumbnails.yaml", manifest);
  const { exitCode, said } = await world.run(
    "grant -n media nobody thumbnails --manifest FOLDER/thumbnails.yaml --yes",
  );
  t.is(exitCode, 2);
  t.regex(
    said,
    /There is no workload "nobody" in .*There are: media\/deployment\/thumbnails \(.*thumbnails\.yaml, document 1\)/s,
  );
});

const values = 'replicas: 2\npodAnnotations: {} # none yet\nimage: "x"\n';

test.serial("values of a chart are edited at a path", async (t) => {
  await put("values.yaml", values);
  const line = "grant -n media thumbnails thumbnails --external-id media-1 --values FOLDER/values.yaml";
  t.is((await world.run(`${line} --yes`)).exitCode, 0);
  t.is(
    await get("values.yaml"),
    'replicas: 2\npodAnnotations: # none yet\n  iam.amazonaws.com/role: thumbnails\n  iam.amazonaws.com/external-id: "media-1"\nimage: "x"\n'.replaceAll(
      '"media-1"',
      "media-1",
    ),
  );
  t.is((await world.run("undo --yes")).exitCode, 0);
  t.is(await get("values.yaml"), values);
  t.regex((await world.run(`${line} --path a..b --yes`)).said, /"a\.\.b" is not a path in values/);
});

test.serial("a workload that Helm keeps is not changed behind its back", async (t) => {
  const present = deployment("media", "thumbnails");
  const labels = { ...present.metadata.labels, "app.kubernetes.io/managed-by": "Helm" };
  world.sandbox.kube.replace(kindNamed("Deployment"), { ...present, metadata: { ...present.metadata, labels } });
  const before = world.sandbox.dumpAccount();
  const { exitCode, said } = await world.run("grant -n media thumbnails thumbnails --yes");
  t.is(exitCode, 5, said);
  t.regex(said, /Helm keeps deployment\/thumbnails in.*--values FILE --path podAnnotations/s);
  t.is(world.sandbox.dumpAccount(), before);
  const again = deployment("media", "thumbnails");
  world.sandbox.kube.replace(kindNamed("Deployment"), {
    ...again,
    metadata: { ...again.metadata, labels: present.metadata.labels ?? {} },
  });
});

test.serial("a role that CloudFormation keeps: the snippet is printed, and nothing is changed", async (t) => {
  role("thumbnails")?.tags.set("aws:cloudformation:stack-name", "media");
  const before = world.sandbox.dumpAccount();
  const refused = await world.run("grant -n media thumbnails thumbnails --yes");
  t.is(refused.exitCode, 5, refused.said);
  const command = /iamctl (grant .* --emit cloudformation)/.exec(refused.said)?.[1] ?? "";
  const { exitCode, printed } = await world.run(command);
  t.is(exitCode, 0);
  t.regex(printed, /^- Sid: IamctlNodesHarborProdEuWest1\n {2}Effect: Allow\n/);
  t.is(world.sandbox.dumpAccount(), before);
  role("thumbnails")?.tags.delete("aws:cloudformation:stack-name");
});

test.serial("several grants are one plan: a trust policy that two of them need is changed once", async (t) => {
  await put(
    "grants.yaml",
    `grants:
  - service: deployment/thumbnails
    namespace: media
    role: thumbnails
  - { service: covers, namespace: media, role: thumbnails, externalId: covers-1 }
  - service: cj/order-export
    namespace: shop
    role: order-export
`,
  );
  const before = world.sandbox.dumpAccount();
  const planned = await world.run("grant -f FOLDER/grants.yaml --dry-run -o json");
  const { plan } = JSON.parse(planned.printed) as { plan: { title: string; steps: { kind: string }[] } };
  t.is(plan.title, "grant 3 workloads their roles");
  t.deepEqual(
    plan.steps.map(({ kind }) => kind),
    ["replace-trust", "replace-trust", "annotate-workload", "annotate-workload"],
  );
  const done = await world.run("grant -f FOLDER/grants.yaml --yes");
  t.is(done.exitCode, 0, done.said);
  t.is(template("media", "covers")["iam.amazonaws.com/role"], "thumbnails");
  t.is((await world.run("grant -f FOLDER/grants.yaml --check")).exitCode, 0);
  t.is((await world.run("undo --yes")).exitCode, 0);
  t.is(world.sandbox.dumpAccount(), before);
});

test.serial("what is wrong in a file of grants is told by its place", async (t) => {
  const tells = async (text: string, expected: RegExp): Promise<void> => {
    await put("wrong.yaml", text);
    const { exitCode, said } = await world.run("grant -f FOLDER/wrong.yaml --yes");
    t.is(exitCode, 2, said);
    t.regex(said, expected);
  };
  await tells("a: 1\n", /holds no list "grants" alone/);
  await tells("grants: [{service: api}]\n", /grants\[0\] needs "service" and "role"/);
  await tells("grants: [{service: api, role: r, extra: 1}]\n", /grants\[0\] has "extra", which is none of/);
  await tells("grants: [{service: api, role: [r]}]\n", /"role" is no text/);
  await tells("grants: [{service: api, role: r, trust: wide}]\n", /"trust" is none of exact, pattern, tag/);
  t.regex((await world.run("grant -f FOLDER/nothing.yaml --yes")).said, /nothing\.yaml is not there/);
});

test.serial("one workload granted two roles in one file is refused, and nothing is changed", async (t) => {
  await put(
    "two.yaml",
    "grants:\n  - {service: covers, namespace: media, role: covers}\n  - {service: deploy/covers, namespace: media, role: thumbnails}\n",
  );
  const before = world.sandbox.dumpAccount();
  const { exitCode, said } = await world.run("grant -f FOLDER/two.yaml --yes");
  t.is(exitCode, 5, said);
  t.regex(said, /media\/deployment\/covers is granted two roles/);
  t.is(world.sandbox.dumpAccount(), before);
});

test.serial("a Service stands for the one workload that it selects", async (t) => {
  const service = (name: string, selector: Record<string, string>): void => {
    world.sandbox.kube.create(kindNamed("Service"), {
      ...{ apiVersion: "v1", kind: "Service", metadata: { name, namespace: "media" } },
      spec: { selector, ports: [{ port: 80 }] },
    });
  };
  service("pictures", { app: "thumbnails" });
  service("nobody", { app: "gone" });
  service("external", {});
  t.regex(
    (await world.run("grant -n media pictures thumbnails --dry-run")).printed,
    /grant media\/deployment\/thumbnails/,
  );
  t.regex(
    (await world.run("grant media/svc/pictures thumbnails --dry-run")).printed,
    /grant media\/deployment\/thumbnails/,
  );
  t.regex(
    (await world.run("grant -n media svc/nobody thumbnails --dry-run")).said,
    /Service nobody in namespace media selects no workload/,
  );
  t.regex((await world.run("grant -n media svc/external thumbnails --dry-run")).said, /selects no workload/);
  t.regex((await world.run("grant -n media svc/missing thumbnails --dry-run")).said, /There is no Service "missing"/);
  const twin = deployment("media", "covers");
  const { spec } = twin as unknown as { spec: { template: { metadata: object } } };
  const labelled = { ...spec, template: { ...spec.template, metadata: { labels: { app: "covers", tier: "x" } } } };
  world.sandbox.kube.replace(kindNamed("Deployment"), { ...twin, spec: labelled });
  const other = deployment("media", "thumbnails");
  const { spec: theirs } = other as unknown as { spec: { template: { metadata: object } } };
  const also = { ...theirs, template: { ...theirs.template, metadata: { labels: { app: "thumbnails", tier: "x" } } } };
  world.sandbox.kube.replace(kindNamed("Deployment"), { ...other, spec: also });
  service("both", { tier: "x" });
  const both = await world.run("grant -n media both thumbnails --dry-run");
  t.is(both.exitCode, 2);
  t.regex(
    both.said,
    /selects 2 workloads.*Say which: deployment\/(?:covers|thumbnails), deployment\/(?:covers|thumbnails)/s,
  );
});

test.serial("an Argo Rollout is granted like a Deployment, and its annotation is applied as ours", async (t) => {
  const labels = { app: "canary" };
  const rollout = kindNamed("Rollout");
  world.sandbox.kube.create(rollout, {
    ...{ apiVersion: "argoproj.io/v1alpha1", kind: "Rollout", metadata: { name: "canary", namespace: "media" } },
    spec: { replicas: 1, selector: { matchLabels: labels }, template: { metadata: { labels } } },
  });
  const { exitCode, said } = await world.run("grant -n media ro/canary thumbnails --no-wait --yes");
  t.is(exitCode, 0, said);
  const { metadata, spec } = world.sandbox.kube.get(rollout, "media", "canary");
  t.like(spec, { template: { metadata: { annotations: { "iam.amazonaws.com/role": "thumbnails" } } } });
  t.deepEqual(
    metadata.managedFields?.filter(({ manager }) => manager === "iamctl").map(({ operation }) => operation),
    ["Apply"],
  );
  t.is((await world.run("undo --yes --no-wait")).exitCode, 0);
  world.sandbox.kube.remove(rollout, "media", "canary");
});
