// What somebody sees who may read one namespace's objects and nothing of the cluster as a whole.
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import test from "ava";
import { type CommandWorld, startCommandWorld } from "../helpers/command-world.ts";

let world: CommandWorld;
let gate: Server;
let limited: { readonly KUBECONFIG: string };
test.before(async () => {
  world = await startCommandWorld();
  gate = createServer((request, response) => {
    const path = request.url ?? "";
    const clusterWide = !/\/namespaces\/shop\//.test(path) && !/^\/(?:version|apis?)?$/.test(path.split("?")[0] ?? "");
    if (clusterWide) {
      const status = { kind: "Status", apiVersion: "v1", status: "Failure", reason: "Forbidden", code: 403 };
      response.writeHead(403, { "content-type": "application/json" });
      return response.end(JSON.stringify({ ...status, message: `dev may not list ${path}` }));
    }
    void fetch(`${world.sandbox.kubeUrl}${path}`).then(async (answer) => {
      response.writeHead(answer.status, { "content-type": "application/json" });
      response.end(await answer.text());
    });
    return undefined;
  });
  await new Promise<void>((resolve) => gate.listen(0, "127.0.0.1", resolve));
  const server = `http://127.0.0.1:${(gate.address() as AddressInfo).port}`;
  const KUBECONFIG = join(world.folder, "limited-kubeconfig");
  const config = {
    apiVersion: "v1",
    kind: "Config",
    "current-context": "dev",
    contexts: [{ name: "dev", context: { cluster: "dev", user: "dev" } }],
    clusters: [{ name: "dev", cluster: { server } }],
    users: [{ name: "dev", user: {} }],
  };
  await writeFile(KUBECONFIG, JSON.stringify(config));
  limited = { KUBECONFIG };
});
test.after.always(async () => {
  gate.close();
  gate.closeAllConnections();
  await world.stop();
});

test.serial("audit of the namespace goes on, with the rest as unknown", async (t) => {
  const { exitCode, printed, said } = await world.run("audit -n shop --fail-on never", limited);
  t.is(exitCode, 0, said);
  t.regex(printed, /role-not-found/);
  t.regex(printed, /UNKNOWN/);
  t.regex(printed, /list nodes/);
  t.regex(printed, /list namespaces/);
  t.true(printed.includes('{"apiGroups":[""],"resources":["nodes"],"verbs":["list"]}'), printed);
  const { unknown } = JSON.parse(
    (await world.run("audit -n shop -o json --fail-on never", limited)).printed,
  ) as Unknowns;
  t.true(
    unknown.every(({ remedy }) => remedy?.includes('"verbs":["list"]')),
    JSON.stringify(unknown),
  );
});

interface Unknowns {
  readonly unknown: readonly { readonly call: string; readonly remedy?: string }[];
}

test.serial("why finds the workload, and says that the node roles could not be read", async (t) => {
  const { exitCode, printed, said } = await world.run("why -n shop storefront", limited);
  t.is(exitCode, 4, said);
  t.regex(printed, /Ask for this rule in a ClusterRole:\n\{"apiGroups":\[""\],"resources":\["nodes"\]/);
  t.regex(printed, /list nodes/);
});

test.serial("grant refuses without all node roles", async (t) => {
  const { exitCode, said } = await world.run("grant -n shop cj/order-export order-export --yes", limited);
  t.is(exitCode, 4, said);
  t.regex(said, /Some node roles may be unknown/);
});

test.serial("revoke refuses where others may use the role unseen", async (t) => {
  const { exitCode, said } = await world.run("revoke -n shop storefront --yes", limited);
  t.is(exitCode, 4, said);
  t.regex(said, /Who else uses the role could not be read/);
});

test.serial("status misses no proxy that it could not read", async (t) => {
  const { printed, said } = await world.run("status", limited);
  t.regex(printed, /not read: list daemonsets/, said);
  t.notRegex(printed, /no metadata proxy runs|no proxy/);
});
