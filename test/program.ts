// The command line: every command and flag becomes the options its command is handed; everything else is explained.
import test from "ava";
import { parse } from "./helpers/program.ts";

const runs = test.macro<[line: string, name: string, options: object]>({
  exec: async (t, line, name, options) => t.deepEqual((await parse(line)).ran, [name, options]),
  title: (_, line) => `iamctl ${line}`,
});

const asking = { yes: false, dryRun: false, check: false, output: "text" };
const prefix = "/pods/";
const waiting = { wait: true, timeout: 300 };
const granting = {
  ...{ ...asking, ...waiting, prefix, nodeRole: [], nodePattern: [], overrideOwner: false },
  ...{ manifest: [], path: "podAnnotations", createRole: false, policy: [] },
};

const initial = { ...asking, nodeRole: [], inline: false, proxy: "iamctl", interface: [] };
test(runs, "init", "init", initial);
test(
  runs,
  "init --fence deny --inline --proxy kube2iam --interface eni+ !eth0 --image r.example:5000/p:1 -n infra",
  "init",
  {
    ...{ ...initial, fence: "deny", inline: true, proxy: "kube2iam", interface: ["eni+", "!eth0"] },
    ...{ image: "r.example:5000/p:1", namespace: "infra" },
  },
);
test(runs, "init --startup-taint iamctl/proxy-not-ready", "init", {
  ...initial,
  startupTaint: "iamctl/proxy-not-ready",
});
test(runs, "init -o manifests", "init", { ...initial, output: "manifests" });
test(runs, "init --values v.yaml --prefix pod-", "init", {
  ...initial,
  ...{ values: "v.yaml", prefix: "pod-" },
});
test(runs, "init --node-role arn:a arn:b --yes", "init", {
  ...initial,
  ...{ nodeRole: ["arn:a", "arn:b"], yes: true },
});
test(runs, "init --dry-run --check -o json", "init", {
  ...initial,
  ...{ dryRun: true, check: true, output: "json" },
});
test(runs, "nodes", "nodes", { output: "table" });
test(runs, "nodes -o json", "nodes", { output: "json" });
test(runs, "grant api thumbs", "grant", { ...granting, service: "api", role: "thumbs" });
test(runs, "grant api t --trust pattern --node-pattern a-* b-* --node-tag k=v=w --emit json", "grant", {
  ...{ ...granting, service: "api", role: "t", trust: "pattern", nodePattern: ["a-*", "b-*"] },
  ...{ nodeTag: { key: "k", value: "v=w" }, emit: "json" },
});
test(runs, "grant -f grants.yaml", "grant", { ...granting, filename: "grants.yaml" });
test(runs, "grant api t --manifest a.yaml b.yaml", "grant", {
  ...{ ...granting, service: "api", role: "t", manifest: ["a.yaml", "b.yaml"] },
});
test(runs, "grant api t --values v.yaml --path controller.podAnnotations", "grant", {
  ...{ ...granting, service: "api", role: "t", values: "v.yaml", path: "controller.podAnnotations" },
});
test(runs, "grant deploy/api thumbs -n media --external-id x --no-wait -y", "grant", {
  ...{ ...granting, service: "deploy/api", role: "thumbs" },
  ...{ namespace: "media", externalId: "x", wait: false, yes: true },
});
test(runs, "-n media grant api thumbs --timeout 5m", "grant", {
  ...{ ...granting, service: "api", role: "thumbs" },
  ...{ namespace: "media", timeout: 300 },
});
test(runs, "revoke api --timeout 90s", "revoke", { ...asking, ...waiting, prefix, service: "api", timeout: 90 });
test(runs, "undo", "undo", { ...asking, ...waiting });
test(runs, "undo 7f3a --yes", "undo", { ...asking, ...waiting, id: "7f3a", yes: true });
test(runs, "apply plan.json -y", "apply", { ...asking, ...waiting, file: "plan.json", yes: true });
test(runs, "apply --resume", "apply", { ...asking, ...waiting, resume: true });
test(runs, "apply --resume 7f3a --no-wait", "apply", { ...asking, ...waiting, resume: "7f3a", wait: false });
test(runs, "uninstall --dry-run", "uninstall", { ...asking, ...waiting, dryRun: true });
test(runs, "status -o json --check", "status", { output: "json", check: true, prefix });
test(runs, "history", "history", { output: "text" });
test(runs, "history 7f3a -o json", "history", { output: "json", id: "7f3a" });
const notFixing = { fix: false, yes: false, dryRun: false };
test(runs, "audit", "audit", {
  output: [{ form: "table" }],
  file: [],
  nodeRole: [],
  ...notFixing,
  requireCoverage: false,
});
test(runs, "audit -A -o json --fail-on never --require-coverage", "audit", {
  ...{ output: [{ form: "json" }], failOn: "never", file: [], nodeRole: [], ...notFixing, requireCoverage: true },
});
test(runs, "audit -n media -o table -o sarif=audit.sarif -o html=a=b.html", "audit", {
  output: [{ form: "table" }, { form: "sarif", file: "audit.sarif" }, { form: "html", file: "a=b.html" }],
  ...{ file: [], nodeRole: [], ...notFixing, requireCoverage: false, namespace: "media" },
});
test(runs, "audit --watch", "audit", {
  output: [{ form: "table" }],
  file: [],
  nodeRole: [],
  ...notFixing,
  requireCoverage: false,
  watch: 30,
});
test(runs, "audit --watch 5m --config house.yaml --baseline before.json --prefix pod-", "audit", {
  ...{ output: [{ form: "table" }], file: [], nodeRole: [], ...notFixing, requireCoverage: false, watch: 300 },
  ...{ config: "house.yaml", baseline: "before.json", prefix: "pod-" },
});
test(runs, "audit -f deploy -f - --node-role arn:n --auth-details a.json --save-snapshot s.json", "audit", {
  ...{ output: [{ form: "table" }], ...notFixing, requireCoverage: false, file: ["deploy", "-"], nodeRole: ["arn:n"] },
  ...{ authDetails: "a.json", saveSnapshot: "s.json" },
});
test(runs, "audit --snapshot s.json", "audit", {
  ...{ output: [{ form: "table" }], ...notFixing, requireCoverage: false, file: [], nodeRole: [], snapshot: "s.json" },
});
test(runs, "audit --fix --dry-run", "audit", {
  ...{
    output: [{ form: "table" }],
    file: [],
    nodeRole: [],
    requireCoverage: false,
    fix: true,
    yes: false,
    dryRun: true,
  },
});

test(runs, "why api-5d9 billing", "why", { pod: "api-5d9", role: "billing", output: "text", prefix });
test(runs, "why api-5d9 -n media -o json", "why", { pod: "api-5d9", namespace: "media", output: "json", prefix });
test(runs, "who-can api -o json", "whoCan", { role: "api", output: "json", prefix });
test(runs, "rules", "rules", { output: "table" });
test(runs, "rules -o markdown", "rules", { output: "markdown" });
test(runs, "rules explain T02", "rules", { output: "table", rule: "T02" });
test(runs, "permissions", "permissions", { output: "iam", prefix, nodeRole: [] });
test(runs, "permissions grant -o rbac", "permissions", { output: "rbac", prefix, nodeRole: [], command: "grant" });
test(runs, "permissions inline --node-role arn:a arn:b", "permissions", {
  ...{ output: "iam", prefix, nodeRole: ["arn:a", "arn:b"], command: "inline" },
});
test(runs, "permissions proxy --account 111122223333", "permissions", {
  ...{ output: "iam", nodeRole: [], prefix, command: "proxy", account: "111122223333" },
});
test(runs, "proxy", "proxy", {});
test(
  runs,
  "proxy --node n1 --listen 127.0.0.1:0 --operations-listen [::1]:9 --base-role-arn arn:b --default-role none " +
    "--namespace-restrictions glob --tokens optional --session-seconds 900",
  "proxy",
  {
    ...{ node: "n1", listen: "127.0.0.1:0", operationsListen: "[::1]:9", baseRoleArn: "arn:b", defaultRole: "none" },
    ...{ namespaceRestrictions: "glob", tokens: "optional", sessionSeconds: "900" },
  },
);
test(runs, "sandbox", "sandbox", { command: [] });
test(runs, "sandbox --scenario small -- kubectl get pods -A", "sandbox", {
  ...{ scenario: "small", command: ["kubectl", "get", "pods", "-A"] },
});
test(runs, "demo", "demo", { keep: false });
test(runs, "demo --keep", "demo", { keep: true });

test("global flags hold before and after the command", async (t) => {
  const flags = "--context c --kubeconfig k --profile p --region r --no-color -v";
  const expected = {
    ...{ context: "c", kubeconfig: "k", profile: "p", region: "r" },
    ...{ color: false, verbose: true },
  };
  t.deepEqual((await parse(`${flags} audit`)).globals, expected);
  t.deepEqual((await parse(`audit ${flags}`)).globals, expected);
  t.deepEqual((await parse("audit")).globals, { color: true, verbose: false });
});

const refuses = test.macro<[line: string, said: RegExp]>({
  async exec(t, line, said) {
    const outcome = await parse(line);
    t.is(outcome.ran, undefined);
    t.not(outcome.exitCode, 0);
    t.regex(outcome.said, said);
    t.regex(outcome.said, /hint: iamctl .*--help/u);
    t.is(outcome.printed, "");
  },
  title: (_, line) => `refused: iamctl ${line}`,
});

test(refuses, "grnt api thumbs", /unknown command 'grnt'\n\(Did you mean grant\?\)/u);
test(refuses, "grant api", /name a SERVICE and a ROLE[^]*iamctl grant --help/u);
test(refuses, "grant api t -f g.yaml", /not both/u);
test(refuses, "grant api t --manifest a.yaml --values b.yaml", /exclude each other/u);
test(refuses, "grant -f g.yaml --emit json", /for a single grant/u);
test(refuses, "grant api t --node-tag x", /Give KEY=VALUE/u);
test(refuses, "grant api thumbs more", /too many arguments/u);
test(refuses, "audit --fix -f deploy", /needs the live cluster/u);
test(refuses, "audit --fail-onn high", /unknown option '--fail-onn'\n\(Did you mean --fail-on\?\)/u);
test(
  refuses,
  "audit --fail-on hihg",
  /'hihg' is invalid\. Allowed choices are critical, high, medium, low, info, never/u,
);
test(refuses, "audit -o yml", /Allowed choices are table, wide, json/u);
test(refuses, "audit -o json=", /Allowed choices are/u);
test(refuses, "audit -o json -o sarif", /Only one form can go to stdout/u);
test(refuses, "audit --watch never", /Give a duration/u);
test(refuses, "audit -A -n media", /exclude each other/u);
test(refuses, "grant api thumbs --timeout soon", /'soon' is invalid\. Give a duration such as 90s or 5m/u);
test(refuses, "init --fence high", /Allowed choices are none, deny, boundary/u);
test(refuses, "init --interface eni*", /'eni\*' is invalid\. Give an interface such as eni\+ or !eth0/u);
test(refuses, "init --image Proxy", /Give an image such as/u);
test(refuses, "init --prefix /pods", /'\/pods' is invalid\. Give a path such as \/pods\//u);
test(refuses, "init --startup-taint not-ready=:NoSchedule", /a key such as/u);
test(refuses, "permissions frob", /'frob' is invalid/u);
test(refuses, "permissions --account 12", /12 digits/u);
test(refuses, "demo --profile prod", /demo has a cluster and an account of its own/u);
test(refuses, "sandbox --context prod", /sandbox has a cluster and an account of its own/u);

test("help names every command and ends with the exit codes", async (t) => {
  const { printed, exitCode } = await parse("--help");
  t.is(exitCode, 0);
  t.regex(
    printed,
    /init[^]*grant[^]*revoke[^]*undo[^]*audit[^]*why[^]*proxy[^]*sandbox[^]*demo[^]*Exit codes:[^]*130/u,
  );
});

test("a command's help shows the global flags too", async (t) => {
  const { printed } = await parse("grant --help");
  t.regex(printed, /--external-id <id>[^]*Global Options:[^]*--kubeconfig <file>/u);
});

test("help may be asked for as with kubectl and gh", async (t) => {
  t.is((await parse("help grant")).printed, (await parse("grant --help")).printed);
  t.is((await parse("help")).printed, (await parse("--help")).printed);
});

test("the version is printed alone", async (t) => {
  t.is((await parse("-V")).printed, "1.2.3\n");
});
