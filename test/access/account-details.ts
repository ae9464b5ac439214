// The listing of a whole account: what each role of it comes to, and which roles it does not tell enough of.
import test from "ava";
import {
  gapsOf,
  type ManagedPolicyDetail,
  readAccountDetails,
  type RoleDetail,
  sourceOf,
} from "../../src/access/account-details.ts";
import { accountId, arn, policy, trusting } from "../helpers/build.ts";

const statement = { Effect: "Allow", Action: "s3:GetObject", Resource: "*" };
const document = { Version: "2012-10-17", Statement: [statement] };
const text = JSON.stringify(document);
const managedArn = `arn:aws:iam::${accountId}:policy/read`;
const managed: ManagedPolicyDetail = {
  Arn: managedArn,
  PolicyName: "read",
  PolicyVersionList: [{ Document: "an older one" }, { IsDefaultVersion: true, Document: encodeURIComponent(text) }],
};
const trust = trusting(arn("node-a"));
const detail: RoleDetail = { Arn: arn("pods/api"), AssumeRolePolicyDocument: trust };
const toSeconds = (time: unknown): number | undefined => (typeof time === "number" ? time : undefined);
const read = (role: RoleDetail, policies = [managed]) =>
  readAccountDetails({ RoleDetailList: [role], Policies: policies }, toSeconds);

test("a role with everything that a listing can tell", (t) => {
  const { roles, unread } = read({
    ...detail,
    RoleId: "AROAAPI",
    CreateDate: 1_700_000_000,
    RolePolicyList: [{ PolicyName: "own", PolicyDocument: text }],
    AttachedManagedPolicies: [{ PolicyArn: managedArn }, {}],
    PermissionsBoundary: { PermissionsBoundaryArn: managedArn },
    Tags: [{ Key: "team", Value: "shop" }, { Key: "bare" }, { Value: "no key" }],
    RoleLastUsed: { LastUsedDate: 1_780_000_000 },
  });
  t.deepEqual(unread, []);
  t.deepEqual(roles, [
    {
      arn: arn("pods/api"),
      id: "AROAAPI",
      trust,
      policies: [policy("inline policy own", statement), policy("read", statement)],
      attachedPolicyArns: [managedArn],
      boundary: policy("read", statement),
      maxSessionSeconds: 3600,
      tags: { team: "shop", bare: "", "": "no key" },
      created: 1_700_000_000,
      lastUsed: 1_780_000_000,
    },
  ]);
});

test("a role with nothing but its ARN has an empty trust policy, and was never used", (t) => {
  t.deepEqual(read({ Arn: arn("pods/api") }), {
    roles: [
      {
        ...{ arn: arn("pods/api"), id: "", trust: "", policies: [], attachedPolicyArns: [], boundary: undefined },
        ...{ maxSessionSeconds: 3600, tags: {}, created: undefined, lastUsed: "never" },
      },
    ],
    unread: [],
  });
});

const trustIs = test.macro((t, given: string | object, expected: string) => {
  t.is(read({ ...detail, AssumeRolePolicyDocument: given }).roles[0]?.trust, expected);
});
test("a document as the AWS CLI prints it: an object", trustIs, document, text);
test("as the SDK leaves it: URL-encoded", trustIs, encodeURIComponent(text), text);
test("as plain text", trustIs, text, text);
test("a broken encoding is kept, for the judgement to name", trustIs, "%E0%A4%A", "%E0%A4%A");

const isNotRead = test.macro(
  (t, role: RoleDetail, problem: RegExp, policies?: ManagedPolicyDetail[], subject?: string) => {
    const { roles, unread } = read(role, policies);
    t.deepEqual(roles, [], "a role must not be judged on half of what it is");
    t.is(unread.length, 1);
    t.like(unread[0], { call: "iam:GetAccountAuthorizationDetails", subject: subject ?? arn("pods/api") });
    t.regex(unread[0]?.problem ?? "", problem);
  },
);
const attached = { ...detail, AttachedManagedPolicies: [{ PolicyArn: managedArn }] };
const lacks = /^the listing does not hold the document of arn:aws:iam::111122223333:policy\/read$/;
test("a role without an ARN", isNotRead, {}, /^it is not the ARN of a role$/, [], "a role without an ARN");
test("an ARN of something else", isNotRead, { Arn: managedArn }, /^it is not the ARN of a role$/, [], managedArn);
test("an attached policy that the listing does not hold", isNotRead, attached, lacks, []);
test("one without versions", isNotRead, attached, lacks, [{ Arn: managedArn }]);
test("one whose default version is not among them", isNotRead, attached, lacks, [
  { ...managed, PolicyVersionList: [{ IsDefaultVersion: false, Document: text }] },
]);
test(
  "a boundary that it does not hold",
  isNotRead,
  { ...detail, PermissionsBoundary: { PermissionsBoundaryArn: managedArn } },
  lacks,
  [],
);
test(
  "an inline policy that is none, by its name",
  isNotRead,
  { ...detail, RolePolicyList: [{ PolicyName: "own", PolicyDocument: "{}" }] },
  /^inline policy own is not a policy document: ./,
);
test(
  "an inline policy without name and document",
  isNotRead,
  { ...detail, RolePolicyList: [{}] },
  /^inline policy {2}?is not a policy document: ./,
);
test(
  "a managed policy that is none and has no name, by its ARN",
  isNotRead,
  attached,
  /^arn:aws:iam::111122223333:policy\/read is not a policy document: ./,
  [{ Arn: managedArn, PolicyVersionList: [{ IsDefaultVersion: true, Document: "[]" }] }],
);

test("a role that cannot be read does not hide the others", (t) => {
  const { roles, unread } = readAccountDetails({ RoleDetailList: [{}, detail, attached], Policies: [] }, toSeconds);
  t.deepEqual([roles.map((role) => role.arn), unread.length], [[arn("pods/api")], 2]);
});

test("what goes wrong for another reason is not laid to the role", (t) => {
  const failing = (): never => {
    throw new RangeError("a time that is none");
  };
  t.throws(() => readAccountDetails({ RoleDetailList: [detail], Policies: [] }, failing), { instanceOf: RangeError });
});

test("what a listing did not tell, and that it was read", (t) => {
  const listing = read(detail);
  const [one, cut] = [attached, { Arn: managedArn }].map((role) => read(role, []).unread[0]);
  if (one === undefined || cut === undefined) return t.fail("both are unread");
  t.deepEqual(gapsOf(listing), []);
  t.deepEqual(gapsOf({ ...listing, unread: [one] }), [one]);
  t.deepEqual(gapsOf({ ...listing, unread: [one], cut }), [one, cut]);
  t.deepEqual(sourceOf(listing), { call: "read account details", answers: 1, objects: 1 });
});
