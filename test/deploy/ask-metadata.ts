// What `helm test` runs in a pod: it succeeds before the proxy, and nowhere else.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import test from "ava";
import { chartFolder } from "../helpers/chart.ts";
import { aPod, startWorld } from "../helpers/proxy-world.ts";

async function ask(url: string): Promise<{ readonly exitCode: number; readonly said: string }> {
  const script = readFileSync(join(chartFolder, "files/ask-metadata.mjs"), "utf8");
  const env = { PATH: process.env["PATH"], METADATA_URL: url };
  const child = spawn(process.execPath, ["--input-type=module", "--eval", script], { env });
  const [said, [exitCode]] = await Promise.all([text(child.stderr), once(child, "close") as Promise<[number]>]);
  return { exitCode, said };
}

async function serve(status: number, body: string): Promise<{ readonly url: string; readonly stop: () => void }> {
  const server = createServer((request, response) => {
    response.writeHead(request.method === "PUT" ? 200 : status);
    response.end(request.method === "PUT" ? "token" : body);
  });
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, stop: () => void server.close() };
}

test("the proxy refuses a role that cannot be, and the test succeeds", async (t) => {
  const proxy = await startWorld({ pods: [aPod({ role: "no role: helm test", addresses: ["127.0.0.1"] })] });
  t.teardown(() => proxy.stop());
  t.deepEqual(await ask(proxy.url), { exitCode: 0, said: "" });
});

test("the node's own metadata service offers its role, and the test fails and names it", async (t) => {
  const node = await serve(200, "harbor-prod-general-node");
  t.teardown(node.stop);
  const { exitCode, said } = await ask(node.url);
  t.is(exitCode, 1);
  t.regex(said, /offers the role harbor-prod-general-node: this pod's requests are not intercepted/);
});

test("another proxy, or a metadata service without a role, is no pass", async (t) => {
  const other = await serve(404, "");
  t.teardown(other.stop);
  t.regex((await ask(other.url)).said, /Somebody answered 404/);
});

test("nobody there is no pass", async (t) => {
  const gone = await serve(200, "");
  gone.stop();
  const { exitCode, said } = await ask(gone.url);
  t.is(exitCode, 1);
  t.regex(said, /Nobody answered at .*ECONNREFUSED/);
});
