// What kube2iam's flags come to, as its manifests write them: through the parser of the command line into settings.
import test from "ava";
import type { ProxySettings } from "../../src/proxy/settings.ts";
import { readSettings } from "../../src/proxy/settings.ts";
import { kube2iamFlags } from "../../src/proxy/kube2iam-flags.ts";
import { parse } from "../helpers/program.ts";

async function read(line: string, env: Record<string, string> = { NODE_NAME: "node-1" }) {
  const { ran } = await parse(`proxy ${line}`);
  return readSettings(ran?.[1] as Record<string, string>, env);
}

const means = test.macro<[line: string, settings: Partial<ProxySettings>, env?: Record<string, string>]>({
  async exec(t, line, settings, env = {}) {
    const result = await read(line, { NODE_NAME: "node-1", ...env });
    if (result.kind === "faults") return t.fail(result.faults.join("\n"));
    return t.like(result.settings, settings);
  },
  title: (rule = "", line = "") => `${rule}: ${line}`,
});

const hostIp = { host: "10.0.0.1", port: 8181 };
test(
  "the port is the node's, at the address that the manifest gives",
  means,
  "--app-port=8181",
  { listen: hostIp },
  {
    HOST_IP: "10.0.0.1",
  },
);
test("a host's address may be IPv6", means, "--host-ip fd00::1 --app-port 80", {
  listen: { host: "fd00::1", port: 80 },
});
test("one port for both is health for the node itself", means, "--app-port=8181 --metrics-port=8181", {
  operations: undefined,
});
test("a port for metrics is on the host's address", means, "--host-ip=10.0.0.1 --metrics-port=9543", {
  operations: { host: "10.0.0.1", port: 9543 },
});
const intercepts = (include: string[], exclude: string[] = []) => ({
  network: {
    firewall: "auto" as const,
    interception: { include, exclude, targets: { ipv4: { address: "10.0.0.1", port: 8181 }, ipv6: undefined } },
  },
});
test("rules", means, "--iptables=true --host-ip=10.0.0.1 --host-interface=eni+", intercepts(["eni+"]));
test("without a value", means, "--iptables --host-ip=10.0.0.1 --host-interface=eni+", intercepts(["eni+"]));
test("kiam's inversion", means, "--iptables --host-ip 10.0.0.1 --host-interface !eth0", intercepts([], ["eth0"]));
test("no rules", means, "--iptables=false --host-interface=docker0", { network: undefined });
test("our own flag goes first", means, "--iptables --rules off --host-interface=docker0", { network: undefined });
test("role names from the account's root", means, "--auto-discover-base-arn", { prefix: "/", base: undefined });
test("a base", means, "--base-role-arn=arn:aws:iam::111122223333:role/", {
  base: { partition: "aws", account: "111122223333", path: "/" },
});
test("restrictions", means, "--namespace-restrictions", { namespaceRestrictions: "glob" });
test("restrictions, as charts write them", means, "--namespace-restrictions=true", { namespaceRestrictions: "glob" });
test("no restrictions", means, "--namespace-restrictions=false", { namespaceRestrictions: "off" });
test("expressions", means, "--namespace-restrictions --namespace-restriction-format=regexp", {
  namespaceRestrictions: "regexp",
});
test("other annotations", means, "--namespace-key=iam.amazonaws.com/permitted-roles", {
  keys: {
    ...{ role: "iam.amazonaws.com/role", externalId: "iam.amazonaws.com/external-id" },
    ...{ sessionName: "iam.amazonaws.com/session-name", permitted: "iam.amazonaws.com/permitted" },
    allowedRoles: "iam.amazonaws.com/permitted-roles",
  },
});
test("sessions are twice as long as the time between two", means, "--iam-role-session-ttl=1h30m", {
  sessionSeconds: 10_800,
});
test("and never shorter than clients can do with", means, "--iam-role-session-ttl=900s", { sessionSeconds: 1_800 });
test("another metadata service", means, "--metadata-addr=127.0.0.1:1338", {
  metadataEndpoint: "http://127.0.0.1:1338",
});
test("logrus's levels", means, "--log-level=warning", { logLevel: "warn" });

const refuses = test.macro<[line: string, fault: RegExp]>({
  async exec(t, line, fault) {
    const result = await read(line);
    if (result.kind === "settings") return t.fail("it starts");
    t.is(result.faults.length, 1, result.faults.join("\n"));
    return t.regex(result.faults[0] ?? "", fault);
  },
  title: (rule = "", line = "") => `${rule}: ${line}`,
});

test("no token where everybody reads it", refuses, "--api-token=x", /^--api-token is not taken: .*--kubeconfig/);
test("no address without its token", refuses, "--api-server=https://10.0.0.1", /^--api-server is not taken/);
test("no API server that anybody can be", refuses, "--insecure", /^--insecure is not taken/);
test("no node's role for everybody", refuses, "--auto-discover-default-role=true", /the node's own role/);
test(
  "either found or given",
  refuses,
  "--auto-discover-base-arn --base-role-arn arn:aws:iam::111122223333:role/",
  /exclude/,
);
test("only Go's truths", refuses, "--iptables=yes", /^--iptables "yes" is neither true nor false/);
test("only durations", refuses, "--iam-role-session-ttl=15", /^--iam-role-session-ttl "15" is no duration/);
test("only our annotations", refuses, "--iam-role-key=example.com/role", /only annotations of iam.amazonaws.com/);
test("only formats there are", refuses, "--namespace-restriction-format=perl", /none of glob, regexp/);
test("only addresses", refuses, "--metadata-addr=http://x/", /^--metadata-addr .* is not HOST or HOST:PORT/);
test("only levels there are", refuses, "--log-level=loud", /^--log-level "loud" is none of/);

test("what is off is not refused", async (t) => {
  t.is((await read("--insecure=false --auto-discover-default-role=false --debug=false")).kind, "settings");
});

test("what has no effect is told with its reason", async (t) => {
  const line =
    "--debug --use-regional-sts-endpoint --cache-resync-period=30m --resolve-duplicate-cache-ips --log-format=text " +
    "--backoff-max-interval=1s --backoff-max-elapsed-time=2s --iam-role-error-ttl=30s --host-interface=docker0";
  const result = await read(line);
  if (result.kind === "faults") return t.fail(result.faults.join("\n"));
  t.is(result.notes.length, 9);
  return t.true(
    result.notes.every((note) => /^--[\w-]+ has no effect(?::| without) /.test(note)),
    result.notes.join("\n"),
  );
});

test("every flag of kube2iam is one of the command's, with a value after an equals sign and after a blank", async (t) => {
  for (const flag of kube2iamFlags) {
    for (const between of ["=", " "]) {
      const { ran } = await parse(`proxy --${flag}${between}5m`);
      t.deepEqual(Object.values(ran?.[1] as object), ["5m"], flag);
    }
  }
});

test("to listen on every address, as kube2iam does, is told", async (t) => {
  const notesOf = async (env: Record<string, string>) => {
    const result = await read("--app-port=8181 --metrics-port=9543", { NODE_NAME: "node-1", ...env });
    return result.kind === "settings" ? result.notes : result.faults;
  };
  t.regex((await notesOf({})).join(), /listens on every address/);
  t.deepEqual(await notesOf({ HOST_IP: "10.0.0.1" }), []);
});
