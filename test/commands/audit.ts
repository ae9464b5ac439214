// The audit through the whole program: its forms, the policy of the house, a baseline, and watching.
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import test from "ava";
import { type CommandWorld, startCommandWorld } from "../helpers/command-world.ts";

let world: CommandWorld;
test.before(async () => {
  world = await startCommandWorld();
});
test.after.always(async () => world.stop());

interface Report {
  readonly findings: readonly { readonly rule: string; readonly severity: string }[];
  readonly known: readonly unknown[];
  readonly accepted: readonly unknown[];
}

async function report(line: string): Promise<Report> {
  return JSON.parse((await world.run(line)).printed) as Report;
}

test.serial("one run writes as many forms as are asked for, and prints one", async (t) => {
  const outcome = await world.run(
    "audit -o csv -o json=FOLDER/audit.json -o html=FOLDER/audit.html -o yaml=FOLDER/audit.yaml",
  );
  t.is(outcome.exitCode, 3);
  t.true(outcome.printed.startsWith("severity,confidence,"));
  t.is((JSON.parse(await readFile(join(world.folder, "audit.json"), "utf8")) as { kind: string }).kind, "AuditReport");
  t.true((await readFile(join(world.folder, "audit.html"), "utf8")).includes("cytoscape"));
  t.true((await readFile(join(world.folder, "audit.yaml"), "utf8")).includes("kind: AuditReport"));
});

test.serial("a report as a baseline: everything is known and nothing fails", async (t) => {
  await world.run("audit -o json=FOLDER/before.json");
  const { exitCode, printed } = await world.run("audit --baseline FOLDER/before.json");
  t.is(exitCode, 0);
  t.regex(printed, /no findings; \d+ known before/u);
});

test.serial("a baseline that is none is refused", async (t) => {
  await writeFile(join(world.folder, "other.json"), '{"kind": "Pod"}');
  t.regex(
    (await world.run("audit --baseline FOLDER/other.json")).said,
    /other\.json: it is no JSON report of an audit/u,
  );
  const missing = await world.run("audit --baseline FOLDER/missing.json");
  t.is(missing.exitCode, 2);
  t.regex(missing.said, /There is no baseline[^]*iamctl audit -o json=/u);
});

test.serial("the policy of the house accepts, weighs and lets pass", async (t) => {
  const before = await report("audit -o json");
  await writeFile(
    join(world.folder, "house.yaml"),
    `version: 1
failOn: critical
severities: { role-not-found: low, P01: off }
exceptions:
  - { rule: annotation-misplaced, subject: "shop/*", reason: known, expires: 2999-12-31 }
`,
  );
  const { exitCode, said } = await world.run("audit --config FOLDER/house.yaml");
  t.is(exitCode, 0);
  t.regex(said, /Policy of the house: .*house\.yaml/u);
  const after = await report("audit -o json --config FOLDER/house.yaml");
  t.is(after.accepted.length, 1);
  t.is(after.findings.find(({ rule }) => rule === "W05")?.severity, "low");
  t.deepEqual(
    after.findings.filter(({ rule }) => rule === "P01"),
    [],
  );
  t.true(after.findings.length < before.findings.length);
});

test.serial("--fail-on wins over the policy of the house", async (t) => {
  t.is((await world.run("audit --config FOLDER/house.yaml --fail-on low")).exitCode, 3);
});

test.serial("a policy that is none tells every fault, and nothing is judged", async (t) => {
  await writeFile(join(world.folder, "wrong.yaml"), "version: 1\nexceptions: [{ rule: W05 }]\nseverties: {}\n");
  const { exitCode, printed, said } = await world.run("audit --config FOLDER/wrong.yaml");
  t.is(exitCode, 2);
  t.is(printed, "");
  t.regex(said, /severties: is not known here[^]*subject: is missing[^]*expires: is missing/u);
  t.regex((await world.run("audit --config FOLDER/none.yaml")).said, /none\.yaml: there is no such file/u);
});

test.serial("a folder to write to that is not there is told, and the exit code is that of wrong use", async (t) => {
  const { exitCode, said } = await world.run("audit -o json=FOLDER/nowhere/a.json");
  t.is(exitCode, 2);
  t.regex(said, /nowhere\/a\.json could not be written: ENOENT/u);
  await mkdir(join(world.folder, "nowhere"));
  t.is((await world.run("audit -o json=FOLDER/nowhere/a.json")).exitCode, 3);
});
