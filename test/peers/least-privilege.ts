// Each command under the real API server's RBAC: with exactly what `iamctl permissions` prints, and with one rule less.
import test, { type ExecutionContext } from "ava";
import { parseYaml } from "../../src/yaml.ts";
import { askWithToken, rolesPath } from "../helpers/proxy-client.ts";
import { type CommandOutcome, typeLine } from "../helpers/type-line.ts";
import { valuesFile } from "./helpers/contract.ts";
import { eventually } from "./helpers/eventually.ts";
import { annotationsOf, createSubjects, subjects } from "./helpers/kinds-of-workload.ts";
import { defineNodeClasses } from "./helpers/node-classes.ts";
import { readWorld } from "./helpers/read-world.ts";
import { endPod, startPod } from "./helpers/pods.ts";
import { giveRights, type Rule } from "./helpers/rights.ts";
import { type ProxyProgram, startProxy } from "./helpers/start-proxy.ts";
import { startWorld, type World } from "./helpers/world.ts";

let world: World;
test.before(async () => {
  world = await startWorld("peers");
  await defineNodeClasses(world);
  await createSubjects(world);
  const body = { metadata: { annotations: { "iam.amazonaws.com/allowed-roles": '["*"]' } } };
  await world.kube.need("/api/v1/namespaces/media", { method: "PATCH", type: "application/merge-patch+json", body });
});
test.after.always(async () => world.stop());

/** As a cluster administrator, unless the kubeconfig is somebody else's. */
async function run(line: string, KUBECONFIG = world.env["KUBECONFIG"]): Promise<CommandOutcome> {
  return typeLine(line.split(" "), { ...world.env, KUBECONFIG });
}

/** One verb on one kind each, from the ClusterRole as it is printed. */
async function readNeeds(command: string): Promise<readonly Rule[]> {
  const { printed } = await run(`permissions ${command} -o rbac`);
  const { rules } = parseYaml(printed, "permissions") as { readonly rules: readonly Rule[] };
  return rules.flatMap((rule) =>
    rule.resources.flatMap((resource) => rule.verbs.map((verb) => ({ ...rule, resources: [resource], verbs: [verb] }))),
  );
}

/** `list pods`, as a person is told of it. */
function nameOf({ verbs, resources }: Rule): string {
  return `${verbs.join()} ${resources.join()}`;
}

let people = 0;

async function runWith(rules: readonly Rule[], line: string): Promise<CommandOutcome> {
  people += 1;
  return run(line, await giveRights(world, `person-${people}`, rules));
}

async function endsWith(t: ExecutionContext, exitCode: number, outcome: Promise<CommandOutcome>): Promise<void> {
  const { exitCode: seen, said, printed } = await outcome;
  t.is(seen, exitCode, `${printed}${said}`);
}

/** `aws-auth` admits nodes that others make: it is said to be left out, and hides no node role. */
const hidesNothing = /get configmaps/;
const nothing = /^$/;

/** Runs the line without each of the rules in turn: each time it names what is missing, and ends with 4. */
async function missesEach(
  t: ExecutionContext,
  command: string,
  line: string,
  misses: RegExp,
  goesOn: RegExp = hidesNothing,
): Promise<void> {
  const needs = await readNeeds(command);
  const chosen = needs.filter((need) => misses.test(nameOf(need)));
  t.true(chosen.length > 0, `${command} needs nothing like ${misses.source}`);
  for (const need of chosen) {
    const others = needs.filter((other) => other !== need);
    const { exitCode, printed, said } = await runWith(others, line);
    const told = `${line}, without ${nameOf(need)}:\n${printed}${said}`;
    t.is(exitCode, goesOn.test(nameOf(need)) ? 0 : 4, told);
    t.true(`${printed}${said}`.includes(nameOf(need)), told);
    if (/To take it back/.test(said) && exitCode === 0) await endsWith(t, 0, run("undo --yes"));
  }
}

test.serial("audit reads with its ClusterRole alone, and names each kind that it may not list", async (t) => {
  const line = "audit --require-coverage --fail-on never";
  await endsWith(t, 0, runWith(await readNeeds("audit"), line));
  await missesEach(t, "audit", line, /./, nothing);
});

test.serial("why reads with its ClusterRole alone, and names each kind that it may not list", async (t) => {
  const needs = await readNeeds("why");
  const [pod] = await world.kube.list("/api/v1/namespaces/media/pods?labelSelector=app%3Dcovers");
  const line = `why -n media ${pod?.metadata.name}`;
  await endsWith(t, 0, runWith(needs, line));
  // The pod itself is all that its chain cannot do without.
  await missesEach(t, "why", line, /./, /^(?!list pods)/);
});

test.serial("why of a workload needs the kind of every workload, to know which one is meant", async (t) => {
  await endsWith(t, 0, runWith(await readNeeds("why"), "why -n media deployment/covers"));
  await missesEach(t, "why", "why -n media deployment/covers", /list (pods|deployments|.*sets|.*jobs)$/);
});

test.serial("init reads where nodes are told of, and nothing else of the cluster", async (t) => {
  const line = `init --yes --values ${valuesFile(world)}`;
  const before = await readWorld(world);
  // DaemonSets tell the pods' network; without them its interfaces are left open.
  await missesEach(t, "init", line, /./, /get configmaps|list daemonsets/);
  t.deepEqual(await readWorld(world), before);
  await endsWith(t, 0, runWith(await readNeeds("init"), line));
  await endsWith(t, 0, run("undo --yes"));
  t.deepEqual(await readWorld(world), before);
});

test.serial("grant and revoke plan nothing where they may not list, and name what", async (t) => {
  const before = await readWorld(world);
  await missesEach(t, "grant", "grant -n media thumbnails thumbnails --yes", /list (?!namespaces)/);
  // Nodes are listed only where EKS does not know the cluster, and their instances' tags name it.
  await missesEach(t, "revoke", "revoke -n media covers --yes", /list (?!nodes)/);
  t.deepEqual(await readWorld(world), before);
});

test.serial("grant says that namespaces may not be listed, where none of them limits roles", async (t) => {
  const needs = (await readNeeds("grant")).filter((need) => nameOf(need) !== "list namespaces");
  const { exitCode, said } = await runWith(needs, "grant -n media thumbnails thumbnails --yes");
  t.is(exitCode, 0, said);
  t.regex(said, /list namespaces/);
  await endsWith(t, 0, run("undo --yes"));
});

for (const subject of subjects) {
  const { words, plural } = subject;
  test.serial(
    `grant, revoke and undo of a ${plural.slice(0, -1)} need to get and to patch it, and say so`,
    async (t) => {
      const own = new RegExp(`^(get|patch) ${plural}$`);
      const [grant, revoke] = [`grant -n media ${words} covers --yes`, `revoke -n media ${words} --yes`];
      const before = await annotationsOf(world, subject);
      await missesEach(t, "grant", grant, own);
      t.is(await annotationsOf(world, subject), before);
      const granting = await changes(t, "grant", grant);
      const granted = await annotationsOf(world, subject);
      t.regex(granted, /covers/);

      await missesEach(t, "revoke", revoke, own);
      await missesEach(t, "undo", `undo ${granting} --yes`, own);
      t.is(await annotationsOf(world, subject), granted);
      const revoking = await changes(t, "revoke", revoke);
      t.is(await annotationsOf(world, subject), before);
      await changes(t, "undo", `undo ${revoking} --yes`);
      t.is(await annotationsOf(world, subject), granted);
      await changes(t, "undo", `undo ${granting} --yes`);
      t.is(await annotationsOf(world, subject), before);
    },
  );
}

/** With what the command needs and no more. Answers the run's id. */
async function changes(t: ExecutionContext, command: string, line: string): Promise<string> {
  const { exitCode, said } = await runWith(await readNeeds(command), line);
  t.is(exitCode, 0, said);
  return /To take it back: iamctl undo (\S+)/.exec(said)?.[1] ?? "";
}

test.serial("the proxy serves, and tells pods why not, with its ClusterRole alone", async (t) => {
  const proxy = await startProxyWith(t, await readNeeds("proxy"));
  const from = await startPod(world, { name: "served", role: "storefront" });
  t.is((await askWithToken(proxy.url, rolesPath, { from })).body, "storefront");
  await startPod(world, { name: "refused", role: "arn:aws:iam::nowhere" });
  const selected = "/api/v1/namespaces/media/events?fieldSelector=involvedObject.name%3Drefused,reason%3DRoleRefused";
  const [event] = await eventually("an Event of the refused pod", async () => {
    const events = await world.kube.list(selected);
    return events.length > 0 ? events : undefined;
  });
  t.regex(String(event?.["message"]), /^No credentials: .*iamctl why -n media refused/s);
  await Promise.all([endPod(world, "served"), endPod(world, "refused")]);
});

for (const [verb, plural] of [
  ["list", "pods"],
  ["watch", "pods"],
  ["list", "namespaces"],
  ["watch", "namespaces"],
] as const) {
  test.serial(`the proxy that may not ${verb} ${plural} says so, and goes on trying`, async (t) => {
    const missing = (need: Rule): boolean => nameOf(need) === `${verb} ${plural}`;
    const needs = await readNeeds("proxy");
    t.is(needs.filter(missing).length, 1);
    const proxy = await startProxyWith(
      t,
      needs.filter((need) => !missing(need)),
    );
    const line = `answered 403 to ${verb} /api/v1/${plural}`;
    await eventually(`the line: ${line}`, async () => (proxy.said(line).length > 1 ? true : undefined));
    // Nobody is given anything on the strength of what is not known.
    if (verb === "list") t.is((await askWithToken(proxy.url, rolesPath, { from: "127.0.92.9" })).status, 503);
  });
}

test.serial("the proxy that may not write Events serves all the same, and says so", async (t) => {
  const needs = (await readNeeds("proxy")).filter((need) => nameOf(need) !== "create events");
  const proxy = await startProxyWith(t, needs);
  await startPod(world, { name: "untold", role: "arn:aws:iam::nowhere" });
  const from = await startPod(world, { name: "served-still", role: "storefront" });
  t.is((await askWithToken(proxy.url, rolesPath, { from })).body, "storefront");
  await eventually("the proxy says that it may not", async () =>
    proxy.said("cannot create resource").length > 0 ? true : undefined,
  );
  await Promise.all([endPod(world, "served-still"), endPod(world, "untold")]);
});

async function startProxyWith(t: ExecutionContext, rules: readonly Rule[]): Promise<ProxyProgram> {
  people += 1;
  const kubeconfig = await giveRights(world, `person-${people}`, rules);
  const proxy = await startProxy(world, { kubeconfig, flags: ["--namespace-restrictions", "glob"] });
  t.teardown(() => proxy.stop());
  return proxy;
}

test.serial("every rule that is printed is one that a test above misses", async (t) => {
  const kinds = subjects.map(({ plural }) => plural);
  for (const command of ["grant", "revoke", "undo"]) {
    for (const need of await readNeeds(command)) {
      const [verb = "", plural = ""] = nameOf(need).split(" ");
      t.true(
        verb === "list" || /configmaps|services/.test(plural) || kinds.includes(plural),
        `${command}: ${nameOf(need)}`,
      );
    }
  }
});
