import test from "ava";
import type { RoleArn } from "../../src/iam/arn.ts";
import { podSessionName, sessionNameOf } from "../../src/pods/session-name.ts";

const names = test.macro({
  exec: (t, sessionName: string | undefined, node: string, expected: string) => {
    const role = "arn:aws:iam::111122223333:role/x" as RoleArn;
    const name = sessionNameOf({ role, externalId: undefined, sessionName, sessionSeconds: 3600 }, node);
    t.is(name, expected);
    t.regex(name, /^[\w+=,.@-]{2,64}$/);
  },
  title: (rule = "") => rule,
});

test("the node's name, by default", names, undefined, "ip-10-0-1-12.ec2.internal", "iamctl-ip-10-0-1-12.ec2.internal");
test("the pod's own, where it has one", names, "media-api", "node-1", "media-api");
test("illegal characters become hyphens", names, "média api/1", "node-1", "m-dia-api-1");
test("a name of one character is none", names, "x", "node-1", "iamctl-node-1");
test("a long name is cut", names, "a".repeat(253), "node-1", "a".repeat(64));
test("a long node name is cut", names, undefined, "n".repeat(253), `iamctl-${"n".repeat(57)}`);

const pods = test.macro((t, namespace: string, pod: string, expected: RegExp) => {
  const name = podSessionName(namespace, pod);
  t.regex(name, expected);
  t.regex(name, /^[\w+=,.@-]{2,64}$/);
});

test("a pod's own session bears its namespace and name", pods, "media", "api-1", /^media\.api-1$/);
test("the longest that fits is left whole", pods, "media", "p".repeat(58), /^media\.p{58}$/);
test("a longer one keeps its beginning", pods, "media", "p".repeat(253), /^media\.p{49}-[0-9a-f]{8}$/);
test("the longest namespace leaves room for the hash", pods, "n".repeat(63), "p".repeat(253), /^n{55}-[0-9a-f]{8}$/);

test("pods that differ only at the end of a long name have different sessions", (t) => {
  const long = "p".repeat(240);
  const names = Array.from({ length: 1_000 }, (_, count) => podSessionName("media", `${long}-${count}`));
  t.is(new Set(names).size, 1_000);
});
