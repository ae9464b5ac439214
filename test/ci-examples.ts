// The examples for build servers, run as far as that goes without one: every line that calls iamctl, in a shell.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test from "ava";
import { findPackageFolder } from "../src/package-folder.ts";
import { type Sandbox, startSandbox } from "../src/sandbox/start-sandbox.ts";
import { parseYaml } from "../src/yaml.ts";

const root = findPackageFolder();
let sandbox: Sandbox;
let folder: string;
test.before(async () => {
  folder = mkdtempSync(join(tmpdir(), "iamctl-test-"));
  sandbox = await startSandbox({ stateFolder: folder, podDelayMs: 20 });
});
test.after.always(async () => {
  await sandbox.stop();
  rmSync(folder, { recursive: true, force: true });
});

interface GitHub {
  readonly jobs: Readonly<Record<string, { readonly steps: readonly { readonly run?: string }[] }>>;
}

type GitLab = Readonly<Record<string, { readonly script: readonly string[] }>>;

function linesOf(file: string): ReadonlyMap<string, readonly string[]> {
  const document = parseYaml(readFileSync(join(root, "docs/ci", file), "utf8"), file);
  const jobs =
    file === "gitlab-ci.yaml"
      ? Object.entries(document as GitLab).map(([name, { script }]) => [name, script] as const)
      : Object.entries((document as GitHub).jobs).map(
          ([name, { steps }]) => [name, steps.flatMap(({ run }) => run ?? [])] as const,
        );
  return new Map(jobs.map(([name, lines]) => [name, lines.filter((line) => line.includes("iamctl"))]));
}

/** A checkout in which `npx iamctl` is the iamctl of this project, with a manifest whose annotation is misplaced. */
function makeCheckout(name: string): string {
  const checkout = join(folder, name);
  mkdirSync(join(checkout, "node_modules/.bin"), { recursive: true });
  mkdirSync(join(checkout, "deploy"));
  symlinkSync(join(root, "bin/iamctl.js"), join(checkout, "node_modules/.bin/iamctl"));
  writeFileSync(join(checkout, "package.json"), "{}");
  writeFileSync(
    join(checkout, "deploy/api.yaml"),
    `apiVersion: apps/v1
kind: Deployment
metadata: { name: api, namespace: shop, annotations: { iam.amazonaws.com/role: api } }
spec:
  selector: { matchLabels: { app: api } }
  template:
    metadata: { labels: { app: api } }
    spec: { containers: [{ name: main, image: registry.example/api:1 }] }
`,
  );
  return checkout;
}

const written: Readonly<Record<string, readonly string[]>> = {
  manifests: ["iamctl.sarif", "summary.md"],
  cluster: ["iamctl.html", "iamctl.json"],
  "iamctl-manifests": ["iamctl.xml", "iamctl.md"],
  "iamctl-cluster": ["iamctl.xml", "iamctl.html"],
};

for (const file of ["github-actions.yaml", "gitlab-ci.yaml"]) {
  for (const [job, lines] of linesOf(file)) {
    test(`${file}: the job ${job} finds what is wrong, fails, and leaves its reports`, async (t) => {
      t.is(lines.length, 1);
      const checkout = makeCheckout(`${file}-${job}`);
      const env = { ...process.env, ...sandbox.env, CI: "true", GITHUB_STEP_SUMMARY: join(checkout, "summary.md") };
      const child = spawn("sh", ["-ec", lines.join("\n")], { cwd: checkout, env, stdio: ["ignore", "pipe", "pipe"] });
      let said = "";
      for (const stream of [child.stdout, child.stderr])
        stream.on("data", (chunk: Buffer) => (said += chunk.toString()));
      const [code] = (await once(child, "close")) as [number];
      t.is(code, 3, said);
      t.true(said.includes("annotation-misplaced"), said);
      for (const name of written[job] ?? []) t.true(existsSync(join(checkout, name)), name);
    });
  }
}
