// A snapshot that was saved and read again gives the same findings, and what is no snapshot is refused.
import test from "ava";
import { decodeSnapshot, encodeSnapshot } from "../../src/access/snapshot-file.ts";
import { parsePolicy } from "../../src/iam/policy-document.ts";
import { runRules } from "../../src/audit/run-rules.ts";
import { arn, policy, role, snapshot } from "../helpers/build.ts";
import { readCorpus } from "../helpers/corpus.ts";

test("every world of the corpus gives the same report from its file", (t) => {
  for (const { title, snapshot: written } of readCorpus()) {
    const decoded = decodeSnapshot(JSON.parse(JSON.stringify(encodeSnapshot(written))));
    if (decoded.kind === "malformed") return t.fail(`${title}: ${decoded.problem}`);
    t.deepEqual(runRules(decoded.snapshot), runRules(written), title);
  }
});

test("a snapshot comes back as it was, with what could not be read of its roles", (t) => {
  const unread = { kind: "unreadable", call: "iam:GetRole", problem: "refused" } as const;
  const boundary = policy("boundary", { Effect: "Allow", Action: "s3:*", Resource: "*" });
  const written = snapshot({
    roles: [
      role("pods/api", { boundary, policies: [policy("read", { Effect: "Allow", Action: "*", Resource: "*" })] }),
    ],
    lookups: [
      [arn("pods/gone"), { kind: "absent" }],
      [arn("pods/shut"), unread],
      [arn("pods/told"), { ...unread, remedy: "Ask for it." }],
    ],
    change: { nodes: [], accountRoles: [role("pods/api"), role("pods/other")] },
  });
  const decoded = decodeSnapshot(JSON.parse(JSON.stringify(encodeSnapshot(written))));
  t.deepEqual(decoded, { kind: "decoded", snapshot: written });
});

const whole = encodeSnapshot(readCorpus()[0]!.snapshot) as Record<string, unknown>;

const refuses = test.macro((t, value: unknown, problem: RegExp) => {
  const decoded = decodeSnapshot(value);
  t.regex(decoded.kind === "malformed" ? decoded.problem : "decoded", problem);
});

const arnOfX = "arn:aws:iam::111122223333:role/x";
test("a list in its place", refuses, [], /^the file is no object$/);
test("nothing at all", refuses, null, /^the file is no object$/);
test("a text", refuses, "Snapshot", /^the file is no object$/);
test("another kind of file", refuses, { kind: "AuditReport", version: 2 }, /no snapshot/);
test("another version", refuses, { ...whole, version: 99 }, /version 99/);
for (const name of ["nodes", "nodeRoles", "namespaces", "workloads", "pods", "coverage", "nodesUnread"])
  test(`${name} that are missing`, refuses, { ...whole, [name]: undefined }, new RegExp(`^it has no list "${name}"$`));
for (const name of ["facts", "roles", "accountRoles"])
  test(`${name} that are no list`, refuses, { ...whole, [name]: {} }, new RegExp(`^it has no list "${name}"$`));
test("no cluster", refuses, { ...whole, cluster: undefined }, /^cluster is no object$/);
test("no settings", refuses, { ...whole, settings: "none" }, /^settings is no object$/);
test("settings without a base", refuses, { ...whole, settings: {} }, /^settings\.base is no object$/);
test("a role that it does not hold", refuses, { ...whole, roles: [[arnOfX, 99]] }, /role 99/);
test("a role of the account that it does not hold", refuses, { ...whole, accountRoles: [98] }, /role 98/);
test("an ARN that is none", refuses, { ...whole, roles: [["x", 0]] }, /^"x" is not the ARN of a role$/);
test("a role that is no pair", refuses, { ...whole, roles: [{}] }, /^it has no list "roles"$/);
test("a lookup that is none", refuses, { ...whole, roles: [[arnOfX, "found"]] }, /^roles is no object$/);
test("facts that are no role", refuses, { ...whole, facts: ["x"] }, /^facts is no object$/);
test("facts of what is no role", refuses, { ...whole, facts: [{ arn: "y" }] }, /^"y" is not the ARN of a role$/);
test("a role without policies", refuses, { ...whole, facts: [{ arn: arnOfX }] }, /^it has no list "policies"$/);
test(
  "a policy that is none",
  refuses,
  { ...whole, facts: [{ arn: arnOfX, policies: [{ name: "own", document: "{}" }] }] },
  /./,
);
test(
  "a policy that is no object",
  refuses,
  { ...whole, facts: [{ arn: arnOfX, policies: [1] }] },
  /^policies is no object$/,
);

test("what a policy lacks is told as of any other", (t) => {
  const decoded = decodeSnapshot({ ...whole, facts: [{ arn: arnOfX, policies: [{ name: "own", document: "{" }] }] });
  const parsed = parsePolicy("{");
  t.deepEqual(decoded, { kind: "malformed", problem: parsed.kind === "malformed" ? parsed.problem : "" });
});
test("what goes wrong for another reason is not laid to the file", (t) => {
  const failing = {
    get kind(): string {
      throw new RangeError("out of memory");
    },
  };
  t.throws(() => decodeSnapshot(failing), { instanceOf: RangeError });
});
