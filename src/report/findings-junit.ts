// The audit as JUnit XML, for build servers: a suite a rule, a case a subject.
import { XMLBuilder } from "fast-xml-parser";
import { type Finding, printSubject } from "../audit/finding.ts";
import type { AuditView } from "./audit-view.ts";
import { plainLines } from "./plain.ts";

/** What could not be read is a skipped case; a rule that found nothing is a suite with one case that passed. */
export function findingsJunit({ report, rules, subject, time }: AuditView): string {
  const open = [...report.findings];
  const suites = rules.map(({ id, name, title }) => {
    const own = open.filter(({ rule }) => rule === id);
    const cases = own.length === 0 ? [testcase(title, name)] : own.map((finding) => failed(finding, name));
    return suite({ id, name, cases, failures: own.length, subject, time });
  });
  const unread = report.unknown.map(({ call, subject: about, problem, remedy }) => ({
    ...testcase(`${call} on ${about}`, "coverage"),
    skipped: safe([problem, remedy ?? []].flat().join("\n")),
  }));
  const coverage = unread.length === 0 ? [testcase("everything was read", "coverage")] : unread;
  const testsuites = [
    ...suites,
    suite({ id: "coverage", name: "coverage", cases: coverage, failures: 0, subject, time }),
  ].map((entry, index) => ({ "@id": index, ...entry }));
  const builder = new XMLBuilder({
    attributeNamePrefix: "@",
    ignoreAttributes: false,
    format: true,
    suppressEmptyNode: true,
  });
  return `<?xml version="1.0" encoding="UTF-8"?>\n${builder.build({ testsuites: { testsuite: testsuites } })}`;
}

interface Suite {
  readonly id: string;
  readonly name: string;
  readonly cases: readonly object[];
  readonly failures: number;
  readonly subject: string;
  readonly time: string;
}

function suite({ id, name, cases, failures, subject, time }: Suite): object {
  return {
    "@name": `${id} ${name}`,
    "@package": "iamctl",
    "@timestamp": time.replace(/(?:\.\d+)?Z$/u, ""),
    "@hostname": safe(subject),
    "@tests": cases.length,
    "@failures": failures,
    "@errors": 0,
    "@time": 0,
    properties: { property: { "@name": "rule", "@value": id } },
    testcase: cases,
    "system-out": "",
    "system-err": "",
  };
}

function testcase(name: string, className: string): object {
  return { "@name": safe(name), "@classname": `iamctl.${className}`, "@time": 0 };
}

function failed(finding: Finding, className: string): object {
  const { subject, severity, title, message, fix } = finding;
  const text = [`${message}.`, fix.text, ...fix.commands.map((command) => `$ ${command}`)].join("\n");
  return {
    ...testcase(printSubject(subject), className),
    failure: { "@message": safe(title), "@type": severity, "#text": safe(text) },
  };
}

/** XML cannot hold control characters in any spelling: https://www.w3.org/TR/xml/#charsets */
function safe(value: string): string {
  return plainLines(value).replaceAll(/[\p{Cs}\uFFFE\uFFFF]/gu, "\uFFFD");
}
