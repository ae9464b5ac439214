// The server as a whole: whatever it is sent, it answers as AWS would and stays up.
import test from "ava";
import * as fc from "fast-check";
import {
  account,
  adminKey,
  allow,
  nodeArn,
  podArn,
  podRole,
  policy,
  startAws,
  trust,
} from "../../helpers/aws-sandbox.ts";
import { send, signedFor } from "../../helpers/raw-aws-request.ts";

const own = `arn:aws:iam::${account}:policy/own`;

const actions = [
  ...["GetCallerIdentity", "AssumeRole"].map((action) => ["sts", action] as const),
  ["ec2", "DescribeInstances"] as const,
  ...[
    ...["GetRole", "ListRoles", "CreateRole", "DeleteRole", "UpdateAssumeRolePolicy", "UpdateRole", "TagRole"],
    ...["UntagRole", "ListRoleTags", "ListRolePolicies", "GetRolePolicy", "PutRolePolicy", "DeleteRolePolicy"],
    ...["ListAttachedRolePolicies", "AttachRolePolicy", "DetachRolePolicy", "GetPolicy", "ListPolicies"],
    ...["CreatePolicy", "DeletePolicy", "TagPolicy", "UntagPolicy", "ListPolicyTags", "ListEntitiesForPolicy"],
    ...["ListPolicyVersions", "GetPolicyVersion", "CreatePolicyVersion", "SetDefaultPolicyVersion"],
    ...["DeletePolicyVersion", "GetUser", "ListUsers", "GetInstanceProfile", "ListInstanceProfiles"],
    ...["ListInstanceProfilesForRole", "GetAccountSummary", "GetAccountAuthorizationDetails"],
  ].map((action) => ["iam", action] as const),
];

const documents = [policy(allow("s3:*")), trust({ AWS: nodeArn }), trust({ AWS: podArn("none") }), "{", ""];
const values: Readonly<Record<string, readonly string[]>> = {
  RoleName: ["api", "worker", "none", "a b", ""],
  RoleArn: [podArn("api"), podArn("none"), "arn:x", nodeArn],
  RoleSessionName: ["pod", "a", "a/b"],
  DurationSeconds: ["900", "99999", "-1", "1e3"],
  PolicyArn: [own, "arn:aws:iam::aws:policy/ReadOnlyAccess", "none"],
  PolicyName: ["own", "none", "Own", "<&>"],
  PolicyDocument: documents,
  AssumeRolePolicyDocument: documents,
  PermissionsBoundary: [own, "none"],
  Policy: documents,
  "PolicyArns.member.1.arn": [own, "none"],
  "Tags.member.1.Key": ["a", "aws:x", ""],
  "TagKeys.member.1": ["a"],
  VersionId: ["v1", "v2", "x"],
  SetAsDefault: ["true"],
  InstanceProfileName: ["p", "none"],
  Path: ["/pods/", "pods", "//"],
  MaxItems: ["1", "0", "x"],
  Marker: ["x", Buffer.from("after a").toString("base64")],
  "Filter.1.Name": ["instance-id", "none"],
  "Filter.1.Value.1": ["i-0123456789abcdef0"],
  NextToken: ["x"],
  MaxResults: ["5", "1"],
};

const anyCall = fc.tuple(
  fc.constantFrom(...actions),
  fc.record(Object.fromEntries(Object.entries(values).map(([name, choice]) => [name, fc.constantFrom(...choice)])), {
    requiredKeys: [],
  }),
);

test("no sequence of calls, however nonsensical, is an internal failure", async (t) => {
  await fc.assert(
    fc.asyncProperty(fc.array(anyCall, { minLength: 5, maxLength: 25 }), async (calls) => {
      const aws = await startAws(t, {
        roles: [podRole("api", trust({ AWS: nodeArn }), { boundary: own })],
        policies: [{ name: "own", document: policy(allow("*")) }],
        instanceProfiles: [{ name: "p", role: "worker" }],
      });
      for (const [[service, action], parameters] of calls) {
        const body = new URLSearchParams({ ...parameters, Action: action, Version: "x" }).toString();
        const answer = await send(aws.url, { path: "/", method: "POST", headers: signedFor(service, adminKey), body });
        if (answer.status >= 500) t.fail(`${action} ${body}: ${answer.body}`);
      }
    }),
    { numRuns: 60, seed: 20261123 },
  );
  t.pass();
});

for (const [service, method, path] of [
  ["eks", "GET", "/clusters/%ZZ"],
  ["eks", "DELETE", "/clusters/x"],
  ["eks", "GET", "/clusters?maxResults=x"],
  ["s3", "GET", "/%ZZ/x"],
  ["s3", "POST", "/covers?delete"],
  ["s3", "GET", "/covers?list-type=2&max-keys=x&continuation-token=x"],
  ["iam", "GET", "/?Action=GetRole"],
  ["nonsense", "GET", "/"],
] as const) {
  test(`answered, and not as an internal failure: ${service} ${method} ${path}`, async (t) => {
    const aws = await startAws(t, { buckets: [{ name: "covers" }] });
    const answer = await send(aws.url, { path, method, headers: signedFor(service, adminKey) });
    t.true(
      (answer.status >= 400 && answer.status < 500) || answer.status === 501 || answer.status === 200,
      answer.body,
    );
    t.false(answer.body.includes("InternalFailure"));
  });
}
