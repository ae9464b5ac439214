// Roles outside the prefix that node roles can assume by the trust policy alone.
import test from "ava";
import { findUnfenced, type UnfencedFacts } from "../../src/access/find-unfenced.ts";
import { roleParts } from "../../src/iam/arn.ts";
import { arn, policy, role, trusting } from "../helpers/build.ts";

const finds = test.macro<[Partial<UnfencedFacts>, Readonly<Record<string, readonly string[]>>]>({
  exec(t, facts, expected) {
    const found = findUnfenced({ nodeRoles: [role("node-a")], roles: [], prefix: "/pods/", ...facts });
    const names = found.map((one) => [roleParts(one.role).name, one.nodeRoles.map((node) => roleParts(node).name)]);
    t.deepEqual(Object.fromEntries(names), expected);
  },
  title: (rule) => rule ?? "",
});

const byName = trusting(arn("node-a"));
const deny = { Effect: "Deny", Action: "sts:AssumeRole", NotResource: `${arn("pods/x").slice(0, -1)}*` };
const allow = { Effect: "Allow", Action: "*", Resource: "*" };

test(
  "a trust policy that names the node role",
  finds,
  { roles: [{ arn: arn("backup"), trust: byName }] },
  {
    backup: ["node-a"],
  },
);
test("under the prefix it is meant to be", finds, { roles: [{ arn: arn("pods/api"), trust: byName }] }, {});
test(
  "a beginning of names takes more in",
  finds,
  {
    prefix: "pods",
    roles: [
      { arn: arn("podsecurity"), trust: byName },
      { arn: arn("team/pods"), trust: byName },
    ],
  },
  { pods: ["node-a"] },
);
test(
  "the account as a whole needs an Allow, which is not looked at",
  finds,
  {
    nodeRoles: [role("node-a", { policies: [policy("all", allow)] })],
    roles: [{ arn: arn("backup"), trust: trusting("arn:aws:iam::111122223333:root") }],
  },
  {},
);
test(
  "a Deny of one of two node roles",
  finds,
  {
    nodeRoles: [role("node-a", { policies: [policy("fence", deny)] }), role("node-b")],
    roles: [{ arn: arn("backup"), trust: trusting(arn("node-a"), arn("node-b")) }],
  },
  { backup: ["node-b"] },
);
test("a node role that trusts itself", finds, { roles: [{ arn: arn("node-a"), trust: byName }] }, {});
test("a trust policy that nobody can read", finds, { roles: [{ arn: arn("backup"), trust: "{" }] }, {});
