// The objects that run the proxy on every node, for those without Helm: the chart's own files, filled by path.
import type { ChartValues } from "./chart-values.ts";
import { type OwnNodePolicy, ownNodeObjects } from "./own-node.ts";
import { proxyArgs } from "./proxy-args.ts";

/** Files of the chart, parsed. */
export interface ChartFiles {
  readonly daemonSet: DaemonSet;
  readonly rules: readonly object[];
  /** Where nodes have a startup taint. */
  readonly taintRules: readonly object[];
  readonly ownNode: OwnNodePolicy;
}

/** As much of the DaemonSet as is filled. */
export interface DaemonSet {
  readonly spec: { readonly template: { readonly spec: PodSpec; readonly [member: string]: unknown } };
  readonly [member: string]: unknown;
}

interface PodSpec {
  readonly containers: readonly [Container];
  readonly [member: string]: unknown;
}

interface Container {
  readonly env: readonly object[];
  readonly ports: readonly object[];
  readonly [member: string]: unknown;
}

export interface Release {
  readonly name: string;
  readonly namespace: string;
  /** Of iamctl; the image's tag where none was chosen. */
  readonly version: string;
}

/** In the order in which they are applied. Probes and security context come as the chart has them by default. */
export function proxyManifests(files: ChartFiles, values: ChartValues, release: Release): readonly object[] {
  const { name, namespace } = release;
  const labels = { ...selectorOf(release), "app.kubernetes.io/version": release.version };
  const taint = values.proxy.startupTaint;
  const rules = taint === "" ? files.rules : [...files.rules, ...files.taintRules];
  const roleRef = { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name };
  return [
    {
      ...{ apiVersion: "v1", kind: "ServiceAccount" },
      metadata: { name, namespace, labels, annotations: values.serviceAccountAnnotations },
    },
    { apiVersion: rbac, kind: "ClusterRole", metadata: { name, labels }, rules },
    {
      ...{ apiVersion: rbac, kind: "ClusterRoleBinding", metadata: { name, labels }, roleRef },
      subjects: [{ kind: "ServiceAccount", name, namespace }],
    },
    ...(taint === "" ? [] : ownNodeObjects(files.ownNode, { release, labels, taint })),
    daemonSet(files.daemonSet, values, { release, labels }),
  ];
}

const rbac = "rbac.authorization.k8s.io/v1";

function selectorOf({ name }: Release): Readonly<Record<string, string>> {
  return { "app.kubernetes.io/name": "iamctl-proxy", "app.kubernetes.io/instance": name };
}

function daemonSet(
  base: DaemonSet,
  values: ChartValues,
  { release, labels }: { readonly release: Release; readonly labels: object },
): object {
  const { template } = base.spec;
  const { name, namespace } = release;
  const { podAnnotations, podLabels, updateStrategy } = values;
  return {
    ...base,
    metadata: { name, namespace, labels },
    spec: {
      ...base.spec,
      selector: { matchLabels: selectorOf(release) },
      updateStrategy,
      template: {
        ...template,
        metadata: { annotations: podAnnotations, labels: { ...podLabels, ...labels } },
        spec: podSpec(template.spec, values, release),
      },
    },
  };
}

function podSpec(base: PodSpec, values: ChartValues, { name, version }: Release): object {
  const { priorityClassName, nodeSelector, tolerations, affinity, imagePullSecrets } = values;
  return {
    ...base,
    ...{ serviceAccountName: name, priorityClassName, nodeSelector, tolerations, affinity, imagePullSecrets },
    containers: [container(base.containers[0], values, version)],
  };
}

function container(base: Container, values: ChartValues, version: string): object {
  const { image, proxy, resources } = values;
  const [metadata, operations] = base.ports;
  return {
    ...base,
    image: printImage(image, version),
    imagePullPolicy: image.pullPolicy,
    args: proxyArgs(values),
    env: [...base.env, ...(proxy.region === "" ? [] : [{ name: "AWS_REGION", value: proxy.region }])],
    ports: [
      { ...metadata, containerPort: proxy.port },
      { ...operations, containerPort: proxy.operationsPort },
    ],
    resources,
  };
}

function printImage({ repository, tag, digest }: ChartValues["image"], version: string): string {
  return digest === "" ? `${repository}:${tag === "" ? version : tag}` : `${repository}@${digest}`;
}
