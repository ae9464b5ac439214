// What is shipped: the files of the tarball, and the licences of everything it pulls in.
import { execFile } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import test from "ava";
import { findPackageFolder } from "../src/package-folder.ts";

const root = findPackageFolder();

const permissive = /^(?:MIT|ISC|0BSD|Apache-2\.0|BSD-[23]-Clause|BlueOak-1\.0\.0|Python-2\.0|Unlicense|CC0-1\.0)$/u;

interface Lockfile {
  readonly packages: Readonly<Record<string, LockedPackage>>;
}

interface LockedPackage {
  readonly dev?: boolean;
  readonly optional?: boolean;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

const lockfile = readJson("package-lock.json") as Lockfile;
const shipped = Object.entries(lockfile.packages)
  .filter(([path, { dev }]) => path !== "" && dev !== true)
  .map(([path, { optional = false }]) => ({ path, optional }));

test("the tarball holds the executable, the compiled sources, the templates and the documents, and nothing else", async (t) => {
  const words = ["pack", "--dry-run", "--json", "--ignore-scripts"];
  const { stdout } = await promisify(execFile)("npm", words, { cwd: root, shell: process.platform === "win32" });
  const [{ files }] = JSON.parse(stdout) as [{ files: { path: string }[] }];
  const paths = files.map(({ path }) => path);

  const expected =
    /^(?:bin\/iamctl\.js|build\/src\/.+\.js|build\/packed\/kubernetes-client\.(?:js|licences\.txt)|templates\/.+|(?:package\.json|README\.md|LICENSE|CHANGELOG\.md))$/u;
  t.deepEqual(
    paths.filter((path) => !expected.test(path)),
    [],
  );
  const sources = readdirSync(join(root, "src"), { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".ts"))
    .map((path) => `build/src/${path.replace(/\.ts$/u, ".js")}`);
  const packed = ["build/packed/kubernetes-client.js", "build/packed/kubernetes-client.licences.txt"];
  const needed = [...sources, ...packed, "bin/iamctl.js", "package.json", "README.md", "LICENSE", "CHANGELOG.md"];
  t.deepEqual(
    needed.filter((path) => !paths.includes(path)),
    [],
  );
  t.true(paths.includes("templates/sandbox/default.yaml"));
});

test("everything that is shipped has a licence that asks for no source in return", (t) => {
  t.true(shipped.length > 20);
  for (const { path, optional } of shipped) {
    if (optional && !existsSync(join(root, path))) continue;
    const { license = "" } = readJson(join(path, "package.json")) as { license?: string };
    const choices = license.replaceAll(/[()]/gu, "").split(/ OR | AND /u);
    t.true(
      choices.every((choice) => permissive.test(choice)),
      `${path}: ${license}`,
    );
  }
});

test("so has everything that is packed into a file, and its text goes along", (t) => {
  const read = (name: string): string => readFileSync(join(root, "build/packed", name), "utf8");
  const texts = read("kubernetes-client.licences.txt").split(/^-{80}$/mu);
  // esbuild says before each file where it is from.
  const packed = read("kubernetes-client.js").matchAll(/^\s*(?:\/\/ |")node_modules\/((?:@[^/]+\/)?[^/]+)/gmu);
  const names = new Set([...packed].map(([, name = ""]) => name));
  t.true(names.has("@kubernetes/client-node") && names.size > 10);
  for (const name of names) {
    const [head = "", ...rest] =
      texts
        .find((text) => text.startsWith(`\n\n${name} `))
        ?.trim()
        .split("\n") ?? [];
    t.regex(head.replace(/^.*: /u, ""), permissive, name);
    const folder = join(root, "node_modules", name);
    const own = readdirSync(folder).filter((file) => /^licen[cs]e/iu.test(file));
    for (const file of own) t.true(rest.join("\n").includes(readFileSync(join(folder, file), "utf8").trim()), name);
  }
});

test("the oracle of the policy tests, which is under the AGPL, is not shipped", (t) => {
  t.deepEqual(
    shipped.filter(({ path }) => path.includes("@cloud-copilot/")),
    [],
  );
  t.true(Object.keys(lockfile.packages).some((path) => path.includes("@cloud-copilot/iam-simulate")));
});

// npm leaves out what the registry at hand does not carry, and `npm ci` then refuses the whole file.
test("the lockfile names the programs of every system, so that npm ci takes it on each", (t) => {
  const { packages } = lockfile;
  const missing = Object.entries(packages).flatMap(([path, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies).filter(
      (name) =>
        packages[`node_modules/${name}`] === undefined && packages[`${path}/node_modules/${name}`] === undefined,
    ),
  );
  t.deepEqual(missing, []);
});

function readJson(path: string): unknown {
  return JSON.parse(readFileSync(join(root, path), "utf8"));
}
