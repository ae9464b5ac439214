// What the proxy counts of itself, in the form Prometheus reads.
import { Counter, Gauge, Histogram, Registry } from "prom-client";
import type { AssumeRoleFailure } from "../aws/assume-role.ts";
import type { DenialReason } from "../pods/decide-role.ts";
import type { RouteKind } from "./answer-request.ts";
import type { CredentialOutlook } from "./credential-cache.ts";
import type { EventOutcome } from "./event-recorder.ts";
import { count, gauge, keysOf } from "./make-metric.ts";
import type { PutOutcome } from "./network/firewall.ts";
import { guardNames } from "./network/interception.ts";
import type { RuleKeeper } from "./network/keep-rules.ts";

export interface Metrics {
  /** Cheap enough for every request: plain numbers, which are turned into samples when somebody asks for them. */
  answered(kind: RouteKind, status: number): void;
  assumed(outcome: "assumed" | AssumeRoleFailure, milliseconds: number): void;
  decided(outcome: DecisionOutcome): void;
  interrupted(collection: "pods" | "namespaces"): void;
  recorded(outcome: EventOutcome): void;
  contested(): void;
  ruled(cause: RuleChange): void;
  /** From now on the node's rules are told of, too. */
  watchRules(rules: Pick<RuleKeeper, "isInPlace" | "hearsChanges" | "counts">): void;
  print(): Promise<string>;
  readonly contentType: string;
}

export type DecisionOutcome = DenialReason | "allowed" | "would-be-denied";

/** `set`: when the proxy started. */
export type RuleChange = "set" | Exclude<PutOutcome, "same">;

export interface MetricSources {
  /** Of this program. */
  readonly version: string;
  readonly pods: () => number;
  readonly identities: () => number;
  readonly hasNodeCredentials: () => boolean;
  readonly outlook: () => CredentialOutlook;
}

const highestStatus = 599;

/** Labels hold only words of ours: nothing that a client or the cluster sends becomes one. */
export function createMetrics(sources: MetricSources): Metrics {
  const { version, pods, identities, hasNodeCredentials, outlook } = sources;
  const registry = new Registry();
  const answers = new Map<RouteKind, Float64Array>();
  registry.registerMetric(countAnswers(answers));
  registry.registerMetric(buildInfo(version));
  const calls = new Histogram({
    name: "iamctl_proxy_assume_role_seconds",
    help: "Calls to STS AssumeRole, by outcome.",
    labelNames: ["outcome"],
    buckets: [0.05, 0.1, 0.2, 0.4, 0.8, 1.6, 5],
    registers: [registry],
  });
  for (const outcome of keysOf(callOutcomes)) calls.zero({ outcome });
  const decided = count(registry, decisionOutcomes, {
    name: "iamctl_proxy_decisions_total",
    help: "Decisions about pods' roles that were new or changed, by outcome.",
    label: "outcome",
  });
  const interrupted = count(registry, collections, {
    name: "iamctl_proxy_watch_interruptions_total",
    help: "Times a collection of the API server could not be listed or followed.",
    label: "collection",
  });
  const recorded = count(registry, eventOutcomes, {
    name: "iamctl_proxy_events_total",
    help: "Events for the people of pods, by whether they were written.",
    label: "outcome",
  });
  const contests = new Counter({
    name: "iamctl_proxy_contested_addresses_total",
    help: "Times several live pods came to claim one address, so that none of them was answered.",
    registers: [registry],
  });
  // Shown only where the proxy keeps the rules.
  const ofRules = new Registry();
  const ruled = count(ofRules, ruleChanges, {
    name: "iamctl_proxy_rules_set_total",
    help: "Times the node's rules were set, at the start or because they were missing, changed or moved.",
    label: "cause",
  });
  for (const [name, help, read] of [
    ["iamctl_proxy_pods", "Live pods of this node that the proxy answers.", pods],
    ["iamctl_proxy_identities", "Identities whose credentials are held.", identities],
    [
      "iamctl_proxy_identities_without_credentials",
      "Identities of live pods for which there are no usable credentials.",
      () => outlook().without,
    ],
    [
      "iamctl_proxy_first_expiry_timestamp_seconds",
      "When the first credentials of a live pod's identity end; absent where there are none.",
      () => inSeconds(outlook().firstEnd),
    ],
    [
      "iamctl_proxy_node_credentials",
      "Whether the node has credentials of its own.",
      () => Number(hasNodeCredentials()),
    ],
  ] as const)
    registry.registerMetric(gauge(name, help, read));
  let shown = registry;

  return {
    answered(kind, status) {
      const byStatus = answers.get(kind) ?? new Float64Array(highestStatus + 1);
      byStatus[status] = (byStatus[status] ?? 0) + 1;
      answers.set(kind, byStatus);
    },
    assumed: (outcome, milliseconds) => calls.observe({ outcome }, milliseconds / 1000),
    decided,
    interrupted,
    ruled,
    watchRules(rules) {
      const help = "Whether the node's rules stood as they should when last looked at.";
      ofRules.registerMetric(gauge("iamctl_proxy_rules_in_place", help, () => Number(rules.isInPlace())));
      const heard =
        "Whether changes of the node's rules are heard of as they are made, and not only found at the next look.";
      ofRules.registerMetric(gauge("iamctl_proxy_rule_changes_heard", heard, () => Number(rules.hearsChanges())));
      ofRules.registerMetric(countRefusals(rules));
      shown = Registry.merge([registry, ofRules]);
    },
    recorded,
    contested: () => contests.inc(),
    print: () => shown.metrics(),
    contentType: registry.contentType,
  };
}

/** The compiler holds these to be complete. */
const callOutcomes: Readonly<Record<"assumed" | AssumeRoleFailure, 0>> = {
  ...{ assumed: 0, denied: 0, "too-long": 0, throttled: 0, unreachable: 0, refused: 0 },
};
const decisionOutcomes: Readonly<Record<DecisionOutcome, 0>> = {
  ...{ allowed: 0, "would-be-denied": 0, "no-role": 0, "malformed-role": 0, "malformed-external-id": 0 },
  ...{ "namespace-forbids": 0, "host-network": 0 },
};
const collections = { pods: 0, namespaces: 0 } as const;
const eventOutcomes: Readonly<Record<EventOutcome, 0>> = { written: 0, failed: 0, dropped: 0 };
const ruleChanges: Readonly<Record<RuleChange, 0>> = { set: 0, missing: 0, changed: 0, moved: 0 };

/** The build's own words as labels, and nothing to count: https://www.robustperception.io/exposing-the-software-version-to-prometheus */
function buildInfo(version: string): Gauge {
  const info = new Gauge({
    name: "iamctl_proxy_build_info",
    help: "1, labelled by the version of the proxy.",
    labelNames: ["version"],
    registers: [],
  });
  info.set({ version }, 1);
  return info;
}

function inSeconds(milliseconds: number | undefined): number | undefined {
  return milliseconds === undefined ? undefined : Math.round(milliseconds / 1000);
}

function countAnswers(answers: ReadonlyMap<RouteKind, Float64Array>): Counter {
  return new Counter({
    name: "iamctl_proxy_answers_total",
    help: "Answers to intercepted requests, by what was asked for and status.",
    labelNames: ["route", "status"],
    registers: [],
    collect() {
      this.reset();
      for (const [route, byStatus] of answers) {
        for (const [status, times] of byStatus.entries()) if (times > 0) this.inc({ route, status }, times);
      }
    },
  });
}

/** Kept by the kernel, which begins anew when rules are set again. */
function countRefusals(rules: Pick<RuleKeeper, "counts">): Counter {
  return new Counter({
    name: "iamctl_proxy_refused_packets_total",
    help: "Packets that the node's rules refused, by guard: spoofed source, other port, direct to the proxy, past it.",
    labelNames: ["guard"],
    registers: [],
    collect() {
      this.reset();
      const counts = rules.counts();
      for (const guard of guardNames) this.inc({ guard }, counts[guard]);
    },
  });
}
