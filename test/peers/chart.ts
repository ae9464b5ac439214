// The proxy's chart by the real helm: it lints, renders what the plain manifests say, and a real API server takes it.
import { spawn } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { once } from "node:events";
import test from "ava";
import type { ChartValues } from "../../src/deploy/chart-values.ts";
import { proxyArgs } from "../../src/deploy/proxy-args.ts";
import { proxyManifests } from "../../src/deploy/proxy-manifests.ts";
import { parseYamlDocuments } from "../../src/yaml.ts";
import { chartFiles, chartFolder, chartValues } from "../helpers/chart.ts";
import type { KubeClient, KubeObject } from "./helpers/kube-client.ts";
import { findPrograms } from "./helpers/peer-programs.ts";
import { findRunFolder } from "./helpers/run-folder.ts";
import { type ControlPlane, startControlPlane } from "./helpers/start-control-plane.ts";

let folder: string;
let started: Promise<ControlPlane> | undefined;
test.before(() => {
  folder = mkdtempSync(join(findRunFolder(), "chart-"));
});
test.after.always(async () => (await started)?.stop());

/** Most of what Helm does needs none. */
async function findCluster(): Promise<ControlPlane> {
  return (started ??= startControlPlane({ name: "chart" }));
}

interface Outcome {
  readonly exitCode: number;
  readonly printed: string;
  readonly said: string;
}

async function helm(...words: readonly string[]): Promise<Outcome> {
  return helmIn(join(folder, "no-kubeconfig"), ...words);
}

async function helmIn(kubeconfig: string, ...words: readonly string[]): Promise<Outcome> {
  const env = { PATH: process.env["PATH"], HOME: folder, KUBECONFIG: kubeconfig };
  const child = spawn(findPrograms().helm, words, { env, cwd: folder });
  const [printed, said, [exitCode]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, "close") as Promise<[number]>,
  ]);
  return { exitCode, printed, said };
}

type Changes = { readonly [Name in keyof ChartValues]?: Partial<ChartValues[Name]> };

const image = { repository: "registry.example/iamctl-proxy" };
const wishes: Readonly<Record<string, Changes>> = {
  "the least": { image },
  "a cluster's": {
    image: { ...image, tag: "1.2.3" },
    proxy: {
      ...{ interfaces: ["eni+", "vlan+"], prefix: "/workloads/", region: "eu-west-1" },
      baseRoleArn: "arn:aws:iam::111122223333:role/workloads/",
    },
    podAnnotations: { team: "platform" },
    podLabels: { tier: "node" },
    serviceAccountAnnotations: { why: "metadata" },
  },
  "all of the proxy's": {
    image: { ...image, digest: `sha256:${"a".repeat(64)}` },
    imagePullSecrets: [{ name: "registry" }],
    proxy: {
      ...{ port: 8282, operationsPort: 9292, tokens: "optional", namespaceRestrictions: "regexp", reportOnly: true },
      ...{
        defaultRole: "quiet",
        sessionTags: "prod",
        startupTaint: "iamctl/proxy-not-ready",
        logLevel: "debug",
        extraArgs: ["--session-seconds=7200"],
      },
    },
    priorityClassName: "system-cluster-critical",
  },
};

/** Helm takes nothing that a file does not say; a default that is replaced is gone. */
function withDefaults(changes: Changes): ChartValues {
  const values = chartValues();
  const entries = Object.entries(values).map(([name, value]) => {
    const change: unknown = changes[name as keyof ChartValues];
    const isMap = typeof change === "object" && change !== null && !Array.isArray(change);
    return [name, isMap ? { ...(value as object), ...change } : (change ?? (value as unknown))];
  });
  return Object.fromEntries(entries) as ChartValues;
}

let files = 0;

function valuesFile(changes: Changes): string {
  files += 1;
  const file = join(folder, `values-${files}.json`);
  writeFileSync(file, JSON.stringify(changes));
  return file;
}

async function render(changes: Changes, ...more: readonly string[]): Promise<readonly KubeObject[]> {
  // A helm that is built as a Go module knows no version of Kubernetes.
  const cluster = more.includes("--kube-version") ? [] : ["--kube-version", "1.34.4"];
  const words = ["template", "iamctl-proxy", chartFolder, "--namespace", "kube-system", ...cluster];
  const { exitCode, printed, said } = await helm(...words, "--values", valuesFile(changes), ...more);
  if (exitCode !== 0) throw new Error(said);
  const documents = parseYamlDocuments(printed, "helm template") as (KubeObject | null)[];
  return documents.filter((document) => document !== null);
}

test("the chart lints without a word", async (t) => {
  const { exitCode, printed, said } = await helm("lint", "--strict", "--values", valuesFile({ image }), chartFolder);
  t.is(exitCode, 0, printed + said);
  t.regex(printed, /1 chart\(s\) linted, 0 chart\(s\) failed/);
});

test("without an image it renders nothing, and says how to come by one", async (t) => {
  await t.throwsAsync(render({}), {
    message: /image\.repository: build the proxy's image from iamctl's Containerfile/,
  });
});

for (const [title, values, words] of [
  ["a value that the proxy does not know", { image, proxy: { tokens: "maybe" } }, /tokens/],
  ["a name that the chart does not know", { image, proxy: { interface: "eni+" } }, /interface/],
  ["a taint in place of its key", { image, proxy: { startupTaint: "a/b=:NoSchedule" } }, /startupTaint/],
  ["a prefix that is none", { image, proxy: { prefix: "/pods" } }, /prefix/],
  ["no interface at all", { image, proxy: { interfaces: [] } }, /interfaces/],
] as const) {
  test(`the schema refuses ${title}`, async (t) => {
    await t.throwsAsync(render(values as Changes), { message: words });
  });
}

/** What Helm adds to tell its own. */
function withoutHelm(object: object): unknown {
  const marks = ["app.kubernetes.io/managed-by", "helm.sh/chart"];
  return JSON.parse(JSON.stringify(object, (key, value: unknown) => (marks.includes(key) ? undefined : value)));
}

for (const [title, changes] of Object.entries(wishes)) {
  test(`chart and plain manifests say the same: ${title} values`, async (t) => {
    const rendered = (await render(changes)).filter(
      ({ metadata }) => metadata.annotations?.["helm.sh/hook"] === undefined,
    );
    const release = { name: "iamctl-proxy", namespace: "kube-system", version: "0.1.0" };
    const manifests = proxyManifests(chartFiles(), withDefaults(changes), release) as readonly KubeObject[];
    const byKind = (objects: readonly KubeObject[]) => objects.toSorted((a, b) => (`${a.kind}` < `${b.kind}` ? -1 : 1));
    t.deepEqual(byKind(rendered).map(withoutHelm), byKind(manifests).map(withoutHelm));
  });
}

for (const [title, changes] of [
  ["rules that are somebody else's", { image, proxy: { rules: "off" } }],
  ["nodes with IPv6 only", { image, proxy: { ipv6: true } }],
  ["a monitor", { image, monitor: { kind: "PodMonitor" } }],
] as const) {
  test(`chart and plain manifests give the proxy the same command line: ${title}`, async (t) => {
    const [container] = podOf((await render(changes)).find(({ kind }) => kind === "DaemonSet")).containers;
    t.deepEqual(container?.args, proxyArgs(withDefaults(changes)));
  });
}

interface PodSpec {
  readonly containers: readonly {
    readonly args: readonly string[];
    readonly securityContext: { readonly capabilities: object };
  }[];
}

function podOf(object: KubeObject | undefined): PodSpec {
  if (object === undefined) throw new Error("there is no such object");
  return (object.spec as { template: { spec: PodSpec } }).template.spec;
}

test("a startup taint is refused where nothing could hold the proxy to its own node", async (t) => {
  const wish = { image, proxy: { startupTaint: "iamctl/proxy-not-ready" } };
  await t.throwsAsync(render(wish, "--kube-version", "1.29.9"), { message: /needs Kubernetes 1\.30 or newer/ });
  const kinds = (await render(wish, "--kube-version", "1.30.0-eks-036c24b")).map(({ kind }) => kind ?? "");
  t.true(kinds.includes("ValidatingAdmissionPolicy"));
  t.false((await render({ image })).some(({ kind = "" }) => kind.startsWith("ValidatingAdmission")));
});

test("with rules that are somebody else's the proxy is nobody on its node", async (t) => {
  const objects = await render({ image, proxy: { rules: "off" } });
  const pod = podOf(objects.find(({ kind }) => kind === "DaemonSet"));
  t.like(pod.containers[0]?.securityContext, { runAsUser: 65_532, runAsNonRoot: true });
  t.deepEqual(pod.containers[0]?.securityContext.capabilities, { drop: ["ALL"] });
  t.false("volumes" in pod);
});

const collections: Readonly<Record<string, string>> = {
  ServiceAccount: "/api/v1/namespaces/kube-system/serviceaccounts",
  Service: "/api/v1/namespaces/kube-system/services",
  Pod: "/api/v1/namespaces/kube-system/pods",
  DaemonSet: "/apis/apps/v1/namespaces/kube-system/daemonsets",
  ClusterRole: "/apis/rbac.authorization.k8s.io/v1/clusterroles",
  ValidatingAdmissionPolicy: "/apis/admissionregistration.k8s.io/v1/validatingadmissionpolicies",
  ValidatingAdmissionPolicyBinding: "/apis/admissionregistration.k8s.io/v1/validatingadmissionpolicybindings",
  ClusterRoleBinding: "/apis/rbac.authorization.k8s.io/v1/clusterrolebindings",
};

async function dryRun(client: KubeClient, object: KubeObject): Promise<string> {
  const path = collections[object.kind ?? ""];
  if (path === undefined) return `${object.kind ?? ""}: not tried`;
  const body = { ...object };
  const answer = await client.call(`${path}?dryRun=All&fieldValidation=Strict`, { method: "POST", body });
  return `${object.kind ?? ""}: ${answer.status === 201 ? "taken" : JSON.stringify(answer.body)}`;
}

test("a real API server takes every object, to the letter of its schema", async (t) => {
  const objects = await render({ ...wishes["all of the proxy's"], monitor: { kind: "ServiceMonitor" } });
  const { client } = await findCluster();
  const outcomes = await Promise.all(objects.map((object) => dryRun(client, object)));
  // ServiceMonitor is the Prometheus operator's, which is not there.
  t.deepEqual(outcomes.toSorted(), [
    ...["ClusterRole: taken", "ClusterRoleBinding: taken", "DaemonSet: taken", "Pod: taken", "Service: taken"],
    ...["ServiceAccount: taken", "ServiceMonitor: not tried"],
    ...["ValidatingAdmissionPolicy: taken", "ValidatingAdmissionPolicyBinding: taken"],
  ]);
});

test("helm installs it, upgrades it and leaves nothing behind", async (t) => {
  const { client, kubeconfig } = await findCluster();
  const names = async (): Promise<readonly string[]> => {
    const lists = ["ServiceAccount", "DaemonSet", "ClusterRole", "ClusterRoleBinding"].map(async (kind) =>
      client.list(collections[kind] ?? ""),
    );
    return (await Promise.all(lists))
      .flat()
      .map(({ metadata }) => metadata.name)
      .filter((name) => name.includes("iamctl"));
  };
  const release = ["iamctl-proxy", chartFolder, "--namespace", "kube-system", "--values", valuesFile({ image })];
  const installed = await helmIn(kubeconfig, "install", ...release);
  t.is(installed.exitCode, 0, installed.said);
  t.regex(installed.printed, /iamctl grant SERVICE ROLE/);
  t.is((await names()).length, 4);
  const upgraded = await helmIn(kubeconfig, "upgrade", ...release, "--set", "proxy.logLevel=debug");
  t.is(upgraded.exitCode, 0, upgraded.said);
  t.is((await helmIn(kubeconfig, "uninstall", "iamctl-proxy", "--namespace", "kube-system")).exitCode, 0);
  t.deepEqual(await names(), []);
});
