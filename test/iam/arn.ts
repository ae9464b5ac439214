// ARNs of roles and sessions: what is accepted, what is refused, and that nothing is lost.
import test from "ava";
import * as fc from "fast-check";
import {
  makeRoleArn,
  parseArn,
  parseRoleArn,
  parseSessionArn,
  partitionOfRegion,
  printArn,
  roleParts,
} from "../../src/iam/arn.ts";

const isRole = test.macro((t, text: string, accepted: boolean) => {
  t.is(parseRoleArn(text), accepted ? (text as ReturnType<typeof parseRoleArn>) : undefined);
});
const base = "arn:aws:iam::111122223333:role";

test("a role without a path", isRole, `${base}/api`, true);
test("a role with a path", isRole, `${base}/pods/team/api`, true);
test("a service role", isRole, `${base}/service-role/AmazonEKS_EBS`, true);
test("a service-linked role", isRole, `${base}/aws-service-role/eks.amazonaws.com/AWSServiceRoleForAmazonEKS`, true);
test("a name of every kind of character", isRole, `${base}/aZ09_+=,.@-`, true);
test("a name of 64 characters", isRole, `${base}/${"a".repeat(64)}`, true);
test("a name of 65 characters is too long", isRole, `${base}/${"a".repeat(65)}`, false);
test("a path of 512 characters", isRole, `${base}/${"p".repeat(510)}/api`, true);
test("a path of 513 characters is too long", isRole, `${base}/${"p".repeat(511)}/api`, false);
test("an empty name", isRole, `${base}/pods/`, false);
test("an empty part of the path", isRole, `${base}//api`, false);
test("a wildcard is no name", isRole, `${base}/pod-*`, false);
test("white space", isRole, `${base}/my api`, false);
test("a line break after the name", isRole, `${base}/api\n`, false);
test("China", isRole, "arn:aws-cn:iam::111122223333:role/api", true);
test("GovCloud", isRole, "arn:aws-us-gov:iam::111122223333:role/api", true);
test("the isolated partitions", isRole, "arn:aws-iso-b:iam::111122223333:role/api", true);
test("a partition that is none", isRole, "arn:azure:iam::111122223333:role/api", false);
test("an account of 11 digits", isRole, "arn:aws:iam::11112222333:role/api", false);
test("a Region", isRole, "arn:aws:iam:eu-west-1:111122223333:role/api", false);
test("a user", isRole, "arn:aws:iam::111122223333:user/api", false);
test("a role session", isRole, "arn:aws:sts::111122223333:assumed-role/api/s1", false);
test("the word arn in capitals", isRole, "ARN:aws:iam::111122223333:role/api", false);

test("letter case is kept, and makes two ARNs different", (t) => {
  t.not(parseRoleArn(`${base}/Api`), parseRoleArn(`${base}/api`));
});

test("the resource of an ARN keeps its colons and slashes", (t) => {
  const text = "arn:aws:logs:eu-west-1:111122223333:log-group:/aws/eks:*";
  const arn = parseArn(text);
  t.is(arn?.resource, "log-group:/aws/eks:*");
  t.is(arn && printArn(arn), text);
});

test("taking a role ARN apart and putting it together gives the same ARN", (t) => {
  const word = fc.stringMatching(/^[A-Za-z0-9_+=,.@-]{1,20}$/);
  const parts = fc.record({
    partition: fc.constantFrom("aws", "aws-cn", "aws-us-gov", "aws-iso-e"),
    account: fc.stringMatching(/^\d{12}$/),
    path: fc.array(word, { maxLength: 3 }).map((words) => ["", ...words, ""].join("/")),
    name: word,
  });
  fc.assert(fc.property(parts, (given) => t.deepEqual(roleParts(makeRoleArn(given)), given)));
});

test("parts that make no role ARN are refused", (t) => {
  const parts = { partition: "aws", account: "111122223333", path: "pods/", name: "api" };
  t.throws(() => makeRoleArn(parts), { instanceOf: TypeError });
});

test("a session names its role, never the role's path", (t) => {
  t.deepEqual(parseSessionArn("arn:aws-cn:sts::111122223333:assumed-role/node/i-0abc"), {
    partition: "aws-cn",
    account: "111122223333",
    roleName: "node",
    sessionName: "i-0abc",
  });
  t.is(parseSessionArn("arn:aws:sts::111122223333:assumed-role/eks/node/i-0abc"), undefined);
  t.is(parseSessionArn("arn:aws:sts::111122223333:federated-user/alice"), undefined);
  t.is(parseSessionArn("arn:aws:sts::111122223333:assumed-role/node"), undefined);
});

const partition = test.macro((t, region: string, expected: string) => t.is(partitionOfRegion(region), expected));
test("a commercial Region", partition, "eu-west-1", "aws");
test("a Region of China", partition, "cn-north-1", "aws-cn");
test("a Region of GovCloud", partition, "us-gov-west-1", "aws-us-gov");
test("an isolated Region", partition, "us-iso-east-1", "aws-iso");
test("a Region of the second isolated partition", partition, "us-isob-east-1", "aws-iso-b");
test("a Region of the European sovereign cloud", partition, "eusc-de-east-1", "aws-eusc");
