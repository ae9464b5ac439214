import test from "ava";
import { nodeRoleAssumesBeyondPrefix } from "../../../src/audit/rules/node-role-assumes-beyond-prefix.ts";
import { namedBy } from "../../helpers/audit-rule.ts";
import { arn, policy, role, type World } from "../../helpers/build.ts";

const names = test.macro((t, world: World, expected: readonly string[]) => {
  t.deepEqual(namedBy(nodeRoleAssumesBeyondPrefix, world), expected);
});
const assuming = (resource: string, name = "node-a") =>
  role(name, { policies: [policy("assume", { Effect: "Allow", Action: "sts:AssumeRole", Resource: resource })] });
const fence = policy("fence", {
  Effect: "Deny",
  Action: "sts:*",
  NotResource: "arn:aws:iam::111122223333:role/pods/*",
});
const reads = policy("reads", { Effect: "Allow", Action: "s3:Get*", Resource: "*" });

test("any role", names, { nodeRoles: [assuming("*")] }, [arn("node-a")]);
test("any role of the account", names, { nodeRoles: [assuming("arn:aws:iam::111122223333:role/*")] }, [arn("node-a")]);
test("roles under the prefix", names, { nodeRoles: [assuming("arn:aws:iam::111122223333:role/pods/*")] }, []);
test(
  "any role, behind a fence",
  names,
  { nodeRoles: [{ ...assuming("*"), policies: [...assuming("*").policies, fence] }] },
  [],
);
test("any role, within a boundary", names, { nodeRoles: [{ ...assuming("*"), boundary: reads }] }, []);
test("a pod's role is not a node role", names, { roles: [assuming("*", "pods/api")], nodeRoles: [] }, []);
