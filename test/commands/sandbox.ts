// The sandbox as a process of its own: what a command in it finds, and what is left when it ended.
import test from "ava";
import { existsSync } from "node:fs";
import { runIamctl } from "../helpers/run-iamctl.ts";

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
