import test from "ava";
import type { Audited } from "../../src/commands/print-audit.ts";
import { watchAudit } from "../../src/commands/watch-audit.ts";
import type { Context } from "../../src/context.ts";
import { unstyled } from "../../src/report/style.ts";
import { auditView } from "../helpers/audit-view.ts";
import { snapshot, workload } from "../helpers/build.ts";

const look = (...names: string[]): Audited => {
  const world = { workloads: names.map((name) => workload(name, { role: "pods/nowhere" })) };
  return { report: auditView(world).report, snapshot: snapshot(world) };
};

async function watch(looks: readonly (Audited | Error)[]): Promise<{ printed: string[]; said: string[] }> {
  const printed: string[] = [];
  const said: string[] = [];
  let stop: (signal: "SIGINT") => void = () => undefined;
  const stopped = new Promise<"SIGINT">((resolve) => (stop = resolve));
  const terminal = { print: (text: string) => printed.push(text), say: (text: string) => said.push(text) };
  const context = { terminal, style: unstyled, untilStopped: async () => stopped } as unknown as Context;
  let at = 0;
  const next = async (): Promise<Audited> => {
    const found = looks[at++];
    if (at === looks.length) stop("SIGINT");
    if (found === undefined || found instanceof Error) throw found ?? new Error("no more looks");
    return found;
  };
  await watchAudit(context, next, 0.001);
  return { printed, said };
}

const line = (sign: string, name: string): string =>
  `${sign} HIGH     shop/deployment/${name}  W05 the role does not exist`;

test("what is there is told once, then only what appears and what goes", async (t) => {
  const { printed } = await watch([look("api"), look("api"), look("api", "web"), look("web")]);
  t.deepEqual(printed, [line(" ", "api"), line("+", "web"), line("-", "api")]);
});

test("a look that fails is told, and nothing counts as gone", async (t) => {
  const { printed, said } = await watch([look("api"), new Error("the API server is away"), look("api")]);
  t.deepEqual(printed, [line(" ", "api")]);
  t.true(said.some((text) => text.includes("the API server is away")));
});

const refused = { call: "list pods", subject: "all namespaces", problem: "refused", workloads: 0 };

function blind(audited: Audited): Audited {
  return { ...audited, report: { ...audited.report, unknown: [refused] } };
}

test("what is only out of sight is not gone, until it is read again", async (t) => {
  const { printed } = await watch([look("api", "web"), blind(look("web")), blind(look("web")), look("web")]);
  const unknown = "UNKNOWN  list pods on all namespaces: refused";
  t.deepEqual(printed, [line(" ", "api"), line(" ", "web"), `+ ${unknown}`, line("-", "api"), `- ${unknown}`]);
});

test("what was never read is told at once, and keeps nothing from going", async (t) => {
  const { printed } = await watch([blind(look("api", "web")), blind(look("web"))]);
  const unknown = "UNKNOWN  list pods on all namespaces: refused";
  t.deepEqual(printed, [line(" ", "api"), line(" ", "web"), `  ${unknown}`, line("-", "api")]);
});

test("a first look that fails ends the watch", async (t) => {
  const failure = new Error("not signed in");
  t.is(await t.throwsAsync(watch([failure, look("api")])), failure);
});

test("a finding is one line, whatever its subject is called", async (t) => {
  const { printed } = await watch([look("a\u001b[2J\nb"), look("a\u001b[2J\nb")]);
  t.is(printed.length, 1);
  t.false(/[\u001b\n]/u.test(printed.join("")));
});
