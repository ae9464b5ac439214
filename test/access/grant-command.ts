import test from "ava";
import { grantCommand } from "../../src/access/grant-command.ts";

const api = { kind: "Deployment", namespace: "shop", name: "api" } as const;

const prints = test.macro((t, role: string, command: string) => {
  t.is(grantCommand(api, role), command);
});

test("plain words stand as they are", prints, "pods/api", "iamctl grant -n shop deployment/api pods/api");
test("a space is quoted", prints, "pods api", "iamctl grant -n shop deployment/api 'pods api'");
test("a command substitution is quoted", prints, "$(rm -rf ~)", "iamctl grant -n shop deployment/api '$(rm -rf ~)'");
test(
  "a single quote is closed, escaped and opened again",
  prints,
  "it's",
  "iamctl grant -n shop deployment/api 'it'\\''s'",
);
test("nothing at all is still a word", prints, "", "iamctl grant -n shop deployment/api ''");
