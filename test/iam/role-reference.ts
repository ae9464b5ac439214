// Role references as people write them into annotations.
import test from "ava";
import type { RoleArn } from "../../src/iam/arn.ts";
import { resolveRoleReference } from "../../src/iam/role-reference.ts";

const root = { partition: "aws", account: "111122223333", path: "/" };
const pods = { ...root, path: "/pods/" };

const resolves = test.macro((t, reference: string, base: typeof root, role: string) => {
  t.deepEqual(resolveRoleReference(reference, base), { kind: "resolved", role: role as RoleArn });
});
test("a name", resolves, "api", root, "arn:aws:iam::111122223333:role/api");
test("a name below the base's path", resolves, "api", pods, "arn:aws:iam::111122223333:role/pods/api");
test("a path and a name", resolves, "team/api", root, "arn:aws:iam::111122223333:role/team/api");
test("a path below the base's path", resolves, "team/api", pods, "arn:aws:iam::111122223333:role/pods/team/api");
test("a leading slash starts at the root", resolves, "/team/api", pods, "arn:aws:iam::111122223333:role/team/api");
test("a leading slash and a bare name", resolves, "/api", pods, "arn:aws:iam::111122223333:role/api");
test(
  "an ARN stands for itself",
  resolves,
  "arn:aws:iam::444455556666:role/x/y",
  pods,
  "arn:aws:iam::444455556666:role/x/y",
);
test("another partition", resolves, "api", { ...root, partition: "aws-cn" }, "arn:aws-cn:iam::111122223333:role/api");
test("a name that begins like an ARN", resolves, "arnold", root, "arn:aws:iam::111122223333:role/arnold");

const refused = test.macro((t, reference: string, problem: RegExp) => {
  const resolved = resolveRoleReference(reference, pods);
  t.is(resolved.kind, "malformed");
  if (resolved.kind === "malformed") t.regex(resolved.problem, problem);
});
test("nothing", refused, "", /empty/);
test("a space at the end", refused, "api ", /begins or ends with white space/);
test("a space in the middle", refused, "my api", /holds white space/);
test("a slash at the end", refused, "team/", /the name is missing/);
test("two slashes", refused, "team//api", /path/);
test("a wildcard", refused, "pod-*", /characters other than/);
test("a name of 65 characters", refused, "a".repeat(65), /longer than 64/);
test("a user", refused, "arn:aws:iam::111122223333:user/alice", /ARN of a user/);
test("a policy", refused, "arn:aws:iam::aws:policy/ReadOnlyAccess", /ARN of a policy/);
test("an instance profile", refused, "arn:aws:iam::111122223333:instance-profile/node", /instance profile/);
test("an account", refused, "arn:aws:iam::111122223333:root", /ARN of an account/);
test("a role session", refused, "arn:aws:sts::111122223333:assumed-role/api/s1", /role session, not a role/);
test("another service", refused, "arn:aws:s3:::bucket", /service s3/);
test("half an ARN", refused, "arn:aws:iam", /not a complete ARN/);
test("a role ARN with a Region", refused, "arn:aws:iam:eu-west-1:111122223333:role/api", /Region/);
test("a role ARN with a short account id", refused, "arn:aws:iam::1111:role/api", /12-digit/);
test("a role ARN with a broken name", refused, "arn:aws:iam::111122223333:role/a*", /path or name/);
