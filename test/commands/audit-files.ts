// The audit without a cluster: manifests in every form people have them, an account from a file, and saved snapshots.
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import test from "ava";
import { type CommandWorld, startCommandWorld } from "../helpers/command-world.ts";

let world: CommandWorld;
test.before(async () => {
  world = await startCommandWorld();
  const folder = join(world.folder, "deploy");
  await mkdir(join(folder, "nested"), { recursive: true });
  const misplaced = {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name: "list", annotations: { "iam.amazonaws.com/role": "api" } },
  };
  await writeFile(
    join(folder, "nested/list.json"),
    JSON.stringify({ apiVersion: "v1", kind: "List", items: [misplaced] }),
  );
  await writeFile(join(folder, "chart.yaml"), chart);
  await writeFile(join(folder, "values.yaml"), "role: api\n");
  await writeFile(join(world.folder, "details.json"), JSON.stringify(details));
});
test.after.always(async () => world.stop());

const chart = `---
# Source: shop/templates/web.yaml
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  template:
    metadata:
      annotations:
        iam.amazonaws.com/role: pods/wbe
---
# Source: shop/templates/job.yaml
apiVersion: batch/v1
kind: CronJob
metadata:
  name: report
  namespace: media
  annotations:
    iam.amazonaws.com/role: web
`;
const node = "arn:aws:iam::111122223333:role/node-a";
const details = {
  RoleDetailList: [
    { Arn: node, RoleId: "AROA1", AssumeRolePolicyDocument: { Version: "2012-10-17", Statement: [] } },
    {
      Arn: "arn:aws:iam::111122223333:role/pods/web",
      AssumeRolePolicyDocument: encodeURIComponent('{"Version":"2012-10-17","Statement":[]}'),
      AttachedManagedPolicies: [{ PolicyArn: "arn:aws:iam::111122223333:policy/all" }],
    },
  ],
  Policies: [
    {
      Arn: "arn:aws:iam::111122223333:policy/all",
      PolicyName: "all",
      PolicyVersionList: [
        { IsDefaultVersion: false, Document: { Version: "2012-10-17", Statement: [] } },
        { IsDefaultVersion: true, Document: { Statement: { Effect: "Allow", Action: "*", Resource: "*" } } },
      ],
    },
  ],
};

interface Report {
  readonly findings: readonly { readonly rule: string; readonly subjectName: string; readonly subject: object }[];
  readonly unknown: readonly { readonly call: string }[];
}

test.serial("a folder: lists, streams, helm's output with its templates' names", async (t) => {
  const { exitCode, printed, said } = await world.run("audit -f FOLDER/deploy -o json");
  t.is(exitCode, 3, said);
  const { findings, unknown } = JSON.parse(printed) as Report;
  t.deepEqual(
    findings.map(({ rule, subjectName }) => `${rule} ${subjectName}`),
    ["W02 default/deployment/list", "W02 media/cronjob/report"],
  );
  t.like(findings[1]?.subject, { place: { file: "shop/templates/job.yaml", line: 1 } });
  t.true(unknown.some(({ call }) => call === "list nodes"));
  t.true(unknown.some(({ call }) => call === "iam:GetRole"));
});

test.serial("with the account from a file and the nodes' role by name the whole chain is judged", async (t) => {
  const line = `audit -f FOLDER/deploy --auth-details FOLDER/details.json --node-role ${node} -o json`;
  const { findings, unknown } = JSON.parse((await world.run(line)).printed) as Report;
  t.true(findings.some(({ rule, subjectName }) => rule === "W05" && subjectName === "default/deployment/web"));
  t.deepEqual(unknown, []);
});

test.serial("a saved snapshot of the live cluster gives the same report", async (t) => {
  const live = await world.run("audit -o json --save-snapshot FOLDER/saved.json");
  const again = await world.run("audit -o json --snapshot FOLDER/saved.json", { KUBECONFIG: "/nonexistent" });
  t.is(again.exitCode, live.exitCode, again.said);
  const timeless = ({ printed }: { printed: string }): string => printed.replace(/"time": .*/, "");
  t.is(timeless(again), timeless(live));
  t.notRegex(await readFile(join(world.folder, "saved.json"), "utf8"), /only-good-in-the-sandbox|secretAccessKey/i);
});

test.serial("an account that .iamctl.yaml names as the house's is not foreign", async (t) => {
  const trust = { Effect: "Allow", Principal: { AWS: "arn:aws:iam::999988887777:root" }, Action: "sts:AssumeRole" };
  const roles = details.RoleDetailList.map((role) =>
    role.Arn === node ? role : { ...role, AssumeRolePolicyDocument: { Version: "2012-10-17", Statement: trust } },
  );
  await writeFile(join(world.folder, "foreign.json"), JSON.stringify({ ...details, RoleDetailList: roles }));
  const line = `audit -f FOLDER/deploy --auth-details FOLDER/foreign.json --node-role ${node} -o json`;
  const foreign = async (accounts: string): Promise<readonly string[]> => {
    await writeFile(join(world.folder, "house.yaml"), `version: 1\naccounts: [${accounts}]\n`);
    const { findings } = JSON.parse((await world.run(`${line} --config FOLDER/house.yaml`)).printed) as Report;
    return findings.flatMap(({ rule, subjectName }) => (rule === "T06" ? [subjectName] : []));
  };
  t.deepEqual(await foreign(""), ["arn:aws:iam::111122223333:role/pods/web"]);
  t.deepEqual(await foreign('"999988887777"'), []);
});

const oneStatement = (statement: object): object => ({
  Version: "2012-10-17",
  Statement: { Effect: "Allow", Action: "sts:AssumeRole", ...statement },
});
const web = "arn:aws:iam::111122223333:role/pods/web";
for (const [what, change, problem] of [
  [
    "a trust policy for nobody",
    { AssumeRolePolicyDocument: oneStatement({}) },
    `in the trust policy (${web}) a statement names no Principal`,
  ],
  [
    "a principal in what a role may do",
    { RolePolicyList: [{ PolicyName: "own", PolicyDocument: oneStatement({ Principal: "*", Resource: "*" }) }] },
    `in inline policy own (${web}) a statement names a Principal`,
  ],
] as const) {
  test.serial(`${what} is no account's, in details and in a snapshot`, async (t) => {
    const roles = details.RoleDetailList.map((role) => (role.Arn === web ? { ...role, ...change } : role));
    await writeFile(join(world.folder, "hand.json"), JSON.stringify({ ...details, RoleDetailList: roles }));
    const fromDetails = await world.run("audit -f FOLDER/deploy --auth-details FOLDER/hand.json");
    t.is(fromDetails.exitCode, 2);
    t.true(fromDetails.said.includes(`hand.json holds what no account can: ${problem}`), fromDetails.said);

    const line = "audit -f FOLDER/deploy --auth-details FOLDER/details.json --save-snapshot FOLDER/web.json";
    await world.run(line);
    const { facts, ...rest } = JSON.parse(await readFile(join(world.folder, "web.json"), "utf8")) as {
      facts: { arn: string }[];
    };
    const { AssumeRolePolicyDocument: trust, RolePolicyList: [own] = [] } = change as {
      AssumeRolePolicyDocument?: object;
      RolePolicyList?: { PolicyDocument: object }[];
    };
    const changed = facts.map((role) => ({
      ...role,
      ...(role.arn === web && trust !== undefined && { trust: JSON.stringify(trust) }),
      ...(role.arn === web &&
        own !== undefined && {
          policies: [{ name: "inline policy own", document: JSON.stringify(own.PolicyDocument) }],
        }),
    }));
    await writeFile(join(world.folder, "web.json"), JSON.stringify({ ...rest, facts: changed }));
    const fromSnapshot = await world.run("audit --snapshot FOLDER/web.json");
    t.is(fromSnapshot.exitCode, 2, fromSnapshot.said);
    t.true(fromSnapshot.said.includes(`web.json holds what no account can: ${problem}`), fromSnapshot.said);
  });
}

for (const [line, problem] of [
  ["audit -f FOLDER/nowhere", /There is no file/],
  ["audit -f FOLDER/deploy/values.yaml", /no Kubernetes object/],
  ["audit --snapshot FOLDER/details.json", /cannot be replayed: it is no snapshot/],
  ["audit --auth-details FOLDER/deploy/values.yaml -f FOLDER/deploy", /is not JSON/],
] as const) {
  test.serial(`${line} is refused`, async (t) => {
    const { exitCode, said } = await world.run(line);
    t.is(exitCode, 2);
    t.regex(said, problem);
  });
}
