// Counts and logs what the proxy does, with the reason for every denial and without a word too many.
import type { AssumeRoleOutcome } from "../aws/assume-role.ts";
import type { Decision } from "../pods/decide-role.ts";
import type { Identity } from "../pods/identity.ts";
import type { PodRecord } from "../pods/pod-record.ts";
import type { Answer } from "./answer.ts";
import type { RouteKind } from "./answer-request.ts";
import type { EventOutcome, EventRecorder, EventText } from "./event-recorder.ts";
import type { Collection } from "./follow-cluster.ts";
import type { Log } from "./log.ts";
import type { DecisionOutcome, Metrics, RuleChange } from "./metrics.ts";
import type { PodEntry } from "./pod-entry.ts";
import type { OnContest } from "./pod-index.ts";
import type { PodTeller } from "./tell-pods.ts";

export interface Observer {
  readonly decided: (pod: PodRecord, decision: Decision) => void;
  readonly assumed: (identity: Identity, outcome: AssumeRoleOutcome, milliseconds: number) => void;
  readonly answered: (kind: RouteKind, answer: Answer, address: string, pod: PodEntry | undefined) => void;
  readonly interrupted: (collection: Collection, problem: string) => void;
  readonly contested: OnContest;
  readonly recorded: (outcome: EventOutcome, problem?: string) => void;
  /** The node's rules stand: for the first time, or again after somebody removed or changed them. */
  readonly ruled: (cause: RuleChange, firewall: string, by?: string) => void;
  /** The rules cannot be looked after. */
  readonly unruled: (problem: string) => void;
  /** Changes of the rules are found at the next look only. */
  readonly deaf: (problem: string) => void;
  /** The node has no credentials to assume roles with. */
  readonly powerless: (problem: string) => void;
  readonly foundNoPods: () => void;
  /** Pods may be scheduled onto the node now. */
  readonly untainted: (taint: string) => void;
  /** The taint cannot be taken off, and keeps pods away from a node that could serve them. */
  readonly tainted: (taint: string, problem: string) => void;
}

export interface ObserverOptions {
  readonly log: Log;
  readonly metrics: Metrics;
  readonly teller: PodTeller;
  readonly events: Pick<EventRecorder, "tell">;
  readonly node: string;
  readonly now: () => number;
}

/** Milliseconds between two lines about refused requests of one address: a pod that asks in a loop must not fill the disk. */
const quiet = 60_000;
const mostRemembered = 1_000;

export function createObserver({ log, metrics, teller, events, node, now }: ObserverOptions): Observer {
  const lastLine = new Map<string, number>();

  return {
    decided(pod, decision) {
      teller.decided(pod, decision);
      const outcome = outcomeOf(decision);
      metrics.decided(outcome);
      const fields = { pod: `${pod.namespace}/${pod.name}`, decision: outcome };
      if (decision.kind === "denied") log.info({ ...fields, reason: decision.explanation }, "decided");
      else if (decision.objection === undefined) log.info({ ...fields, role: decision.identity.role }, "decided");
      else log.warn({ ...fields, role: decision.identity.role, reason: decision.objection }, "decided");
    },
    assumed(identity, outcome, milliseconds) {
      const { role } = identity;
      teller.assumed(identity, outcome);
      metrics.assumed(outcome.kind === "assumed" ? "assumed" : outcome.cause, milliseconds);
      if (outcome.kind === "assumed") log.info({ role }, "credentials taken");
      else log.warn({ role, decision: outcome.cause, reason: outcome.problem }, "credentials not given by STS");
    },
    answered(kind, { status }, address, pod) {
      metrics.answered(kind, status);
      if (status < 400) return;
      if (kind === "credentials" && (status === 403 || status === 503) && pod !== undefined) teller.refused(pod);
      if (!isWorthALine(kind === "limited" ? `${address} limited` : address)) return;
      const name = pod === undefined || pod.uid === "" ? {} : { pod: `${pod.namespace}/${pod.name}` };
      log.info(
        { ...name, address, decision: `answered ${status}`, reason: reasonFor(kind, status, pod) },
        `${kind} refused`,
      );
    },
    interrupted(collection, problem) {
      metrics.interrupted(collection);
      log.warn({ reason: problem }, `${collection} not followed`);
    },
    contested(address, pods) {
      metrics.contested();
      const names = pods.map(({ namespace, name }) => `${namespace}/${name}`).join(" and ");
      log.warn({ address, decision: "contested", reason: `${names} claim the address` }, "address not answered");
    },
    recorded(outcome, problem) {
      metrics.recorded(outcome);
      if (problem !== undefined && isWorthALine("events")) log.warn({ reason: problem }, "event not written");
    },
    ruled(cause, firewall, by) {
      metrics.ruled(cause);
      if (cause === "set") return log.info({ firewall }, "rules in place");
      if (isWorthALine(`rules ${cause}`))
        log.warn({ firewall, reason: ruleChanges[cause], ...(by !== undefined && { by }) }, "rules set again");
      // Two programs that both want to be first would write an event at every turn.
      if (cause !== "moved") events.tell({ kind: "Node", name: node, uid: node }, explainRules(cause, firewall));
    },
    unruled(problem) {
      if (isWorthALine("rules")) log.warn({ reason: problem }, "rules not looked after");
    },
    deaf(problem) {
      log.info({ reason: problem }, "changes of rules not heard of, but found within seconds");
    },
    powerless(problem) {
      if (isWorthALine("credentials")) log.warn({ reason: problem }, "node has no credentials");
    },
    foundNoPods() {
      const reason = `no pod runs on a node named ${node}, not even this proxy: is it the name in spec.nodeName?`;
      log.warn({ reason }, "node has no pods");
    },
    untainted(taint) {
      log.info({ taint }, "startup taint removed");
    },
    tainted(taint, problem) {
      if (isWorthALine("taint")) log.warn({ taint, reason: problem }, "startup taint not removed");
    },
  };

  function isWorthALine(address: string): boolean {
    const time = now();
    if (time - (lastLine.get(address) ?? 0) < quiet) return false;
    if (lastLine.size >= mostRemembered) lastLine.clear();
    lastLine.set(address, time);
    return true;
  }
}

/** With `--report-only` what would be denied is allowed all the same. */
function outcomeOf(decision: Decision): DecisionOutcome {
  if (decision.kind === "denied") return decision.reason;
  return decision.objection === undefined ? "allowed" : "would-be-denied";
}

const ruleChanges = {
  missing: "somebody had removed them",
  changed: "somebody had changed them",
  moved: "rules of another program had come before them",
} as const;

function explainRules(cause: "missing" | "changed", firewall: string): EventText {
  const message = `The rules that bring pods' metadata requests to the proxy are set again by ${firewall}: ${ruleChanges[cause]}. Until then pods may have reached the metadata service of the node itself.`;
  return { reason: "RulesRestored", message };
}

function reasonFor(kind: RouteKind, status: number, pod: PodEntry | undefined): string {
  if (kind === "limited") return "asked more often than one pod may: see --requests-per-second";
  if (pod === undefined) return "no pod of this node has the address";
  if (pod.uid === "") return "several live pods claim the address";
  if (status === 401) return "no valid session token";
  if (pod.refusal?.status === status) return "the pod holds no role, as decided before";
  if (status === 503) return "what was asked for could not be fetched in time";
  return "the request is not one this pod may make";
}
