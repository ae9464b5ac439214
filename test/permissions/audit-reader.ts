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
      const gate = await startRbacGate(world.sandbox.kubeUrl);
      t.teardown(async () => {
        gate.stop();
        await world.stop();
      });
      // To EKS the gate is the API server.
      for (const cluster of world.sandbox.aws.account.clusters) Object.assign(cluster, { endpoint: gate.url });
      const administrator = JSON.parse((await world.run(line, gate.env)).printed) as Report;
      const policy = await readPolicy(world);
      const needs = await readNeeds(world, policy);
      const run = (without?: Right): Promise<{ exitCode: number; report: Report; said: string }> => {
        holdIam(world, policy, without);
        gate.allow(needs.flatMap((need) => (need === without ? [] : (need.rbac ?? []))));
        return audit(world, gate);
      };

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

interface Policy {
  readonly Version: string;
  readonly Statement: readonly { readonly Action: readonly string[] }[];
}

/** As it is printed for whoever sets the reader up. */
async function readPolicy(world: CommandWorld): Promise<Policy> {
  return JSON.parse((await world.run("permissions audit")).printed) as Policy;
}

/** Every action and every verb on every kind. */
async function readNeeds(world: CommandWorld, { Statement }: Policy): Promise<readonly Right[]> {
  const { rules } = parseYaml((await world.run("permissions audit -o rbac")).printed, "permissions") as {
    readonly rules: readonly {
      readonly apiGroups: readonly string[];
      readonly resources: readonly string[];
      readonly verbs: readonly string[];
      readonly resourceNames?: readonly string[];
    }[];
  };
  return [
    ...[...new Set(Statement.flatMap(({ Action }) => Action))].map((name) => ({ name, rbac: undefined })),
    ...rules.flatMap(({ apiGroups: [group = ""], resources, verbs, resourceNames: names }) =>
      resources.flatMap((resource) =>
        verbs.map((verb) => ({ name: `${verb} ${resource}`, rbac: { group, resource, verb, names } })),
      ),
    ),
  ];
}

/** The statements stay as they are printed, resources and all, but for the one action. */
function holdIam({ sandbox }: CommandWorld, { Version, Statement }: Policy, without: Right | undefined): void {
  const operator = [...sandbox.aws.account.users.values()].find((user) =>
    user.accessKeyIds.includes(sandbox.env["AWS_ACCESS_KEY_ID"] ?? ""),
  );
  if (operator === undefined) throw new Error("the scenario's operator has no access key");
  const held = Statement.map((one) => ({ ...one, Action: one.Action.filter((action) => action !== without?.name) }));
  operator.attached.clear();
  operator.inline.clear();
  const kept = held.filter(({ Action }) => Action.length > 0);
  operator.inline.set("reader", JSON.stringify({ Version, Statement: kept }));
}

async function audit(world: CommandWorld, gate: RbacGate): Promise<{ exitCode: number; report: Report; said: string }> {
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
