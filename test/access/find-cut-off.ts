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
const fromOffice = { IpAddress: { "aws:SourceIp": "203.0.113.0/24" } };
test(
  "what rests on a condition that nobody knows counts as cut off",
  cuts,
  {
    roles: [
      {
        arn: arn("export"),
        trust: JSON.stringify({
          Version: "2012-10-17",
          Statement: [
            { Effect: "Allow", Principal: { AWS: arn("node-a") }, Action: "sts:AssumeRole", Condition: fromOffice },
          ],
        }),
      },
    ],
  },
  ["export from node-a"],
);
test(
  "under a boundary, too, a role under the prefix stays",
  cuts,
  { fence: "boundary", roles: [listed("pods/api", arn("node-a"))] },
  [],
);
test("a trust policy that cannot be read is passed over", cuts, { roles: [{ arn: arn("odd"), trust: "{" }] }, []);

test("roles of other accounts that node policies allow are told by pattern", (t) => {
  const other = "arn:aws:iam::444455556666:role/deploy";
  const own = `arn:aws:iam::${accountId}:role/x`;
  const allow = policy("p", { Effect: "Allow", Action: ["sts:AssumeRole"], Resource: [other, own] });
  const deny = policy("q", { Effect: "Deny", Action: "sts:*", Resource: "arn:aws:iam::777777777777:role/no" });
  const elsewhere = policy("r", { Effect: "Allow", Action: "s3:*", Resource: "arn:aws:s3:::bucket" });
  const again = role("node-b", { policies: [allow] });
  t.deepEqual(
    findForeignReach({ nodeRoles: [role("node-a", { policies: [allow, deny, elsewhere] }), again], prefix }),
    [other],
  );
});

const other = "arn:aws:iam::444455556666:role/deploy";
const reaches = test.macro((t, statement: object, expected: readonly string[]) => {
  const nodeRole = role("node-a", { policies: [policy("p", { Effect: "Allow", ...statement })] });
  t.deepEqual(findForeignReach({ nodeRoles: [nodeRole], prefix }), expected);
});
test("among other actions", reaches, { Action: ["s3:GetObject", "sts:AssumeRole"], Resource: other }, [other]);
test("by a wildcard in the action", reaches, { Action: "sts:Assume*", Resource: other }, [other]);
test("by one that stands elsewhere", reaches, { Action: "s??:a*role", Resource: other }, [other]);
test("by all but other actions", reaches, { NotAction: "iam:*", Resource: other }, [other]);
test("not by all but this one", reaches, { NotAction: "sts:*", Resource: other }, []);
test("not by another action of STS", reaches, { Action: "sts:TagSession", Resource: other }, []);
test("everything", reaches, { Action: "sts:AssumeRole", Resource: "*" }, ["*"]);
test("all but some", reaches, { Action: "sts:AssumeRole", NotResource: [other, arn("x")] }, [
  `all but ${other}, ${arn("x")}`,
]);
test("a statement about no resource", reaches, { Action: "sts:AssumeRole" }, []);
