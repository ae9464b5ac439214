// Law of a watch: however sight comes and goes, a finding is told as gone only when a look that sees as much misses it.
import test from "ava";
import { array, assert, property, record, subarray } from "fast-check";
import { compareLooks, type Look, toLook } from "../../src/audit/compare-looks.ts";
import type { Finding } from "../../src/audit/finding.ts";

const names = ["a", "b", "c"];
const calls = ["list pods", "iam:GetRole"];

const aLook = record({ findings: subarray(names), unread: subarray(calls) });

test("gone and appeared alternate for each finding, and what is told adds up to what is there", (t) => {
  assert(
    property(array(aLook, { minLength: 1, maxLength: 12 }), (looks) => {
      let before = toLook({ findings: [], unknown: [] });
      const told = new Set<string>();
      for (const { findings, unread } of looks) {
        const now = seen(findings, unread);
        const { appeared, gone, next } = compareLooks(before, now);
        for (const { fingerprint } of appeared) {
          if (told.has(fingerprint)) return false;
          told.add(fingerprint);
        }
        for (const { fingerprint } of gone) {
          // Nothing is taken back by a look that cannot see what an earlier one saw.
          if (!told.delete(fingerprint) || unread.some((call) => !before.unseen.has(`${call} all`))) return false;
        }
        before = next;
        if (findings.some((name) => !told.has(name))) return false;
      }
      const { findings } = looks.at(-1) ?? { findings: [] };
      return compareLooks(before, seen(findings, [])).next.findings.size === findings.length;
    }),
  );
  t.pass();
});

test("what could not be read is told once, and once more when it can, each subject of each call for itself", (t) => {
  const refusals = ["list pods", "iam:GetRole"].flatMap((call) =>
    ["one", "other"].map((subject) => ({ call, subject, problem: "refused", workloads: 0 })),
  );
  assert(
    property(array(subarray(refusals), { minLength: 1, maxLength: 12 }), (looks) => {
      let before = toLook({ findings: [], unknown: [] });
      const told = new Set<unknown>();
      for (const unknown of looks) {
        const { unread, readAgain, next } = compareLooks(before, toLook({ findings: [], unknown }));
        if (unread.some((one) => told.has(one)) || readAgain.some((one) => !told.delete(one))) return false;
        for (const one of unread) told.add(one);
        if (unknown.length !== told.size || unknown.some((one) => !told.has(one))) return false;
        before = next;
      }
      return true;
    }),
  );
  t.pass();
});

function seen(findings: readonly string[], unread: readonly string[]): Look {
  return toLook({
    findings: findings.map((fingerprint) => ({ fingerprint }) as Finding),
    unknown: unread.map((call) => ({ call, subject: "all", problem: "refused", workloads: 0 })),
  });
}
