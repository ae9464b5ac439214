// The sandbox as a process of its own: what a command in it finds, and what is left when it ended.
import test from "ava";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { packageFolder, runIamctl } from "../helpers/run-iamctl.ts";

test("a shell of the sandbox finds the iamctl that started it, and nothing is left of it afterwards", async (t) => {
  const line = 'dirname "$KUBECONFIG" && command -v iamctl && iamctl why -n shop storefront -o json';
  const { stdout, stderr, exitCode } = await runIamctl(["sandbox", "--", "sh", "-c", line]);
  t.is(exitCode, 0, stderr);
  const [folder = "", command, ...answer] = stdout.split("\n");
  t.is(command, `${folder}/bin/iamctl`);
  t.true((JSON.parse(answer.join("\n")) as { allowed: boolean }).allowed);
  t.false(existsSync(folder));
});

test("a command of the sandbox gives it its exit code", async (t) => {
  t.is((await runIamctl(["sandbox", "--", "sh", "-c", "exit 7"])).exitCode, 7);
});

/** Ctrl-C as a terminal sends it: to the whole group of processes, once `words` said `after`. */
const leavesNothing = test.macro(async (t, words: readonly string[], after: string, exitCode: number) => {
  const folder = mkdtempSync(join(tmpdir(), "iamctl-test-"));
  const child = spawn(process.execPath, [join(packageFolder, "bin/iamctl.js"), ...words], {
    env: { PATH: process.env["PATH"], TMPDIR: folder },
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  const ended = once(child, "close");
  let said = "";
  const interrupt = (text: string): void => {
    const waiting = !said.includes(after);
    said += text;
    if (waiting && said.includes(after)) process.kill(-(child.pid ?? 0), "SIGINT");
  };
  child.stdout.setEncoding("utf8").on("data", interrupt);
  child.stderr.setEncoding("utf8").on("data", interrupt);
  const [code] = (await ended) as [number | null];
  t.is(code, exitCode, said);
  t.deepEqual(readdirSync(folder), []);
  rmSync(folder, { recursive: true });
});

test(
  "Ctrl-C of a command of the sandbox",
  leavesNothing,
  ["sandbox", "--", "sh", "-c", "echo up; sleep 30"],
  "up",
  130,
);
test(
  "a command of the sandbox that goes on after Ctrl-C",
  leavesNothing,
  ["sandbox", "--", "sh", "-c", "trap 'echo on; exit 7' INT; echo up; sleep 5"],
  "up",
  7,
);
test("Ctrl-C of the demo", leavesNothing, ["demo"], "$ iamctl audit", 130);
