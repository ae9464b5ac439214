import test from "ava";
import { judgeAssociation, judgeTokenRole } from "../../src/access/judge-account-role.ts";
import type { Snapshot } from "../../src/access/snapshot.ts";
import { accountId, arn, role, snapshot } from "../helpers/build.ts";

const issuer = "oidc.eks.eu-west-1.amazonaws.com/id/ABC";
const holder = { namespace: "shop", serviceAccount: "api" };
const claim = "eks.amazonaws.com/role-arn";

interface Case {
  readonly trust?: string;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly issuers?: readonly string[] | undefined;
  readonly associated?: boolean;
}

function world({ trust, annotations = {}, issuers = [issuer], associated = false }: Case) {
  const associations = associated ? [{ ...holder, role: arn("pods/api") }] : [];
  return snapshot({
    roles: [role("pods/api", trust === undefined ? {} : { trust })],
    lookups: [[arn("pods/none"), { kind: "absent" }]],
    change: {
      eks: { issuer, accessEntries: [], associations },
      oidcIssuers: issuers,
      serviceAccounts: [{ namespace: "shop", name: "api", annotations }],
    },
  });
}

/** `held`, or where the chain ends and how; `none` without one. */
function endOf(access: ReturnType<typeof judgeTokenRole>): string {
  if (access === undefined) return "none";
  const { obstacle } = access;
  if (obstacle === undefined) return "held";
  return `${obstacle.name}: ${obstacle.verdict.kind === "broken" ? obstacle.verdict.reason : obstacle.verdict.kind}`;
}

const byToken = test.macro((t, facts: Case, end: string) => t.is(endOf(judgeTokenRole(holder, world(facts))), end));
const byAssociation = test.macro((t, facts: Case, end: string) =>
  t.is(endOf(judgeAssociation(holder, world({ ...facts, associated: true }))), end),
);

function tokens(subject: string, audience = "sts.amazonaws.com", more: object = {}): string {
  const equals = { [`${issuer}:sub`]: subject, [`${issuer}:aud`]: audience, ...more };
  const Principal = { Federated: `arn:aws:iam::${accountId}:oidc-provider/${issuer}` };
  return trustOf({ Principal, Action: "sts:AssumeRoleWithWebIdentity", Condition: { StringEquals: equals } });
}
function trustOf(...statements: readonly object[]): string {
  const Statement = statements.map((statement) => ({ Effect: "Allow", ...statement }));
  return JSON.stringify({ Version: "2012-10-17", Statement });
}
const own = "system:serviceaccount:shop:api";
const annotations = { [claim]: arn("pods/api") };

test("without an annotation there is no chain by tokens", byToken, {}, "none");
test("a token that the role admits", byToken, { annotations, trust: tokens(own) }, "held");
test(
  "another account's subject",
  byToken,
  { annotations, trust: tokens(`${own}2`) },
  "trust: trust-lacks-service-account",
);
test("another audience", byToken, { annotations, trust: tokens(own, "other") }, "trust: trust-lacks-service-account");
test(
  "the audience that the account asks for",
  byToken,
  { annotations: { ...annotations, "eks.amazonaws.com/audience": "other" }, trust: tokens(own, "other") },
  "held",
);
test(
  "what only the call shows",
  byToken,
  { annotations, trust: tokens(own, "sts.amazonaws.com", { "aws:SourceIp": "10.0.0.1" }) },
  "trust: conditional",
);
test("no ARN", byToken, { annotations: { [claim]: "pods/api" } }, "account: malformed-role");
test("no role", byToken, { annotations: { [claim]: arn("pods/none") } }, "role: role-absent");
test("a role that was not read", byToken, { annotations: { [claim]: arn("pods/far") } }, "role: unknown");
test("no provider", byToken, { annotations, trust: tokens(own), issuers: [] }, "provider: provider-missing");

const obstacleOf = (change: Partial<Snapshot>, facts: Case = { annotations, trust: tokens(own) }) =>
  judgeTokenRole(holder, { ...world(facts), ...change })?.obstacle;
const unread = (call: string) => ({ call, subject: "harbor-prod", problem: "refused" });

test(
  "over a connection that is known to be encrypted",
  byToken,
  {
    annotations,
    trust: trustOf({
      ...{ Principal: { Federated: `arn:aws:iam::${accountId}:oidc-provider/${issuer}` } },
      ...{ Action: "sts:AssumeRoleWithWebIdentity", Condition: { Bool: { "aws:SecureTransport": "true" } } },
    }),
  },
  "held",
);
test("a claim that is no ARN is shown, but not without end", (t) => {
  const claims = { annotations: { [claim]: "x".repeat(150) } };
  const { way, obstacle } = judgeTokenRole(holder, world(claims)) ?? {};
  t.is(way, "service-account");
  t.like(obstacle?.verdict, { explanation: `"${"x".repeat(100)}" is not the ARN of a role` });
});
test("a role that nobody asked for is told with the call that would", (t) => {
  t.deepEqual(obstacleOf({}, { annotations: { [claim]: arn("pods/far") } })?.verdict, {
    ...{ kind: "unknown", call: "iam:GetRole", subject: arn("pods/far"), problem: "it was not asked for" },
  });
});
test("what only the call shows is told by name", (t) => {
  const more = { "aws:SourceIp": "10.0.0.1", "aws:SourceVpc": "vpc-1" };
  const trust = tokens(own, "sts.amazonaws.com", more);
  t.like(obstacleOf({}, { annotations, trust })?.verdict, {
    explanation: "the trust policy decides by aws:SourceIp, aws:SourceVpc",
  });
});

test("where a call to EKS was refused, the issuer of tokens is unknown for that", (t) => {
  const refused = unread("eks:ListAccessEntries");
  const coverage = [unread("eks:ListNodegroups"), refused, unread("iam:GetRole")];
  t.deepEqual(obstacleOf({ eks: undefined, coverage })?.verdict, { kind: "unknown", ...refused });
});
test("a cluster outside EKS, or one that was not asked, has no known issuer", (t) => {
  const refused = unread("eks:ListPodIdentityAssociations");
  const outside = { issuer: undefined, accessEntries: [], associations: [] };
  for (const change of [
    { eks: undefined },
    { eks: undefined, coverage: [unread("eks:ListNodegroups")] },
    { eks: outside, coverage: [refused] },
  ])
    t.deepEqual(obstacleOf(change), {
      name: "trust",
      verdict: {
        ...{ kind: "unknown", call: "eks:DescribeCluster", subject: "harbor-prod" },
        problem: "the issuer of the cluster's tokens is not known",
      },
    });
});
test("a listing of providers that was refused is named", (t) => {
  const refused = { ...unread("iam:ListOpenIDConnectProviders"), subject: accountId };
  const coverage = [unread("list pods"), refused];
  t.deepEqual(obstacleOf({ oidcIssuers: undefined, coverage }), {
    name: "provider",
    verdict: { kind: "unknown", ...refused },
  });
});
test("the provider of another account's role is in that account, which nobody looked into", (t) => {
  const far = arn("pods/api", "444455556666");
  const facts = { ...role("pods/api"), arn: far, trust: tokens(own).replaceAll(accountId, "444455556666") };
  const change = {
    roles: new Map([[far, { kind: "found", facts }]] as const),
    coverage: [unread("iam:ListOpenIDConnectProviders")],
  };
  t.deepEqual(obstacleOf(change, { annotations: { [claim]: far } }), {
    name: "provider",
    verdict: {
      ...{ kind: "unknown", call: "iam:ListOpenIDConnectProviders", subject: "444455556666" },
      problem: "the account's OIDC providers are not known",
    },
  });
});

const forPods = (Action: string | readonly string[], more: object = {}): string =>
  trustOf({ Principal: { Service: "pods.eks.amazonaws.com" }, Action, ...more });
const both = ["sts:AssumeRole", "sts:TagSession"];
test("an association with a role for pods", byAssociation, { trust: forPods(both) }, "held");
test("without TagSession", byAssociation, { trust: forPods("sts:AssumeRole") }, "trust: trust-lacks-service-account");
test("a role for nodes only", byAssociation, {}, "trust: trust-lacks-service-account");
test(
  "a condition on the session's tags",
  byAssociation,
  { trust: forPods(both, { Condition: { StringEquals: { "aws:RequestTag/kubernetes-namespace": "shop" } } }) },
  "trust: conditional",
);
test(
  "a call that the session's tags are denied to",
  byAssociation,
  {
    trust: trustOf(
      { Principal: { Service: "pods.eks.amazonaws.com" }, Action: both },
      { Effect: "Deny", Principal: "*", Action: "sts:TagSession" },
    ),
  },
  "trust: trust-lacks-service-account",
);
const pods = { Service: "pods.eks.amazonaws.com" };
const inShop = { StringEquals: { "aws:RequestTag/kubernetes-namespace": "shop" } };
test(
  "a condition on the first call, and no leave for the second",
  byAssociation,
  { trust: trustOf({ Principal: pods, Action: "sts:AssumeRole", Condition: inShop }) },
  "trust: trust-lacks-service-account",
);
test(
  "a condition on the first call alone",
  byAssociation,
  {
    trust: trustOf(
      { Principal: pods, Action: "sts:AssumeRole", Condition: inShop },
      { Principal: pods, Action: "sts:TagSession" },
    ),
  },
  "trust: conditional",
);
test(
  "a condition on the second call alone",
  byAssociation,
  {
    trust: trustOf(
      { Principal: pods, Action: "sts:AssumeRole" },
      { Principal: pods, Action: "sts:TagSession", Condition: inShop },
    ),
  },
  "trust: conditional",
);
test(
  "no leave for the first call",
  byAssociation,
  { trust: forPods("sts:TagSession") },
  "trust: trust-lacks-service-account",
);
test("no association", (t) => t.is(judgeAssociation(holder, world({})), undefined));
