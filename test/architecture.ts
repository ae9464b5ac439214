// Holds the code to ARCHITECTURE.md; every rule is also shown to catch a planted breach.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import test from "ava";
import { findPackageFolder } from "../src/package-folder.ts";
import * as rules from "./helpers/architecture-rules.ts";
import { homes, packedHomes } from "./helpers/arrows.ts";
import { makeSourceFile, readSourceFiles, type SourceFile } from "./helpers/source-files.ts";

const root = findPackageFolder();
const folders = readdirSync(root, { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && ![".git", "build", "dist", "node_modules"].includes(entry.name))
  .map(({ name }) => name);
const files = readSourceFiles(root, folders);

const holds = test.macro<[rule: rules.Rule, ...breaches: [path: string, text: string][]]>({
  exec(t, rule, ...breaches) {
    t.true(files.length > 100);
    t.deepEqual(rule(files), []);
    for (const [path, text] of breaches) {
      t.is(rule([makeSourceFile(path, text)]).length, 1, `not caught: ${path}: ${text.slice(0, 80)}`);
    }
  },
  title: (name) => name ?? "",
});

test(
  "imports follow the arrows",
  holds,
  rules.followsArrows,
  ["src/iam/arn.ts", 'import { podKey } from "../pods/pod-record.ts";'],
  ["src/audit/rules/role-missing.ts", 'import type { Plan } from "../../plan/plan.ts";'],
  ["src/commands/grant.ts", 'import {\n  connectAccount,\n} from "../aws/connect-account.ts";'],
  ["src/commands/grant.ts", 'import { startProxy } from "../proxy/start-proxy.ts";'],
  ["src/proxy/route.ts", 'const { ask } = await import("../terminal/ask.ts");'],
  ["src/errors.ts", 'export { now } from "./context.ts";'],
);

test("types of the account and the cluster may be named where their values may not", (t) => {
  const text = 'import type { Account } from "../aws/connect-account.ts";';
  t.deepEqual(rules.followsArrows([makeSourceFile("src/commands/grant.ts", text)]), []);
});

test("no file can be reached from itself by imports", holds, rules.hasNoCircle, [
  "src/iam/arn.ts",
  'import type { RoleArn } from "./arn.ts";',
]);

test("a circle of two files is told by its files", (t) => {
  const circle = [
    makeSourceFile("src/iam/arn.ts", 'import { print } from "./print-arn.ts";'),
    makeSourceFile("src/iam/print-arn.ts", 'import type { Arn } from "./arn.ts";'),
  ];
  t.deepEqual(rules.hasNoCircle(circle), ["src/iam/arn.ts imports src/iam/print-arn.ts imports src/iam/arn.ts"]);
});

test(
  "every package has one home",
  holds,
  rules.keepsPackagesAtHome,
  ["src/commands/init.ts", 'import inquirer from "inquirer";'],
  ["src/iam/arn.ts", 'import type { IAM } from "@aws-sdk/client-iam";'],
  ["src/report/table.ts", 'import ava from "ava";'],
  ["src/apply/carry-out.ts", 'await import("yaml")'],
  ["src/kube/read-nodes.ts", 'import { KubeConfig } from "@kubernetes/client-node";'],
  ["src/commands/init.ts", 'import { KubeConfig } from "#kubernetes-client";'],
);

test("every package that is shipped has a home, and no other has", (t) => {
  const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
    readonly dependencies: object;
    readonly imports: object;
  };
  t.deepEqual(Object.keys(homes).toSorted(), Object.keys(manifest.dependencies).toSorted());
  t.deepEqual(Object.keys(packedHomes), Object.keys(manifest.imports));
});

test("pure code imports nothing of Node's", holds, rules.keepsNodeOutOfPureCode, [
  "src/plan/plan-init.ts",
  'import { readFile } from "node:fs/promises";',
]);

test(
  "pure code knows no clock, no chance, no process and no network",
  holds,
  rules.keepsTheWorldOutOfPureCode,
  ["src/audit/finding.ts", "const now = new Date();"],
  ["src/iam/arn.ts", "const id = Math.random();"],
  ["src/report/table.ts", "console.log(table);"],
  ["src/access/link.ts", "setTimeout(next, 5);"],
);

test(
  "only main reads the process and writes to the console",
  holds,
  rules.readsTheProcessInMainOnly,
  ["src/commands/init.ts", 'const home = process.env["HOME"];'],
  ["src/aws/read-roles.ts", "console.error(role);"],
  ["src/kube/read-pods.ts", 'import { env } from "node:process";'],
);

test(
  "only apply-step changes the world",
  holds,
  rules.changesTheWorldInApplyStepOnly,
  ["src/apply/carry-out.ts", 'import { replaceTrust } from "../aws/change-roles.ts";'],
  ["src/commands/grant.ts", 'import type { replaceTrust } from "../aws/change-roles.ts";'],
);

test(
  "files are named for what they are, at most two folders below src",
  holds,
  rules.namesFilesWell,
  ["src/iam/utils.ts", ""],
  ["src/shared/arn.ts", ""],
  ["src/iam/parseArn.ts", ""],
  ["src/audit/rules/trust/missing.ts", ""],
);

test(
  "every file but a test opens with one sentence",
  holds,
  rules.opensWithOneSentence,
  ["src/iam/arn.ts", "export {};\n"],
  ["src/iam/arn.ts", "// Reads ARNs\nexport {};\n"],
  ["src/iam/arn.ts", "// Reads ARNs. Prints them too.\nexport {};\n"],
  ["src/iam/arn.ts", "// Reads ARNs and\n// prints them.\nexport {};\n"],
);

test(
  "files are short",
  holds,
  rules.keepsFilesShort,
  ["src/iam/arn.ts", "\n".repeat(201)],
  ["templates/report/report.js", "\n".repeat(201)],
  ["test/iam/arn.ts", "\n".repeat(301)],
);

test("half of the files under src are very short", holds, rules.keepsTheMedianLow, ["src/iam/arn.ts", "\n".repeat(71)]);

test(
  "nothing names a place on somebody's machine or a package registry",
  holds,
  rules.namesNoPrivatePlaces,
  ["README.md", `see ${["", "root", "project", "notes.md"].join("/")}`],
  ["package-lock.json", ["https:", "", "registry.example.com", "ava.tgz"].join("/")],
);

test("no test is skipped", holds, rules.skipsNoTest, ["test/iam/arn.ts", 'test.skip("later", (t) => t.pass());']);

test("ARCHITECTURE.md names every folder that exists and none that does not", (t) => {
  const below = readdirSync(join(root, "src"), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1));
  const all = [...folders, ...below].map((folder) => `${folder}/`);
  const map = readFileSync(join(root, "ARCHITECTURE.md"), "utf8");
  t.deepEqual(rules.mapsEveryFolder(map, all), []);
  t.is(rules.mapsEveryFolder(map, [...all, "src/new/"]).length, 1);
  t.is(rules.mapsEveryFolder(`${map}\nsrc/gone/`, all).length, 1);
});

test("the rules see what is there", (t) => {
  const program: SourceFile | undefined = files.find(({ path }) => path === "src/program.ts");
  t.true(program?.imports.some(({ target }) => target === "commander"));
  t.true(program?.imports.some(({ target, typeOnly }) => target === "src/program/bodies.ts" && typeOnly));
});
