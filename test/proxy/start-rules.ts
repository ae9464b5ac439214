// The node's rules as the rest of the proxy has them: set first, looked after, told of, and left when it ends.
import test from "ava";
import type { ChangeListener, Firewall, PutOutcome } from "../../src/proxy/network/firewall.ts";
import type { NetworkSettings } from "../../src/proxy/settings.ts";
import { ask } from "../helpers/proxy-client.ts";
import { createTestClock, settle } from "../helpers/proxy-clock.ts";
import { aPod, startWorld } from "../helpers/proxy-world.ts";

const network: NetworkSettings = {
  firewall: "auto",
  interception: { include: ["eni+"], exclude: [], targets: { ipv4: undefined, ipv6: undefined } },
};

/** What `put` comes to is what the test sets. */
function createModel() {
  const model = {
    outcome: "missing" as PutOutcome | Error,
    puts: 0,
    listener: undefined as ChangeListener | undefined,
    stops: 0,
  };
  const firewall: Firewall = {
    name: () => "nft",
    async put() {
      model.puts += 1;
      if (model.outcome instanceof Error) throw model.outcome;
      return model.outcome;
    },
    hear(listener) {
      model.listener = listener;
      return { stop: () => void (model.stops += 1) };
    },
    counts: () => ({ source: 5, port: 0, direct: 2, past: 0 }),
  };
  return Object.assign(model, { firewall });
}

async function start() {
  const model = createModel();
  const clock = createTestClock();
  const proxy = await startWorld({
    ...{ settings: { network }, firewall: model.firewall, timers: clock, now: clock.now, pods: [aPod()] },
  });
  model.outcome = "same";
  return { proxy, clock, model };
}

test("rules that cannot be set keep the proxy from starting, and the error says what it needs", async (t) => {
  const model = createModel();
  model.outcome = new Error("nft: Operation not permitted");
  const documents = {};
  const error = await t.throwsAsync(
    startWorld({ settings: { network, base: undefined }, firewall: model.firewall, documents }),
    {
      message: "The rules of the node cannot be set: nft: Operation not permitted",
    },
  );
  t.regex((error as { hint?: string }).hint ?? "", /CAP_NET_ADMIN.*--rules off/);
});

test("they are set even where nothing else can start: pods are refused, not served by the node", async (t) => {
  const model = createModel();
  await t.throwsAsync(startWorld({ settings: { network, base: undefined }, firewall: model.firewall, documents: {} }), {
    message: /The node's account is not known/,
  });
  t.is(model.puts, 1);
  t.is(model.stops, 1, "nothing of it stays to keep the process");
});

test("without rules of its own the proxy sets none, is ready, and counts nothing about them", async (t) => {
  const model = createModel();
  const proxy = await startWorld({ firewall: model.firewall, pods: [aPod()] });
  t.teardown(() => proxy.stop());
  t.is(model.puts, 0);
  t.is((await ask(proxy.operationsUrl, "/readyz")).status, 200);
  t.notRegex((await ask(proxy.operationsUrl, "/metrics")).body, /rules|refused_packets/);
});

test("rules that somebody removed are told in log, metrics and an event of the node", async (t) => {
  const { proxy, clock, model } = await start();
  t.teardown(() => proxy.stop());
  t.like(proxy.lines[0], { message: "rules in place", firewall: "nft" });
  model.outcome = "missing";
  await clock.advance(5_000);
  model.outcome = "same";
  t.like(proxy.lines.at(-1), { message: "rules set again", reason: "somebody had removed them" });
  t.like(proxy.events, [{ reason: "RulesRestored", subject: { kind: "Node" } }]);
  const { body } = await ask(proxy.operationsUrl, "/metrics");
  for (const line of [
    'iamctl_proxy_rules_set_total{cause="set"} 1',
    'iamctl_proxy_rules_set_total{cause="missing"} 1',
    "iamctl_proxy_rules_in_place 1",
    'iamctl_proxy_refused_packets_total{guard="source"} 5',
    'iamctl_proxy_refused_packets_total{guard="past"} 0',
  ]) {
    t.true(body.split("\n").includes(line), `${line}\n\n${body}`);
  }
});

test("two programs that both want to be first are no storm of lines and events", async (t) => {
  const { proxy, clock, model } = await start();
  t.teardown(() => proxy.stop());
  model.outcome = "moved";
  const before = proxy.lines.length;
  await clock.advance(59_000);
  t.is(proxy.lines.length, before + 1);
  t.deepEqual(proxy.events, []);
});

test("a proxy that cannot look after its rules is alive and not ready, and ready when it can again", async (t) => {
  const { proxy, clock, model } = await start();
  t.teardown(() => proxy.stop());
  model.outcome = new Error("iptables-nft-restore: xtables lock");
  await clock.advance(5_000);
  t.is((await ask(proxy.operationsUrl, "/healthz")).status, 200);
  t.is((await ask(proxy.operationsUrl, "/readyz")).body, "waiting for rules\n");
  t.like(proxy.lines.at(-1), { message: "rules not looked after", reason: "iptables-nft-restore: xtables lock" });
  model.outcome = "same";
  await clock.advance(5_000);
  t.is((await ask(proxy.operationsUrl, "/readyz")).status, 200);
});

test("when it ends they are not looked at again, nor removed", async (t) => {
  const { proxy, clock, model } = await start();
  await proxy.stop();
  await settle();
  const { puts } = model;
  await clock.advance(60_000);
  t.is(model.puts, puts);
});

test("a change that is heard is set right at once, with a line that names who made it; the count is as ever", async (t) => {
  const { proxy, clock, model } = await start();
  t.teardown(() => proxy.stop());
  model.outcome = "missing";
  model.listener?.changed("nft (process 4711)");
  await clock.advance(0);
  t.like(proxy.lines.at(-1), { message: "rules set again", by: "nft (process 4711)" });
  t.like(proxy.events, [{ reason: "RulesRestored", subject: { kind: "Node" } }]);
  const { body } = await ask(proxy.operationsUrl, "/metrics");
  t.regex(body, /^iamctl_proxy_rules_set_total\{cause="missing"\} 1$/m);
  t.regex(body, /^iamctl_proxy_rule_changes_heard 1$/m);
});

test("that changes are no longer heard is said and counted, and is no reason not to be ready", async (t) => {
  const { proxy, model } = await start();
  t.teardown(() => proxy.stop());
  model.listener?.ended("nft: is not there");
  t.like(proxy.lines.at(-1), { reason: "nft: is not there" });
  t.regex((await ask(proxy.operationsUrl, "/metrics")).body, /^iamctl_proxy_rule_changes_heard 0$/m);
  t.is((await ask(proxy.operationsUrl, "/readyz")).status, 200);
});
