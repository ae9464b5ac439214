// A list that ends before its end is unknown: in an audit of a cluster, of an account, of files, and in a snapshot of them.
import { createServer, request, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import test from "ava";
import { type CommandWorld, startCommandWorld } from "../helpers/command-world.ts";

let world: CommandWorld;
let gate: Server;
let gated: Readonly<Record<string, string>>;
/** What becomes of an answer; both stand between the program and the sandbox. */
let change: (path: string, sent: string, answer: string) => { readonly status?: number; readonly text: string };
const asItIs: typeof change = (_, __, text) => ({ text });

test.before(async () => {
  world = await startCommandWorld();
  change = asItIs;
  gate = createServer((asked, response) => {
    const { url = "", method, headers } = asked;
    const isKube = url.startsWith("/api");
    const target = isKube ? world.sandbox.kubeUrl : (world.sandbox.env["AWS_ENDPOINT_URL"] ?? "");
    const chunks: Buffer[] = [];
    asked.on("data", (chunk: Buffer) => chunks.push(chunk));
    asked.on("end", () => {
      const sent = Buffer.concat(chunks);
      const call = request(`${target}${url}`, { method, headers }, (answer) => {
        const told: Buffer[] = [];
        answer.on("data", (chunk: Buffer) => told.push(chunk));
        answer.on("end", () => {
          const { status = answer.statusCode ?? 500, text } = change(
            url,
            sent.toString(),
            Buffer.concat(told).toString(),
          );
          response.writeHead(status, { "content-type": answer.headers["content-type"] ?? "text/plain" });
          response.end(text);
        });
      });
      call.end(sent);
    });
  });
  await new Promise<void>((resolve) => gate.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(gate.address() as AddressInfo).port}`;
  for (const cluster of world.sandbox.aws.account.clusters) Object.assign(cluster, { endpoint: url });
  const config = (await readFile(world.sandbox.env["KUBECONFIG"] ?? "", "utf8")).replaceAll(world.sandbox.kubeUrl, url);
  const KUBECONFIG = join(world.folder, "gated-kubeconfig");
  await writeFile(KUBECONFIG, config);
  gated = { KUBECONFIG, AWS_ENDPOINT_URL: url };
});
test.after.always(async () => {
  gate.close();
  gate.closeAllConnections();
  await world.stop();
});

interface Unread {
  readonly call: string;
  readonly truncatedAfter?: number;
  readonly remedy?: string;
}

interface Report {
  readonly findings: readonly { readonly rule: string; readonly subjectName: string }[];
  readonly unknown: readonly Unread[];
  readonly coverage: {
    readonly read: readonly { readonly call: string; readonly objects?: number }[];
    readonly refused: readonly Unread[];
    readonly truncated: readonly Unread[];
  };
}

async function auditWith(line: string): Promise<{ exitCode: number; report: Report; said: string }> {
  const { exitCode, printed, said } = await world.run(`audit -o json --fail-on never ${line}`.trimEnd(), gated);
  change = asItIs;
  if (printed === "") throw new Error(said);
  return { exitCode, report: JSON.parse(printed) as Report, said };
}

test.serial("what was read is told, call by call", async (t) => {
  const { exitCode, report, said } = await auditWith("--require-coverage");
  t.is(exitCode, 0, said);
  const { read, refused, truncated } = report.coverage;
  t.is(read.find(({ call }) => call === "list deployments")?.objects, 5);
  for (const call of ["iam:GetAccountAuthorizationDetails", "eks:ListNodegroups", "list pods", "get configmaps"]) {
    t.true(
      read.some((source) => source.call === call),
      call,
    );
  }
  t.deepEqual([refused, truncated], [[], []]);
});

/** The API server keeps all but two Deployments back, and then fails. */
const brokenDeployments: typeof change = (path, _, text) => {
  if (!path.startsWith("/apis/apps/v1/deployments?")) return { text };
  if (path.includes("continue="))
    return { status: 500, text: JSON.stringify({ kind: "Status", message: "etcd is gone" }) };
  const list = JSON.parse(text) as { items: object[]; metadata: object };
  return {
    text: JSON.stringify({ ...list, items: list.items.slice(0, 2), metadata: { ...list.metadata, continue: "two" } }),
  };
};

test.serial("a list of workloads that breaks off: what it told is judged, and the rest is unknown", async (t) => {
  const whole = await auditWith("");
  change = brokenDeployments;
  const { exitCode, report, said } = await auditWith("--require-coverage --save-snapshot FOLDER/cut.json");
  t.is(exitCode, 4, said);
  t.like(report.coverage.truncated, [{ call: "list deployments", truncatedAfter: 2 }]);
  t.deepEqual(report.coverage.refused, []);
  t.false(report.coverage.read.some(({ call }) => call === "list deployments"));
  const names = (audited: Report) => audited.findings.map(({ rule, subjectName }) => `${rule} ${subjectName}`);
  t.deepEqual(
    names(report).filter((name) => !names(whole.report).includes(name)),
    [],
  );
  t.true(names(report).length > 0 && names(report).length < names(whole.report).length);

  const again = await world.run("audit -o json --fail-on never --require-coverage --snapshot FOLDER/cut.json");
  t.is(again.exitCode, 4);
  const replayed = JSON.parse(again.printed) as Report;
  t.deepEqual([replayed.coverage, replayed.findings], [report.coverage, report.findings]);
});

test.serial("a list of which the first page fails ends the audit: nothing is known then", async (t) => {
  change = (path, _, text) => (path.startsWith("/apis/apps/v1/deployments?") ? { status: 500, text: "{}" } : { text });
  const { exitCode, printed } = await world.run("audit -o json", gated);
  change = asItIs;
  t.is(exitCode, 1);
  t.is(printed, "");
});

test.serial(
  "IAM's listing that ends while there is more: roles are read one by one, and the listing is unknown",
  async (t) => {
    change = (_, sent, text) =>
      sent.includes("Action=GetAccountAuthorizationDetails")
        ? { text: text.replace("<IsTruncated>false<", "<IsTruncated>true<") }
        : { text };
    const { exitCode, report, said } = await auditWith("--require-coverage");
    t.is(exitCode, 4, said);
    t.like(report.coverage.truncated, [{ call: "iam:GetAccountAuthorizationDetails", truncatedAfter: 13 }]);
    t.true(report.findings.some(({ rule }) => rule === "T02"));
    t.false(report.findings.some(({ rule }) => rule === "P12"));
  },
);

test.serial("account details of a file that says there is more: a role that is not in it may be there", async (t) => {
  const node = "arn:aws:iam::111122223333:role/node-a";
  const deployment = {
    ...{ apiVersion: "apps/v1", kind: "Deployment", metadata: { name: "api" } },
    spec: { template: { metadata: { annotations: { "iam.amazonaws.com/role": "api" } } } },
  };
  await writeFile(join(world.folder, "one.json"), JSON.stringify(deployment));
  const RoleDetailList = [{ Arn: node, RoleId: "AROA1", AssumeRolePolicyDocument: { Statement: [] } }];
  for (const [name, more, findings, exit] of [
    ["whole", {}, ["W05"], 0],
    ["max-items", { NextToken: "abc" }, [], 4],
    ["no-paginate", { IsTruncated: true, Marker: "abc" }, [], 4],
  ] as const) {
    await writeFile(join(world.folder, "details.json"), JSON.stringify({ RoleDetailList, Policies: [], ...more }));
    const line = `-f FOLDER/one.json --auth-details FOLDER/details.json --node-role ${node} --require-coverage`;
    const { exitCode, report } = await auditWith(line);
    t.is(exitCode, exit, name);
    t.deepEqual(
      report.findings.map(({ rule }) => rule),
      findings,
      name,
    );
    t.is(report.coverage.truncated.length > 0, exit === 4, name);
  }
});

test.serial("a page of the API server in a file is judged, and known to be a page", async (t) => {
  const raw = async (query: string): Promise<void> => {
    const answer = await fetch(`${world.sandbox.kubeUrl}/apis/apps/v1/deployments${query}`);
    const { items, ...list } = (await answer.json()) as { items: { kind?: string; apiVersion?: string }[] };
    // As the API server sends them.
    const bare = items.map((item) => ({ ...item, kind: undefined, apiVersion: undefined }));
    await writeFile(join(world.folder, "raw.json"), JSON.stringify({ ...list, items: bare }));
  };
  const truncated = async (): Promise<readonly Unread[]> =>
    (await auditWith("-f FOLDER/raw.json")).report.coverage.truncated;
  await raw("?limit=2");
  t.like(await truncated(), [
    { call: "list deployments", truncatedAfter: 2, remedy: "Write it whole: kubectl get Deployment -A -o json" },
  ]);
  await raw("");
  t.deepEqual(await truncated(), []);
});
