// The policy for node roles: which roles its prefix covers.
import test from "ava";
import { assumePolicy } from "../../src/iam/assume-policy.ts";
import { printPolicy } from "../../src/iam/policy-document.ts";
import { compactJson } from "../../src/iam/print-json.ts";

const covers = test.macro((t, prefix: string, resource: string, partition: string = "aws") => {
  const document = assumePolicy({ partition, account: "111122223333", prefix });
  const [statement] = document.statements;
  t.deepEqual(statement?.resources, { negated: false, patterns: [resource] });
  t.deepEqual(statement?.actions, { negated: false, patterns: ["sts:AssumeRole"] });
});
test("a path", covers, "/pods/", "arn:aws:iam::111122223333:role/pods/*");
test("the beginning of a name", covers, "pod-", "arn:aws:iam::111122223333:role/pod-*");
test("a path and the beginning of a name", covers, "/pods/team-", "arn:aws:iam::111122223333:role/pods/team-*");
test("another partition", covers, "/pods/", "arn:aws-cn:iam::111122223333:role/pods/*", "aws-cn");

test("the document, as it is created", (t) => {
  t.is(
    printPolicy(assumePolicy({ partition: "aws", account: "111122223333", prefix: "/pods/" }), compactJson),
    '{"Version":"2012-10-17","Statement":[{"Sid":"IamctlAssumePodRoles","Effect":"Allow","Action":"sts:AssumeRole","Resource":"arn:aws:iam::111122223333:role/pods/*"}]}',
  );
});
