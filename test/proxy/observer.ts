import test from "ava";
import { errorAnswer } from "../../src/proxy/answer.ts";
import { createLog } from "../../src/proxy/log.ts";
import { createMetrics } from "../../src/proxy/metrics.ts";
import { createObserver } from "../../src/proxy/observer.ts";
import { createTestClock } from "../helpers/proxy-clock.ts";
import { aPod, issue, roleNamed } from "../helpers/proxy-world.ts";

const silent = { decided: () => {}, assumed: () => {}, refused: () => {} };

function open() {
  const clock = createTestClock();
  const lines: Record<string, string>[] = [];
  const log = createLog(
    { write: (line) => void lines.push(JSON.parse(line) as Record<string, string>) },
    { node: "node-1" },
  );
  const metrics = createMetrics({
    ...{ version: "1.2.3", pods: () => 0, identities: () => 0, hasNodeCredentials: () => true },
    outlook: () => ({ without: 0, firstEnd: undefined }),
  });
  return {
    clock,
    lines,
    observer: createObserver({
      log,
      metrics,
      teller: silent,
      events: { tell: () => {} },
      node: "node-1",
      now: clock.now,
    }),
  };
}

const identity = { role: roleNamed("api"), externalId: "an-external-id", sessionName: undefined, sessionSeconds: 3600 };

test("a decision is one line with pod, role and outcome", (t) => {
  const { observer, lines } = open();
  observer.decided(aPod(), { kind: "allowed", identity });
  observer.decided(aPod(), { kind: "denied", reason: "no-role", explanation: "none" });
  t.like(lines[0], { level: "info", node: "node-1", pod: "media/api-1", role: identity.role, decision: "allowed" });
  t.like(lines[1], { pod: "media/api-1", decision: "no-role", reason: "none" });
});

test("what STS says is logged in full, and what it gives not at all", (t) => {
  const { observer, lines } = open();
  const request = { role: identity.role, externalId: undefined, sessionName: "x", seconds: 3600 };
  observer.assumed(identity, issue(request), 100);
  observer.assumed(identity, { kind: "failed", cause: "denied", problem: "not authorized" }, 100);
  t.like(lines[1], { level: "warn", role: identity.role, decision: "denied", reason: "not authorized" });
  t.notRegex(JSON.stringify(lines), /secret|session-\d|ASIA|an-external-id/);
});

test("an address that is refused in a loop gets one line a minute, and does not silence another", async (t) => {
  const { observer, lines, clock } = open();
  const refused = (address: string) => observer.answered("roles", errorAnswer(404), address, undefined);
  for (let count = 0; count < 100; count += 1) refused("10.0.0.1");
  refused("10.0.0.2");
  t.is(lines.length, 2);
  await clock.advance(60_000);
  refused("10.0.0.1");
  t.is(lines.length, 3);
  t.like(lines[2], { address: "10.0.0.1", decision: "answered 404", reason: "no pod of this node has the address" });
});

test("what a cluster or STS says cannot break a line", (t) => {
  const { observer, lines } = open();
  observer.interrupted("pods", 'x\n{"level":"info"}\u001B[2J');
  t.is(lines.length, 1);
  t.is(lines[0]?.["reason"], 'x\n{"level":"info"}\u001B[2J');
});
