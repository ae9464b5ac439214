// The proxy packed, which is what an image runs: what is inside, and that it works with a bare Node.
import { spawn, spawnSync } from "node:child_process";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import test from "ava";
import { findPackageFolder } from "../src/package-folder.ts";
import { startSandbox } from "../src/sandbox/start-sandbox.ts";
import { ask, askUntilKnown, rolesPath } from "./helpers/proxy-client.ts";
import { temporaryFolder } from "./helpers/temporary-folder.ts";

const root = findPackageFolder();
const folder = await temporaryFolder();
const built = spawnSync(process.execPath, [join(root, "scripts/bundle.js"), folder], { encoding: "utf8" });
const bundle = join(folder, "proxy.mjs");
const read = (name: string): string => readFileSync(join(folder, name), "utf8");
const parts = readdirSync(join(folder, "proxy")).map((name) => `proxy/${name}`);
const sourcesOf = (name: string): readonly string[] =>
  (JSON.parse(read(`maps/${name}.map`)) as { sources: string[] }).sources;

test("it is one file and the parts it loads; source maps and licences lie beside them and are not asked for", (t) => {
  t.is(built.stderr, "");
  t.deepEqual(readdirSync(folder).toSorted(), ["maps", "proxy", "proxy.licences.txt", "proxy.mjs"]);
  for (const name of ["proxy.mjs", ...parts]) t.notRegex(read(name), /sourceMappingURL/u);
  t.true(statSync(bundle).size < 1e6);
});

test("what reads a kubeconfig is a part of its own, which in a pod is never read", (t) => {
  const names = /(?<kind>import\()?"\.\/(?<path>proxy\/[^"]+\.mjs)"/gu;
  const named = [...read("proxy.mjs").matchAll(names)].map(({ groups }) => [groups?.["kind"], groups?.["path"] ?? ""]);
  const first = named.flatMap(([kind, path = ""]) => (kind === undefined ? [path] : []));
  t.true(first.length > 0 && first.length < parts.length);
  const isReader = (path: string): boolean => sourcesOf(path).some((source) => source.includes("/client-node/"));
  t.deepEqual(["proxy.mjs", ...first].filter(isReader), []);
  t.is(parts.filter(isReader).length, 1);
});

test("nothing is inside that asks questions, changes an account or plays one", (t) => {
  const sources = ["proxy.mjs", ...parts].flatMap(sourcesOf);
  t.true(sources.some((path) => path.endsWith("src/proxy/answer-request.ts")));
  const strangers = /inquirer|client-(?:iam|eks|ec2|s3)\/|src\/(?:apply|plan|audit|sandbox|demo|report\/findings)\//u;
  t.deepEqual(
    sources.filter((path) => strangers.test(path)),
    [],
  );
});

test("every package inside has its licence beside it", (t) => {
  const sources = ["proxy.mjs", ...parts].flatMap(sourcesOf);
  const names = sources.map((path) => /.*node_modules\/((?:@[^/]+\/)?[^/]+)/u.exec(path)?.[1]);
  const licences = read("proxy.licences.txt");
  t.true(new Set(names).size > 20);
  for (const name of new Set(names)) if (name !== undefined) t.true(licences.includes(`\n${name} `), name);
});

test("Node takes the flags that the image starts it with, and glibc gets its settings", (t) => {
  const image = readFileSync(join(root, "Containerfile"), "utf8");
  const [, entry = "[]"] = /^ENTRYPOINT (.*)$/mu.exec(image) ?? [];
  const flags = (JSON.parse(entry) as string[]).filter((word) => word.startsWith("--"));
  t.true(flags.length > 0);
  const { status, stderr } = spawnSync(process.execPath, [...flags, bundle, "--version"], { encoding: "utf8" });
  t.deepEqual({ status, stderr }, { status: 0, stderr: "" });
  t.is(image.match(/\bMALLOC_\w+=\d+/gu)?.length, 3);
});

test("it tells its version and its flags, and explains bad ones", (t) => {
  const run = (...words: string[]) => spawnSync(process.execPath, [bundle, ...words], { encoding: "utf8" });
  const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { version: string };
  t.is(run("--version").stdout, `${version}\n`);
  t.regex(run("--help").stdout, /^Usage: iamctl proxy /u);
  const { status, stderr } = run("--listen", "nowhere");
  t.is(status, 2);
  t.regex(stderr, /--listen "nowhere" is not ADDRESS:PORT/u);
});

test("with the word proxy or without it, it serves pods, in UTC wherever the node is, and ends when it is told to", async (t) => {
  const sandbox = await startSandbox({ stateFolder: await temporaryFolder() });
  t.teardown(() => sandbox.stop());
  const { body } = await ask(sandbox.kubeUrl, "/api/v1/pods", { from: "127.0.0.1" });
  const { items } = JSON.parse(body) as { items: Pod[] };
  const pod = items.find(
    ({ metadata, spec }) => metadata.labels?.["app"] === "storefront" && spec.nodeName === sandbox.nodes[0]?.name,
  );
  for (const words of [["proxy"], []]) {
    const flags = ["--listen", "127.0.0.1:0", "--operations-listen", "127.0.0.1:0"];
    const child = spawn(process.execPath, [bundle, ...words, ...flags], {
      env: { PATH: process.env["PATH"], TZ: "Asia/Kolkata", ...sandbox.env },
      stdio: ["ignore", "pipe", "inherit"],
    });
    const ended = new Promise((resolve) => void child.once("exit", resolve));
    for await (const line of createInterface(child.stdout)) {
      const { url } = JSON.parse(line) as { url?: string };
      if (url === undefined) continue;
      const from = pod?.status.podIP ?? "";
      t.is((await askUntilKnown(url, rolesPath, { from })).body, "storefront");
      const reply = await askUntilKnown(url, `${rolesPath}storefront`, { from });
      const { LastUpdated = "" } = JSON.parse(reply.body) as { LastUpdated?: string };
      t.regex(LastUpdated, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/u);
      t.true(Math.abs(Date.parse(LastUpdated) - Date.now()) < 20 * 60_000);
      break;
    }
    child.kill();
    t.is(await ended, 0);
  }
});

interface Pod {
  readonly metadata: { readonly labels?: Readonly<Record<string, string>> };
  readonly spec: { readonly nodeName?: string };
  readonly status: { readonly podIP?: string };
}
