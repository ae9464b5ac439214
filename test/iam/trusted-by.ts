// Whether a trust policy admits a node's session: what is known of its call, and what is not.
import test from "ava";
import type { Evaluation } from "../../src/iam/evaluate.ts";
import { trustedBy, type TrustQuestion } from "../../src/iam/trust-policy.ts";
import { abroad, allow, home, policy, roleArn, trusts } from "../helpers/iam-build.ts";

const node = {
  arn: roleArn("eks/node-a"),
  id: "AROANODE",
  tags: { team: "platform" },
  policies: [],
  boundary: undefined,
};
const base: Omit<TrustQuestion, "trust"> = { nodeRole: node, role: roleArn("pods/api") };

const decides = test.macro(
  (t, statement: object, more: Partial<TrustQuestion>, kind: Evaluation["kind"], missing?: string) => {
    const result = trustedBy({ ...base, trust: policy("trust", statement).document, ...more });
    t.is(result.kind, kind);
    t.is(result.kind === "unknown" ? result.missing.join() : undefined, missing);
  },
);
const when = (condition: object, principal: unknown = { AWS: node.arn }): object =>
  trusts(principal, { Condition: condition });

test("the node role by ARN", decides, trusts({ AWS: node.arn }), {}, "allow");
test(
  "a scalar action among others",
  decides,
  trusts({ AWS: node.arn }, { Action: ["sts:TagSession", "sts:AssumeRole"] }),
  {},
  "allow",
);
test("only sts:TagSession", decides, trusts({ AWS: node.arn }, { Action: "sts:TagSession" }), {}, "implicit-deny");
test(
  "only AssumeRoleWithWebIdentity",
  decides,
  trusts({ AWS: node.arn }, { Action: "sts:AssumeRoleWithWebIdentity" }),
  {},
  "implicit-deny",
);
test(
  "an OIDC provider",
  decides,
  trusts({ Federated: `arn:aws:iam::${home}:oidc-provider/oidc.eks.example` }),
  {},
  "implicit-deny",
);
test("the EKS Pod Identity service", decides, trusts({ Service: "pods.eks.amazonaws.com" }), {}, "implicit-deny");
test(
  "the account, with a policy on the node role",
  decides,
  trusts({ AWS: home }),
  { nodeRole: { ...node, policies: [policy("assume", allow("sts:AssumeRole"))] } },
  "allow",
);
test("the account, without one", decides, trusts({ AWS: home }), {}, "implicit-deny");
test(
  "a role in another account, trust alone",
  decides,
  trusts({ AWS: node.arn }),
  { role: roleArn(`arn:aws:iam::${abroad}:role/api`) },
  "implicit-deny",
);
test(
  "another partition",
  decides,
  trusts({ AWS: "arn:aws-cn:iam::111122223333:role/node" }),
  {
    nodeRole: { ...node, arn: roleArn("arn:aws-cn:iam::111122223333:role/node") },
    role: roleArn("arn:aws-cn:iam::111122223333:role/api"),
  },
  "allow",
);

test(
  "the external id that is demanded",
  decides,
  when({ StringEquals: { "sts:ExternalId": "shop" } }),
  { externalId: "shop" },
  "allow",
);
test(
  "another external id",
  decides,
  when({ StringEquals: { "sts:ExternalId": "shop" } }),
  { externalId: "till" },
  "implicit-deny",
);
test(
  "no external id: it is known to be absent",
  decides,
  when({ StringEquals: { "sts:ExternalId": "shop" } }),
  {},
  "implicit-deny",
);
test(
  "no external id, demanded if it exists",
  decides,
  when({ StringEqualsIfExists: { "sts:ExternalId": "shop" } }),
  {},
  "allow",
);
test(
  "the session name that is demanded",
  decides,
  when({ StringLike: { "sts:RoleSessionName": "api-*" } }),
  { sessionName: "api-1" },
  "allow",
);
test(
  "a session name that is not known",
  decides,
  when({ StringLike: { "sts:RoleSessionName": "api-*" } }),
  {},
  "unknown",
  "sts:RoleSessionName",
);
test(
  "everyone whose ARN matches a pattern",
  decides,
  when({ ArnLike: { "aws:PrincipalArn": `arn:aws:iam::${home}:role/eks/*` } }, "*"),
  {},
  "allow",
);
test(
  "everyone whose ARN matches another pattern",
  decides,
  when({ ArnLike: { "aws:PrincipalArn": `arn:aws:iam::${home}:role/kops/*` } }, "*"),
  {},
  "implicit-deny",
);
test("everyone of the account", decides, when({ StringEquals: { "aws:PrincipalAccount": home } }, "*"), {}, "allow");
test(
  "everyone of an organisation: not known",
  decides,
  when({ StringEquals: { "aws:PrincipalOrgID": "o-1" } }, "*"),
  {},
  "unknown",
  "aws:PrincipalOrgID",
);
test("a tag of the node role", decides, when({ StringEquals: { "aws:PrincipalTag/team": "platform" } }), {}, "allow");
test(
  "a tag that the node role has not",
  decides,
  when({ StringEquals: { "aws:PrincipalTag/owner": "x" } }),
  {},
  "implicit-deny",
);
test(
  "a tag that the node role has not, if it exists",
  decides,
  when({ StringEqualsIfExists: { "aws:PrincipalTag/owner": "x" } }),
  {},
  "allow",
);
test(
  "a tag of a node role whose tags could not be read",
  decides,
  when({ StringEquals: { "aws:PrincipalTag/owner": "x" } }),
  { nodeRole: { ...node, tags: undefined } },
  "unknown",
  "aws:PrincipalTag/owner",
);
test("MFA is never there", decides, when({ Bool: { "aws:MultiFactorAuthPresent": "true" } }), {}, "implicit-deny");
test(
  "Deny without MFA hits the node",
  decides,
  trusts("*", { Effect: "Deny", Condition: { BoolIfExists: { "aws:MultiFactorAuthPresent": "false" } } }),
  {},
  "explicit-deny",
);
test("a source identity is never set", decides, when({ Null: { "sts:SourceIdentity": "false" } }), {}, "implicit-deny");
test("a request tag is never sent", decides, when({ StringEquals: { "aws:RequestTag/x": "y" } }), {}, "implicit-deny");
test(
  "a claim of a token is never sent",
  decides,
  when({ StringEquals: { "oidc.eks.eu-west-1.amazonaws.com/id/X:sub": "y" } }),
  {},
  "implicit-deny",
);
test(
  "the source address is not known",
  decides,
  when({ IpAddress: { "aws:SourceIp": "10.0.0.0/8" } }),
  {},
  "unknown",
  "aws:SourceIp",
);
test(
  "the instance is not known",
  decides,
  when({ StringLike: { "aws:userid": "AROANODE:i-*" } }),
  {},
  "unknown",
  "aws:userid",
);
test("the calls are encrypted", decides, when({ Bool: { "aws:SecureTransport": "true" } }), {}, "allow");
test(
  "a boundary that leaves out sts",
  decides,
  trusts({ AWS: node.arn }),
  { nodeRole: { ...node, boundary: policy("boundary", allow("s3:*")) } },
  "implicit-deny",
);

// Everyone, restricted by one key, and the same with IfExists.
for (const [key, operator, fits, suits, suitsIfExists] of [
  ["aws:PrincipalArn", "ArnLike", `arn:aws:iam::${home}:role/eks/*`, "allow", "allow"],
  ["aws:PrincipalArn", "ArnLike", `arn:aws:iam::${home}:role/kops/*`, "implicit-deny", "implicit-deny"],
  ["aws:PrincipalAccount", "StringEquals", home, "allow", "allow"],
  ["aws:PrincipalAccount", "StringEquals", abroad, "implicit-deny", "implicit-deny"],
  ["aws:SourceAccount", "StringEquals", home, "implicit-deny", "allow"],
  ["sts:ExternalId", "StringEquals", "shop", "implicit-deny", "allow"],
  ["aws:PrincipalOrgID", "StringEquals", "o-1", "unknown", "unknown"],
] as const) {
  const missing = suits === "unknown" ? key : undefined;
  test(`everyone whose ${key} is ${fits}`, decides, when({ [operator]: { [key]: fits } }, "*"), {}, suits, missing);
  const relaxed = when({ [`${operator}IfExists`]: { [key]: fits } }, { AWS: "*" });
  test(`everyone whose ${key} is ${fits} if it exists`, decides, relaxed, {}, suitsIfExists, missing);
}

const oneSession = { AWS: `arn:aws:sts::${home}:assumed-role/node-a/i-0abc` };
test("the session of one instance, asked of that one", decides, trusts(oneSession), { instanceId: "i-0abc" }, "allow");
test("the session of one instance, asked of all", decides, trusts(oneSession), {}, "implicit-deny");
test(
  "the unique id of role and instance",
  decides,
  when({ StringLike: { "aws:userid": "AROANODE:i-*" } }),
  { instanceId: "i-0abc" },
  "allow",
);
