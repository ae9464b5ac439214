import test from "ava";
import { judgeAssociation, judgeTokenRole } from "../../src/access/judge-account-role.ts";
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
function trustOf(statement: object): string {
  return JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", ...statement }] });
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
test("no association", (t) => t.is(judgeAssociation(holder, world({})), undefined));
