// What the proxy counts of itself, in the form Prometheus reads.
import { Counter, Gauge, Histogram, Registry } from "prom-client";
import type { AssumeRoleFailure } from "../aws/assume-role.ts";
import type { DenialReason } from "../pods/decide-role.ts";
import type { RouteKind } from "./answer-request.ts";
import type { EventOutcome } from "./event-recorder.ts";
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
  watchRules(rules: Pick<RuleKeeper, "isInPlace" | "counts">): void;
  print(): Promise<string>;
  readonly contentType: string;
}

export type DecisionOutcome = DenialReason | "allowed" | "would-be-denied";

/** `set`: when the proxy started. */
export type RuleChange = "set" | Exclude<PutOutcome, "same">;

export interface MetricSources {
  readonly pods: () => number;
  readonly identities: () => number;
}

const highestStatus = 599;

/** Labels hold only words of ours: nothing that a client or the cluster sends becomes one. */
export function createMetrics({ pods, identities }: MetricSources): Metrics {
  const registry = new Registry();
  const registers = [registry];
  const answers = new Map<RouteKind, Float64Array>();

  const answered = new Counter({
    name: "iamctl_proxy_answers_total",
    help: "Answers to intercepted requests, by what was asked for and status.",
    labelNames: ["route", "status"],
    registers: [],
    collect() {
      this.reset();
      for (const [route, byStatus] of answers) {
        for (const [status, count] of byStatus.entries()) if (count > 0) this.inc({ route, status }, count);
      }
    },
  });
  registry.registerMetric(answered);
  const calls = new Histogram({
    name: "iamctl_proxy_assume_role_seconds",
    help: "Calls to STS AssumeRole, by outcome.",
    labelNames: ["outcome"],
    buckets: [0.05, 0.1, 0.2, 0.4, 0.8, 1.6, 5],
    registers,
  });
  const decisions = new Counter({
    name: "iamctl_proxy_decisions_total",
    help: "Decisions about pods' roles that were new or changed, by outcome.",
    labelNames: ["outcome"],
    registers,
  });
  const interruptions = new Counter({
    name: "iamctl_proxy_watch_interruptions_total",
    help: "Times a collection of the API server could not be listed or followed.",
    labelNames: ["collection"],
    registers,
  });
  const events = new Counter({
    name: "iamctl_proxy_events_total",
    help: "Events for the people of pods, by whether they were written.",
    labelNames: ["outcome"],
    registers,
  });
  const contests = new Counter({
    name: "iamctl_proxy_contested_addresses_total",
    help: "Times several live pods came to claim one address, so that none of them was answered.",
    registers,
  });
  const ruleChanges = new Counter({
    name: "iamctl_proxy_rules_set_total",
    help: "Times the node's rules were set, at the start or because they were missing, changed or moved.",
    labelNames: ["cause"],
    registers: [],
  });
  registry.registerMetric(gauge("iamctl_proxy_pods", "Live pods of this node that the proxy answers.", pods));
  registry.registerMetric(gauge("iamctl_proxy_identities", "Identities whose credentials are held.", identities));

  return {
    answered(kind, status) {
      const byStatus = answers.get(kind) ?? new Float64Array(highestStatus + 1);
      byStatus[status] = (byStatus[status] ?? 0) + 1;
      answers.set(kind, byStatus);
    },
    assumed: (outcome, milliseconds) => calls.observe({ outcome }, milliseconds / 1000),
    decided: (outcome) => decisions.inc({ outcome }),
    interrupted: (collection) => interruptions.inc({ collection }),
    ruled: (cause) => ruleChanges.inc({ cause }),
    watchRules(rules) {
      registry.registerMetric(ruleChanges);
      const inPlace = () => Number(rules.isInPlace());
      registry.registerMetric(
        gauge(
          "iamctl_proxy_rules_in_place",
          "Whether the node's rules stood as they should when last looked at.",
          inPlace,
        ),
      );
      registry.registerMetric(countRefusals(rules));
    },
    recorded: (outcome) => events.inc({ outcome }),
    contested: () => contests.inc(),
    print: () => registry.metrics(),
    contentType: registry.contentType,
  };
}

function gauge(name: string, help: string, read: () => number): Gauge {
  return new Gauge({
    name,
    help,
    registers: [],
    collect() {
      this.set(read());
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
