// Makes a checkout ready to run: dependencies as the lockfile says, the build as the sources say; silent when both are.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { basename, join, relative } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const sourceFolders = ["src", "test", "bench"];
// What each was made from is remembered inside it, so removing either one is enough to have it made again.
const installedMark = join(root, "node_modules/.installed-from");
const builtMark = join(root, "build/.built-from");
const packedMark = join(root, "build/packed/.packed-from");

requireNode(readJson("package.json").engines.node);
install();
build();
pack();

/** Stands in `engines` as `>=MAJOR.MINOR`. */
function requireNode(range) {
  const [major, minor] = range.replace(">=", "").split(".").map(Number);
  const [haveMajor, haveMinor] = process.versions.node.split(".").map(Number);
  if (haveMajor > major || (haveMajor === major && haveMinor >= minor)) return;
  fail(`iamctl needs Node ${range}; this is ${process.version}. Install a current Node: https://nodejs.org`);
}

function install() {
  const lockfile = readFileSync(join(root, "package-lock.json"));
  const wanted = createHash("sha256").update(lockfile).digest("hex");
  if (readMark(installedMark) === wanted) return;
  if (!isInstalled(JSON.parse(lockfile))) {
    say("Installing dependencies (npm ci)");
    // The flags hold against what the calling npm was told: `npm pack --dry-run` must not make this run dry as well.
    const flags = ["--include=dev", "--dry-run=false", "--ignore-scripts", "--no-audit", "--no-fund"];
    const status = runNpm(["ci", ...flags]);
    if (status !== 0) fail(`npm ci failed (exit code ${status}). Is the package registry reachable?`);
  }
  writeFileSync(installedMark, wanted);
}

/** True when somebody installed by hand: npm's own record holds every package of the lockfile, in the same version. */
function isInstalled(lockfile) {
  const record = join(root, "node_modules/.package-lock.json");
  if (!existsSync(record)) return false;
  const installed = JSON.parse(readFileSync(record, "utf8")).packages;
  return Object.entries(lockfile.packages).every(
    ([path, { version, optional }]) => path === "" || optional || installed[path]?.version === version,
  );
}

function runNpm(words) {
  const npm = process.env.npm_execpath ?? "";
  const [program, ...first] = basename(npm).startsWith("npm-cli") ? [process.execPath, npm] : ["npm"];
  return run(program, [...first, ...words], process.platform === "win32" && program === "npm");
}

function build() {
  const sources = sourceFolders.flatMap((folder) => listFiles(folder, ".ts"));
  const wanted = fingerprint([...sources, "tsconfig.json", "package-lock.json"]);
  const outputs = new Set(sources.map((path) => join("build", path.replace(/\.ts$/u, ".js"))));
  const complete = [...outputs].every((path) => existsSync(join(root, path)));
  if (complete && readMark(builtMark) === wanted) return;

  say("Compiling");
  rmSync(builtMark, { force: true });
  removeStale(outputs);
  const status = run(process.execPath, [join(root, "node_modules/typescript/bin/tsc")]);
  if (status !== 0) fail("The sources do not compile.");
  mkdirSync(join(root, "build"), { recursive: true });
  writeFileSync(builtMark, wanted);
}

/** The Kubernetes client, which changes with the lockfile alone. */
function pack() {
  const scripts = ["scripts/pack-client.js", "scripts/print-licences.js"];
  const hash = createHash("sha256");
  for (const path of ["package-lock.json", ...scripts]) hash.update(readFileSync(join(root, path)));
  const wanted = hash.digest("hex");
  if (readMark(packedMark) === wanted) return;
  rmSync(packedMark, { force: true });
  if (run(process.execPath, [join(root, "scripts/pack-client.js")]) !== 0)
    fail("The Kubernetes client was not packed.");
  writeFileSync(packedMark, wanted);
}

/** A test whose source is gone would still run. */
function removeStale(outputs) {
  for (const folder of sourceFolders) {
    for (const path of listFiles(join("build", folder), ".js")) {
      if (outputs.has(path)) continue;
      rmSync(join(root, path));
      rmSync(join(root, `${path}.map`), { force: true });
    }
  }
}

function fingerprint(paths) {
  const hash = createHash("sha256");
  for (const path of paths.toSorted()) {
    const { size, mtimeMs } = statSync(join(root, path));
    hash.update(`${path} ${size} ${mtimeMs}\n`);
  }
  return hash.digest("hex");
}

function listFiles(folder, extension) {
  if (!existsSync(join(root, folder))) return [];
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(extension))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)));
}

function readMark(path) {
  return existsSync(path) ? readFileSync(path, "utf8") : undefined;
}

function readJson(path) {
  return JSON.parse(readFileSync(join(root, path), "utf8"));
}

/** What the programs say goes to stderr: stdout may be the tarball's name that `npm pack` prints. */
function run(program, words, shell = false) {
  return spawnSync(program, words, { cwd: root, stdio: ["ignore", 2, 2], shell }).status;
}

function say(text) {
  process.stderr.write(`${text}\n`);
}

function fail(text) {
  say(text);
  process.exit(1);
}
