import test from "ava";
import type { Finding } from "../../src/audit/finding.ts";
import { applyHousePolicy, type Exception, type HousePolicy, type HouseReport } from "../../src/audit/house-policy.ts";

const rules = [
  { id: "W05", name: "role-not-found" },
  { id: "T02", name: "trust-partial-nodes" },
];

function finding(rule: string, name: string, severity: Finding["severity"] = "high"): Finding {
  const known = rules.find(({ id }) => id === rule) ?? { name: "other" };
  return {
    rule,
    name: known.name,
    severity,
    confidence: "high",
    subject: { kind: "Deployment", namespace: "shop", name },
    title: "a title",
    message: "a message",
    evidence: [],
    fix: { text: "a fix", commands: [] },
    fingerprint: `${rule}-${name}`,
  };
}

function exception(parts: Partial<Exception> = {}): Exception {
  return { rule: "W05", subject: "shop/deployment/api", reason: "soon", expires: "2026-12-31", ...parts };
}

function apply(policy: HousePolicy, findings: readonly Finding[], baseline?: readonly string[]): HouseReport {
  const counts = { workloads: 1, pods: 1, roles: 1, nodeRoles: 1 };
  return applyHousePolicy(
    { findings, unknown: [], coverage: { read: [], refused: [], truncated: [] }, counts },
    { policy, baseline: baseline && new Set(baseline), today: "2026-11-25", rules },
  );
}

const names = (findings: readonly Finding[]): string[] => findings.map(({ fingerprint }) => fingerprint);

const cases: readonly [title: string, exception: Partial<Exception>, accepted: boolean, stale: string | undefined][] = [
  ["by the rule's id", {}, true, undefined],
  ["by the rule's name", { rule: "role-not-found" }, true, undefined],
  ["by a pattern", { subject: "shop/*" }, true, undefined],
  ["a pattern that spans everything", { subject: "*" }, true, undefined],
  ["on its last day", { expires: "2026-11-25" }, true, undefined],
  ["not on the day after", { expires: "2026-11-24" }, false, "expired"],
  ["not for another subject", { subject: "shop/deployment/ap" }, false, "unused"],
  ["not for another rule", { rule: "T02" }, false, "unused"],
  ["not by the beginning of an id", { rule: "W0" }, false, "no such rule"],
  ["not by a pattern of rules", { rule: "*" }, false, "no such rule"],
  ["expired before unused", { subject: "media/*", expires: "2020-01-01" }, false, "expired"],
];

test("a house without exceptions has none that are stale", (t) => {
  t.deepEqual(apply({}, [finding("W05", "api")]).stale, []);
});

for (const [title, parts, accepted, stale] of cases) {
  test(`an exception covers a finding: ${title}`, (t) => {
    const report = apply({ exceptions: [exception(parts)] }, [finding("W05", "api")]);
    t.is(report.accepted.length, accepted ? 1 : 0);
    t.is(report.findings.length, accepted ? 0 : 1);
    t.deepEqual(
      report.stale.map(({ why }) => why),
      stale === undefined ? [] : [stale],
    );
  });
}

test("of two exceptions for one finding the one that still counts is taken, and both are used", (t) => {
  const report = apply({ exceptions: [exception({ expires: "2020-01-01" }), exception({ reason: "again" })] }, [
    finding("W05", "api"),
  ]);
  t.is(report.accepted[0]?.exception.reason, "again");
  t.deepEqual(
    report.stale.map(({ why }) => why),
    ["expired"],
  );
});

test("severities are the house's, by id or name, and findings are sorted by them", (t) => {
  const findings = [finding("W05", "api", "high"), finding("T02", "api", "low")];
  const report = apply({ severities: { "role-not-found": "low", T02: "critical" } }, findings);
  t.deepEqual(names(report.findings), ["T02-api", "W05-api"]);
});

test("a rule that is off tells nothing", (t) => {
  t.deepEqual(apply({ severities: { W05: "off" } }, [finding("W05", "api")]).findings, []);
});

test("what the baseline has is known, what it has too much is gone", (t) => {
  const report = apply({}, [finding("W05", "api"), finding("W05", "web")], ["W05-api", "W05-old"]);
  t.deepEqual(names(report.findings), ["W05-web"]);
  t.deepEqual(names(report.known), ["W05-api"]);
  t.deepEqual(report.gone, ["W05-old"]);
});

test("what is accepted is not gone from the baseline", (t) => {
  t.deepEqual(apply({ exceptions: [exception()] }, [finding("W05", "api")], ["W05-api"]).gone, []);
});
