// An audit of every scenario by a reader who holds what `iamctl permissions audit` prints, and then one permission less at a time.
import { readdirSync } from "node:fs";
import { join } from "node:path";
import test from "ava";
import { findPackageFolder } from "../../src/package-folder.ts";
import { parseYaml } from "../../src/yaml.ts";
import { type CommandWorld, startCommandWorld } from "../helpers/command-world.ts";
import { type RbacGate, type RbacRight, startRbacGate } from "../helpers/rbac-gate.ts";

const scenarios = readdirSync(join(findPackageFolder(), "templates/sandbox")).map((file) => file.replace(".yaml", ""));
const line = "audit -o json --require-coverage --fail-on never";

interface Finding {
  readonly fingerprint: string;
  readonly rule: string;
  readonly subject: { readonly kind: string };
}

interface Report {
  readonly findings: readonly Finding[];
  readonly unknown: readonly { readonly call: string }[];
}

/** What some scenario could not be judged without. */
const missed = new Set<string>();
const all = new Set<string>();

for (const scenario of scenarios) {
  test.serial(
    `${scenario}: a reader sees what an administrator sees, and each permission is missed by its name`,
    async (t) => {
      const world = await startCommandWorld(scenario);
      const gate = await startRbacGate(world.sandbox.kubeUrl, world.folder);
      t.teardown(async () => {
        gate.stop();
        await world.stop();
      });
      // To EKS the gate is the API server.
      for (const cluster of world.sandbox.aws.account.clusters) Object.assign(cluster, { endpoint: gate.url });
      const administrator = JSON.parse((await world.run(line, gate.env)).printed) as Report;
      const needs = await readNeeds(world);
      const run = (without?: Right): Promise<{ exitCode: number; report: Report; said: string }> =>
        runWithout(world, gate, needs, without);

      const reader = await run();
      t.is(reader.exitCode, 0, reader.said);
      t.deepEqual(reader.report.unknown, []);
      t.deepEqual(reader.report.findings, administrator.findings);

      for (const right of needs) {
        const { exitCode, report, said } = await run(right);
        const named = report.unknown.some(({ call }) => call === right.name);
        if (named) missed.add(right.name);
        const told = `without ${right.name}: ${JSON.stringify(report.unknown)}\n${said}`;
        t.is(exitCode, named ? 4 : 0, told);
        t.is(report.unknown.length > 0, named, told);
        // What is not known is neither a pass nor a finding.
        t.deepEqual(invented(report, administrator), [], told);
        if (!named) t.deepEqual(report.findings, administrator.findings, told);
      }
      for (const { name } of needs) all.add(name);
    },
  );
}

test.serial("each permission is missed in some scenario", (t) => {
  t.deepEqual([...all].filter((name) => !missed.has(name)).toSorted(), []);
});

interface Right {
  /** `iam:GetRole`, `list pods`. */
  readonly name: string;
  readonly rbac: RbacRight | undefined;
}

/** Every action and every verb on every kind, as they are printed for whoever sets the reader up. */
async function readNeeds(world: CommandWorld): Promise<readonly Right[]> {
  const iam = JSON.parse((await world.run("permissions audit")).printed) as {
    readonly Statement: readonly { readonly Action: readonly string[] }[];
  };
  const { rules } = parseYaml((await world.run("permissions audit -o rbac")).printed, "permissions") as {
    readonly rules: readonly {
      readonly apiGroups: readonly string[];
      readonly resources: readonly string[];
      readonly verbs: readonly string[];
      readonly resourceNames?: readonly string[];
    }[];
  };
  const actions = new Set(iam.Statement.flatMap(({ Action }) => Action));
  return [
    ...[...actions].map((name) => ({ name, rbac: undefined })),
    ...rules.flatMap(({ apiGroups: [group = ""], resources, verbs, resourceNames: names }) =>
      resources.flatMap((resource) =>
        verbs.map((verb) => ({ name: `${verb} ${resource}`, rbac: { group, resource, verb, names } })),
      ),
    ),
  ];
}

async function runWithout(
  world: CommandWorld,
  gate: RbacGate,
  needs: readonly Right[],
  without: Right | undefined,
): Promise<{ exitCode: number; report: Report; said: string }> {
  const held = needs.filter((need) => need !== without);
  const operator = [...world.sandbox.aws.account.users.values()].find((user) =>
    user.accessKeyIds.includes(world.sandbox.env["AWS_ACCESS_KEY_ID"] ?? ""),
  );
  if (operator === undefined) throw new Error("the scenario's operator has no access key");
  const Action = held.flatMap(({ name, rbac }) => (rbac === undefined ? [name] : []));
  operator.inline.clear();
  operator.inline.set(
    "reader",
    JSON.stringify({ Version: "2012-10-17", Statement: { Effect: "Allow", Action, Resource: "*" } }),
  );
  gate.allow(held.flatMap(({ rbac }) => rbac ?? []));
  const { exitCode, printed, said } = await world.run(line, gate.env);
  return { exitCode, report: JSON.parse(printed) as Report, said };
}

/** Nodes whose role is not known are told of together, as the cluster's. */
function invented(report: Report, whole: Report): readonly string[] {
  const fingerprints = new Set(whole.findings.map(({ fingerprint }) => fingerprint));
  const names = new Set(whole.findings.map(({ rule }) => rule));
  return report.findings.flatMap(({ fingerprint, rule, subject }) =>
    fingerprints.has(fingerprint) || (subject.kind === "Cluster" && names.has(rule)) ? [] : [fingerprint],
  );
}
