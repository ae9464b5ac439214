// Fills in what the API server fills in when an object leaves it out, as far as clients look at it.
import { type Json, type KubeObject, leaveOutEmpty } from "./kube-object.ts";

/** Giving the result again changes nothing. */
export function fillDefaults(object: KubeObject): KubeObject {
  if (object.kind === "Namespace") return fillNamespace(object);
  const fill = fillers[object.kind];
  return fill === undefined || object.spec === undefined ? object : { ...object, spec: fill(object.spec) };
}

/** https://kubernetes.io/docs/reference/labels-annotations-taints/#kubernetes-io-metadata-name */
function fillNamespace(object: KubeObject): KubeObject {
  const labels = { ...object.metadata.labels, "kubernetes.io/metadata.name": object.metadata.name };
  return { ...object, metadata: { ...object.metadata, labels }, status: { phase: "Active", ...object.status } };
}

/** https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/ */
const fillers: Readonly<Record<string, (spec: Json) => Json>> = {
  Pod: fillPod,
  Deployment: (spec) =>
    fillTemplate({
      replicas: 1,
      revisionHistoryLimit: 10,
      progressDeadlineSeconds: 600,
      strategy: { type: "RollingUpdate", rollingUpdate: { maxSurge: "25%", maxUnavailable: "25%" } },
      ...spec,
    }),
  ReplicaSet: (spec) => fillTemplate({ replicas: 1, ...spec }),
  StatefulSet: (spec) =>
    fillTemplate({
      replicas: 1,
      revisionHistoryLimit: 10,
      podManagementPolicy: "OrderedReady",
      updateStrategy: { type: "RollingUpdate", rollingUpdate: { partition: 0 } },
      ...spec,
    }),
  DaemonSet: (spec) =>
    fillTemplate({
      revisionHistoryLimit: 10,
      updateStrategy: { type: "RollingUpdate", rollingUpdate: { maxSurge: 0, maxUnavailable: 1 } },
      ...spec,
    }),
  Job: fillJob,
  CronJob: (spec) => {
    const jobTemplate = (spec["jobTemplate"] ?? {}) as { readonly spec?: Json };
    return {
      ...{ concurrencyPolicy: "Allow", suspend: false, successfulJobsHistoryLimit: 3, failedJobsHistoryLimit: 1 },
      ...spec,
      jobTemplate: { ...jobTemplate, ...(jobTemplate.spec !== undefined && { spec: fillJob(jobTemplate.spec) }) },
    };
  },
};

function fillJob(spec: Json): Json {
  return fillTemplate({ parallelism: 1, completions: 1, backoffLimit: 6, ...spec });
}

function fillTemplate(spec: Json): Json {
  const template = (spec["template"] ?? {}) as { readonly metadata?: Json; readonly spec?: Json };
  if (template.spec === undefined) return spec;
  const metadata = leaveOutEmpty(template.metadata ?? {});
  return { ...spec, template: { ...template, metadata, spec: fillPod(template.spec) } };
}

function fillPod(spec: Json): Json {
  const containers = spec["containers"];
  return {
    restartPolicy: "Always",
    terminationGracePeriodSeconds: 30,
    dnsPolicy: "ClusterFirst",
    schedulerName: "default-scheduler",
    ...spec,
    ...(Array.isArray(containers) && { containers: (containers as Json[]).map(fillContainer) }),
  };
}

function fillContainer(container: Json): Json {
  const { ports } = container;
  return {
    imagePullPolicy: "IfNotPresent",
    ...container,
    ...(Array.isArray(ports) && { ports: (ports as Json[]).map((port) => ({ protocol: "TCP", ...port })) }),
  };
}
