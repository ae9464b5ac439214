// Which fields of Kubernetes' protobuf messages are read, by their numbers; every other one is refused, not dropped.

export interface Field {
  readonly name: string;
  readonly kind:
    | "text"
    | "texts"
    /** A map of text to text. */
    | "pairs"
    | "number"
    /** A number that is 0 where nothing was set. */
    | "positive"
    | "flag"
    | "bytes"
    /** Times and status: what a client says of them is not believed. */
    | "ignored"
    | { readonly of: Message; readonly many: boolean };
}

export type Message = keyof typeof numbers;

/** `name kind`; a message's name is its kind, with `[]` where it may come several times. Numbers: https://github.com/kubernetes/api, `generated.proto`. */
const numbers = {
  Unknown: { 1: "typeMeta TypeMeta", 2: "raw bytes", 3: "contentEncoding ignored", 4: "contentType ignored" },
  TypeMeta: { 1: "apiVersion text", 2: "kind text" },
  Pair: { 1: "key text", 2: "value text" },
  ObjectMeta: {
    ...{ 1: "name text", 2: "generateName text", 3: "namespace text", 4: "selfLink ignored", 5: "uid ignored" },
    ...{ 6: "resourceVersion text", 7: "generation ignored", 8: "creationTimestamp ignored" },
    ...{ 11: "labels pairs", 12: "annotations pairs", 14: "finalizers texts" },
  },
  LabelSelector: { 1: "matchLabels pairs" },
  Namespace: { 1: "metadata ObjectMeta", 2: "spec NamespaceSpec", 3: "status ignored" },
  NamespaceSpec: { 1: "finalizers texts" },
  ConfigMap: { 1: "metadata ObjectMeta", 2: "data pairs", 4: "immutable flag" },
  ServiceAccount: { 1: "metadata ObjectMeta" },
  Deployment: { 1: "metadata ObjectMeta", 2: "spec DeploymentSpec", 3: "status ignored" },
  DeploymentSpec: {
    ...{ 1: "replicas number", 2: "selector LabelSelector", 3: "template PodTemplateSpec", 4: "strategy Strategy" },
    ...{ 5: "minReadySeconds positive", 6: "revisionHistoryLimit number", 7: "paused flag" },
    ...{ 9: "progressDeadlineSeconds number" },
  },
  Strategy: { 1: "type text" },
  Job: { 1: "metadata ObjectMeta", 2: "spec JobSpec", 3: "status ignored" },
  JobSpec: {
    ...{
      1: "parallelism number",
      2: "completions number",
      3: "activeDeadlineSeconds number",
      7: "backoffLimit number",
    },
    ...{ 4: "selector LabelSelector", 6: "template PodTemplateSpec", 8: "ttlSecondsAfterFinished number" },
    ...{ 10: "suspend flag" },
  },
  CronJob: { 1: "metadata ObjectMeta", 2: "spec CronJobSpec", 3: "status ignored" },
  CronJobSpec: {
    ...{ 1: "schedule text", 2: "startingDeadlineSeconds number", 3: "concurrencyPolicy text", 4: "suspend flag" },
    ...{ 5: "jobTemplate JobTemplateSpec", 6: "successfulJobsHistoryLimit number", 7: "failedJobsHistoryLimit number" },
    ...{ 8: "timeZone text" },
  },
  JobTemplateSpec: { 1: "metadata ObjectMeta", 2: "spec JobSpec" },
  PodTemplateSpec: { 1: "metadata ObjectMeta", 2: "spec PodSpec" },
  PodSpec: {
    ...{ 2: "containers Container[]", 3: "restartPolicy text", 4: "terminationGracePeriodSeconds number" },
    ...{ 6: "dnsPolicy text", 7: "nodeSelector pairs", 8: "serviceAccountName text", 9: "serviceAccount text" },
    ...{ 10: "nodeName text", 11: "hostNetwork flag", 12: "hostPID flag", 13: "hostIPC flag", 16: "hostname text" },
    ...{ 17: "subdomain text", 19: "schedulerName text", 24: "priorityClassName text", 41: "hostnameOverride text" },
  },
  Container: {
    ...{ 1: "name text", 2: "image text", 3: "command texts", 4: "args texts", 5: "workingDir text" },
    ...{ 6: "ports ContainerPort[]", 7: "env EnvVar[]", 8: "resources Resources", 13: "terminationMessagePath text" },
    ...{ 14: "imagePullPolicy text", 16: "stdin flag", 17: "stdinOnce flag", 18: "tty flag" },
    ...{ 20: "terminationMessagePolicy text" },
  },
  ContainerPort: {
    1: "name text",
    2: "hostPort ignored",
    3: "containerPort number",
    4: "protocol text",
    5: "hostIP text",
  },
  EnvVar: { 1: "name text", 2: "value text" },
  Resources: {},
} as const;

export const messages = Object.fromEntries(
  Object.entries(numbers).map(([message, fields]) => [
    message,
    Object.fromEntries(Object.entries(fields).map(([number, words]) => [number, readField(words)])),
  ]),
) as Readonly<Record<Message, Readonly<Record<number, Field>>>>;

function readField(words: string): Field {
  const [name = "", kind = ""] = words.split(" ");
  const message = kind.replace("[]", "");
  return { name, kind: message in numbers ? { of: message as Message, many: kind !== message } : (kind as "text") };
}
