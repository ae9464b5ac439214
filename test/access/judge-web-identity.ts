// Which statements of a trust policy are about tokens of the cluster, and what is not known of a call with one.
import test from "ava";
import { judgeWebIdentity, statementsFor } from "../../src/access/judge-web-identity.ts";
import { makePolicy } from "../../src/iam/policy-document.ts";
import { accountId, arn } from "../helpers/build.ts";

const issuer = "oidc.eks.eu-west-1.amazonaws.com/id/ABC";
const own = `arn:aws:iam::${accountId}:oidc-provider/${issuer}`;
const other = `arn:aws:iam::${accountId}:oidc-provider/token.actions.githubusercontent.com`;

const keeps = test.macro((t, statement: object, expected: boolean) => {
  const before = { Effect: "Allow", Principal: { Service: "ec2.amazonaws.com" }, Action: "sts:AssumeRole" };
  const action = { Effect: "Allow", Action: "sts:AssumeRoleWithWebIdentity" };
  const trust = makePolicy({ Version: "2012-10-17", Statement: [before, { ...action, ...statement }] });
  const kept = statementsFor(trust, arn("pods/api"), issuer);
  t.deepEqual(kept, expected ? { ...trust, statements: trust.statements.slice(1) } : undefined);
});
test("the cluster's provider", keeps, { Principal: { Federated: own } }, true);
test("among others", keeps, { Principal: { Federated: [other, own] } }, true);
test("beside a service", keeps, { Principal: { Federated: own, Service: "ec2.amazonaws.com" } }, true);
test("another provider", keeps, { Principal: { Federated: other } }, false);
test("its name as that of an AWS principal", keeps, { Principal: { AWS: own } }, false);
test("a Deny", keeps, { Effect: "Deny", Principal: { Federated: own } }, false);
test("everybody but it", keeps, { Effect: "Deny", NotPrincipal: { Federated: own } }, false);
test("everybody", keeps, { Principal: "*" }, false);

for (const key of [
  ...["aws:CurrentTime", "aws:EpochTime", "aws:RequestedRegion", "aws:SourceIp", "aws:SourceVpc", "aws:SourceVpce"],
  ...["aws:UserAgent", "sts:RoleSessionName"],
])
  test(`${key} is known only when the call is made`, (t) => {
    t.is(judgeUnder({ StringEquals: { [key]: "x" } }), "unknown");
  });
test("what a token never carries is not open", (t) => {
  t.is(judgeUnder({ StringEquals: { "aws:PrincipalArn": "x" } }), "implicit-deny");
  t.is(judgeUnder({}), "allow");
});

function judgeUnder(condition: object): string {
  const statement = { Effect: "Allow", Principal: { Federated: own }, Action: "sts:AssumeRoleWithWebIdentity" };
  const trust = makePolicy({ Version: "2012-10-17", Statement: { ...statement, Condition: condition } });
  const holder = { namespace: "shop", serviceAccount: "api" };
  return judgeWebIdentity({ role: arn("pods/api"), trust, issuer, ...holder }).kind;
}
