// Holds docs/proxy-conformance.md to its word: every line once, every test it names there under that title.
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import test from "ava";
import { findPackageFolder } from "../src/package-folder.ts";

const root = findPackageFolder();
const page = readFileSync(join(root, "docs/proxy-conformance.md"), "utf8");
const rows = [...page.matchAll(/^\| (\d+) \| (.+) \| (.+) \|$/gmu)].map(([, number, held, tests]) => ({
  number: Number(number),
  held: held ?? "",
  tests: (tests ?? "").split("<br>"),
}));

const [, faults = ""] = page.split("\n## Faults\n");
const faultRows = [...faults.matchAll(/^\| ([^|]+) \| ([^|]+) \| (.+:.+) \|$/gmu)].map(([, fault, , tests]) => ({
  fault: fault ?? "",
  tests: (tests ?? "").split("<br>"),
}));

test("every fault that a node can meet has a test that says what pods see", (t) => {
  t.true(faultRows.length >= 14, String(faultRows.length));
  const missing = faultRows.flatMap(({ fault, tests }) =>
    tests.filter((named) => !exists(named)).map((named) => `${fault}: ${named}`),
  );
  t.deepEqual(missing, []);
});

test("every line of the contract is there, once and in order", (t) => {
  t.deepEqual(
    rows.map(({ number }) => number),
    Array.from({ length: 107 }, (_, at) => at + 1),
  );
  t.true(rows.every(({ held }) => held.length > 10));
});

test("every test that is named exists under its title", (t) => {
  const missing = rows.flatMap(({ number, tests }) =>
    tests.filter((named) => named !== "_open_" && !exists(named)).map((named) => `${number}: ${named}`),
  );
  t.deepEqual(missing, []);
});

test("a test that is not there, or whose words are no title, is missed", (t) => {
  t.true(exists("proxy/answer-token: a trailing slash changes nothing"));
  t.true(exists("proxy/answer-token: no token is given to what came through a proxy: X-Forwarded-For …"));
  t.false(exists("proxy/answer-token: a trailing slash changes everything"));
  t.false(exists("proxy/answer-token: trailing slash"));
  t.false(exists("proxy/answer-token: x-aws-ec2-metadata-token-ttl-seconds"));
  t.false(exists("proxy/no-such-file: a trailing slash changes nothing"));
});

/** `proxy/answer-token: title`, where `…` in the title stands for an interpolation. */
function exists(named: string): boolean {
  const [file = "", ...rest] = named.split(": ");
  const path = join(root, "test", `${file}.ts`);
  return existsSync(path) && readTitles(readFileSync(path, "utf8")).has(rest.join(": "));
}

/** First arguments of `test(…)`, `test.serial(…)`: those that a macro only adds to are taken as they stand. */
function readTitles(source: string): ReadonlySet<string> {
  const literal = /\btest(?:\.serial)?\(\s*(?:"((?:[^"\\\n]|\\.)+)"|`((?:[^`\\]|\\.)+)`)/gu;
  return new Set(
    [...source.matchAll(literal)].map(([, plain, template]) =>
      (plain ?? template ?? "").replaceAll(/\$\{(?:[^{}]|\{[^{}]*\})*\}/gu, "…").replaceAll(/\\(.)/gu, "$1"),
    ),
  );
}
