// A metadata proxy's DaemonSet: which program it is, how it is set up, and how many of its nodes it serves.
import type { Annotations } from "./annotations.ts";
import type { Scheduling } from "./scheduling.ts";
import { flagOf } from "./proxy-variables.ts";
import { type ApiContainer, type ApiPodSpec, containersOf, toTemplateRecord } from "./template-record.ts";

export type ProxyProgram = "iamctl" | "kube2iam" | "kiam";

export interface ProxyRecord {
  readonly namespace: string;
  readonly name: string;
  readonly program: ProxyProgram;
  /** The flags by name, without the dashes; a flag without a value is `true`. Of our proxy, also those in the environment. */
  readonly flags: Readonly<Record<string, string>>;
  readonly scheduling: Scheduling;
  readonly priorityClass: string | undefined;
  readonly serviceAccount: string;
  /** From the DaemonSet's status. */
  readonly desired: number;
  readonly ready: number;
  /** A roll-out is under way: counts are about to change. */
  readonly rollingOut: boolean;
}

/** The fields of a DaemonSet that are read, as they arrive on the wire. */
export interface ApiDaemonSet {
  readonly metadata?: {
    readonly namespace?: string;
    readonly name?: string;
    readonly generation?: number;
    readonly annotations?: Annotations;
    readonly labels?: Readonly<Record<string, string>>;
  };
  readonly spec?: { readonly template?: { readonly spec?: ApiPodSpec } };
  readonly status?: {
    readonly desiredNumberScheduled?: number;
    readonly numberReady?: number;
    readonly updatedNumberScheduled?: number;
    readonly observedGeneration?: number;
  };
}

/** `undefined` for a DaemonSet that is no metadata proxy. */
export function toProxyRecord({ metadata = {}, spec = {}, status = {} }: ApiDaemonSet): ProxyRecord | undefined {
  const pod = spec.template?.spec ?? {};
  for (const container of containersOf(pod)) {
    const words = [...(container.command ?? []), ...(container.args ?? [])];
    // Our chart's image is called whatever its owner calls it.
    const isOurs = metadata.labels?.["app.kubernetes.io/name"] === "iamctl-proxy";
    const program = isOurs ? "iamctl" : programOf(container.image ?? "", words);
    if (program === undefined) continue;
    const desired = status.desiredNumberScheduled ?? 0;
    return {
      namespace: metadata.namespace ?? "",
      name: metadata.name ?? "",
      program,
      flags: { ...(program === "iamctl" && readVariables(container)), ...readFlags(words) },
      scheduling: toTemplateRecord(pod).scheduling,
      priorityClass: pod.priorityClassName,
      serviceAccount: pod.serviceAccountName ?? "default",
      desired,
      ready: status.numberReady ?? 0,
      rollingOut:
        (status.updatedNumberScheduled ?? desired) < desired ||
        (status.observedGeneration ?? 0) < (metadata.generation ?? 0),
    };
  }
  return undefined;
}

/** The image's own name, without registry, tag and digest; else the program that is started. */
function programOf(image: string, words: readonly string[]): ProxyProgram | undefined {
  const name =
    image
      .replace(/@.*$/, "")
      .replace(/:[^/]*$/, "")
      .split("/")
      .at(-1) ?? "";
  const started =
    words
      .find((word) => !word.startsWith("-"))
      ?.split("/")
      .at(-1) ?? "";
  if (name === "iamctl" && !words.includes("proxy")) return undefined;
  // kiam's server holds the rules, but only its agent intercepts.
  if ([name, started].includes("kiam")) return words.includes("server") ? undefined : "kiam";
  return (["kube2iam", "iamctl"] as const).find((program) => program === name || program === started);
}

/** Only those with a value of their own: what comes from a Secret or a ConfigMap is not known. */
function readVariables({ env = [] }: ApiContainer): Readonly<Record<string, string>> {
  const flags = env.flatMap(({ name = "", value = "" }) => {
    const flag = flagOf(name);
    return flag === undefined || value === "" ? [] : [[flag, value] as const];
  });
  return Object.fromEntries(flags);
}

/** `--flag=value`, `--flag value` and `--flag`. */
function readFlags(words: readonly string[]): Readonly<Record<string, string>> {
  const flags: [string, string][] = [];
  for (const [index, word] of words.entries()) {
    const [, name, value] = /^--([a-z0-9-]+)(?:=([^]*))?$/.exec(word) ?? [];
    const next = words[index + 1];
    if (name !== undefined) flags.push([name, value ?? (next === undefined || next.startsWith("-") ? "true" : next)]);
  }
  return Object.fromEntries(flags);
}
