import test from "ava";
import { findCutOff, findForeignReach, shortName } from "../../src/access/find-cut-off.ts";
import type { RoleFacts } from "../../src/access/role-facts.ts";
import type { Fence } from "../../src/iam/assume-policy.ts";
import { accountId, arn, policy, role, trusting } from "../helpers/build.ts";

const prefix = { partition: "aws", account: accountId, prefix: "/pods/" };
const nodes = [role("node-a"), role("node-b")];
const listed = (name: string, ...principals: string[]) => ({ arn: arn(name), trust: trusting(...principals) });

interface Case {
  readonly fence?: Fence;
  readonly nodeRoles?: readonly RoleFacts[];
  readonly roles: readonly { readonly arn: ReturnType<typeof arn>; readonly trust: string }[];
}

const cuts = test.macro((t, { fence = "deny", nodeRoles = nodes, roles }: Case, expected: readonly string[]) => {
  const found = findCutOff({ nodeRoles, roles, prefix }, fence);
  t.deepEqual(
    found.map(({ role: cut, nodeRoles: from }) => `${shortName(cut)} from ${from.map(shortName).join(", ")}`),
    expected,
  );
});

test("a role that trusts a node role", cuts, { roles: [listed("legacy/export", arn("node-a"))] }, [
  "legacy/export from node-a",
]);
test("a role that trusts all of them", cuts, { roles: [listed("export", arn("node-a"), arn("node-b"))] }, [
  "export from node-a, node-b",
]);
test("a role under the prefix stays", cuts, { roles: [listed("pods/api", arn("node-a"))] }, []);
test("a role that no node can assume", cuts, { roles: [listed("export", arn("somebody"))] }, []);
test(
  "a role that trusts the account needs an Allow, and there is none",
  cuts,
  {
    roles: [listed("export", `arn:aws:iam::${accountId}:root`)],
  },
  [],
);
test(
  "a role that trusts the account, and a node role that may assume everything",
  cuts,
  {
    nodeRoles: [
      role("node-a", { policies: [policy("any", { Effect: "Allow", Action: "sts:AssumeRole", Resource: "*" })] }),
    ],
    roles: [listed("export", `arn:aws:iam::${accountId}:root`)],
  },
  ["export from node-a"],
);
test(
  "a boundary cuts off what trusts the role",
  cuts,
  { fence: "boundary", roles: [listed("export", arn("node-a"))] },
  ["export from node-a"],
);
test("without a fence nothing is cut off", cuts, { fence: "none", roles: [listed("export", arn("node-a"))] }, []);
test("a trust policy that cannot be read is passed over", cuts, { roles: [{ arn: arn("odd"), trust: "{" }] }, []);

test("roles of other accounts that node policies allow are told by pattern", (t) => {
  const other = "arn:aws:iam::444455556666:role/deploy";
  const own = `arn:aws:iam::${accountId}:role/x`;
  const allow = policy("p", { Effect: "Allow", Action: ["sts:AssumeRole"], Resource: [other, own] });
  const deny = policy("q", { Effect: "Deny", Action: "sts:*", Resource: "arn:aws:iam::777777777777:role/no" });
  const elsewhere = policy("r", { Effect: "Allow", Action: "s3:*", Resource: "arn:aws:s3:::bucket" });
  t.deepEqual(findForeignReach({ nodeRoles: [role("node-a", { policies: [allow, deny, elsewhere] })], prefix }), [
    other,
  ]);
});
