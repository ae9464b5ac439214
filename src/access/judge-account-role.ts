// The chains from a service account to a role: by its token (IRSA), and by EKS Pod Identity.
import type { Unread } from "../errors.ts";
import { parseRoleArn, type RoleArn, roleParts } from "../iam/arn.ts";
import type { Evaluation } from "../iam/evaluate.ts";
import type { PolicyDocument } from "../iam/policy-document.ts";
import { serviceAccountKeys } from "../pods/identity-annotations.ts";
import { judgePodIdentity } from "./judge-pod-identity.ts";
import { judgeWebIdentity } from "./judge-web-identity.ts";
import { type BrokenReason, isObstacle, type LinkVerdict, type Obstacle } from "./link.ts";
import { type AccountHolder, annotatedRole, associationOf } from "./service-account-role.ts";
import { indexOf } from "./snapshot-index.ts";
import type { Snapshot } from "./snapshot.ts";
import { unreadEks } from "./unread-list.ts";

export interface AccountAccess extends AccountHolder {
  readonly way: "service-account" | "pod-identity";
  readonly role: RoleArn | undefined;
  /** In order, up to the first that does not hold. */
  readonly links: readonly AccountLink[];
  readonly obstacle: Obstacle<AccountLink> | undefined;
}

export interface AccountLink {
  /** `provider`: the account's OIDC provider for the cluster's tokens. */
  readonly name: "account" | "role" | "trust" | "provider";
  readonly verdict: LinkVerdict;
}

/** By the annotation of the account; `undefined` where it has none, or service accounts were not read. */
export function judgeTokenRole(holder: AccountHolder, snapshot: Snapshot): AccountAccess | undefined {
  const claim = annotatedRole(holder, snapshot);
  if (claim === undefined) return undefined;
  const role = parseRoleArn(claim);
  const shown = JSON.stringify(claim.slice(0, 100));
  if (role === undefined) {
    const fix = `Annotate the service account with the whole ARN in ${serviceAccountKeys.roleArn}.`;
    const verdict = broken("malformed-role", `${shown} is not the ARN of a role`, fix);
    return access(holder, "service-account", undefined, [{ name: "account", verdict }]);
  }
  return access(holder, "service-account", role, [
    { name: "account", verdict: { kind: "holds", evidence: `annotated ${shown}` } },
    ...roleLinks(role, snapshot, (trust) => judgeToken(role, trust, holder, snapshot)),
    { name: "provider", verdict: judgeProvider(role, snapshot) },
  ]);
}

/** By an association of EKS; `undefined` where there is none, or EKS was not read. */
export function judgeAssociation(holder: AccountHolder, snapshot: Snapshot): AccountAccess | undefined {
  const role = associationOf(holder, snapshot)?.role;
  if (role === undefined) return undefined;
  return access(holder, "pod-identity", role, [
    { name: "account", verdict: { kind: "holds", evidence: `EKS associates it with ${role}` } },
    ...roleLinks(role, snapshot, (trust) => {
      const fix = "Let pods.eks.amazonaws.com do sts:AssumeRole and sts:TagSession in the trust policy.";
      return toVerdict(judgePodIdentity(role, trust), "pods.eks.amazonaws.com", role, fix);
    }),
  ]);
}

function access(
  { namespace, serviceAccount }: AccountHolder,
  way: AccountAccess["way"],
  role: RoleArn | undefined,
  all: readonly AccountLink[],
): AccountAccess {
  const obstacle = all.find(isObstacle);
  const links = obstacle === undefined ? all : all.slice(0, all.indexOf(obstacle) + 1);
  return { namespace, serviceAccount, way, role, links, obstacle };
}

function roleLinks(
  role: RoleArn,
  snapshot: Snapshot,
  judge: (trust: PolicyDocument) => LinkVerdict,
): readonly AccountLink[] {
  const lookup = snapshot.roles.get(role);
  const told = (verdict: LinkVerdict): readonly AccountLink[] => [{ name: "role", verdict }];
  if (lookup === undefined) return told(unknown("iam:GetRole", role, "it was not asked for"));
  if (lookup.kind === "unreadable") return told({ ...lookup, kind: "unknown", subject: role });
  if (lookup.kind === "absent") {
    return told(broken("role-absent", `there is no role ${role}`, "Create the role, or name the one that was meant."));
  }
  if (lookup.facts.arn !== role) {
    const explanation = `the annotation means ${role}, but the role is ${lookup.facts.arn}`;
    return told(broken("role-arn-differs", explanation, "Name the role by its own path and name."));
  }
  const trust = indexOf(snapshot).trust(lookup.facts.trust);
  const verdict =
    trust.kind === "parsed"
      ? judge(trust.document)
      : broken(
          "trust-malformed",
          `the trust policy of ${role} cannot be read: ${trust.problem}`,
          "Rewrite it as valid JSON.",
        );
  return [
    { name: "role", verdict: { kind: "holds", evidence: `${role} exists` } },
    { name: "trust", verdict },
  ];
}

function judgeToken(role: RoleArn, trust: PolicyDocument, holder: AccountHolder, snapshot: Snapshot): LinkVerdict {
  const { eks, cluster } = snapshot;
  const { namespace, serviceAccount } = holder;
  if (eks?.issuer === undefined) {
    const refused = unreadEks(snapshot);
    if (refused !== undefined) return { ...refused, kind: "unknown" };
    return unknown("eks:DescribeCluster", cluster.name, "the issuer of the cluster's tokens is not known");
  }
  const account = indexOf(snapshot).serviceAccount(namespace, serviceAccount);
  const audience = account?.annotations[serviceAccountKeys.audience];
  const subject = `system:serviceaccount:${namespace}:${serviceAccount}`;
  const fix = `Admit the cluster's OIDC provider with the subject ${subject} in the trust policy.`;
  return toVerdict(
    judgeWebIdentity({ role, trust, issuer: eks.issuer, namespace, serviceAccount, audience }),
    subject,
    role,
    fix,
  );
}

/** For a role of another account the provider is in that account. */
function judgeProvider(role: RoleArn, { oidcIssuers, eks, cluster, coverage }: Snapshot): LinkVerdict {
  const { issuer = "" } = eks ?? {};
  const { account } = roleParts(role);
  const call = "iam:ListOpenIDConnectProviders";
  if (oidcIssuers === undefined || account !== cluster.account) {
    const refused = account === cluster.account ? coverage.find((one) => one.call === call) : undefined;
    if (refused !== undefined) return { ...refused, kind: "unknown" };
    return unknown(call, account, "the account's OIDC providers are not known");
  }
  if (oidcIssuers.includes(issuer)) return { kind: "holds", evidence: `account ${account} knows ${issuer}` };
  const fix =
    "Create the provider: eksctl utils associate-iam-oidc-provider, or aws iam create-open-id-connect-provider.";
  return broken("provider-missing", `account ${account} has no OIDC provider for ${issuer}`, fix);
}

function toVerdict(evaluation: Evaluation, who: string, role: RoleArn, fix: string): LinkVerdict {
  switch (evaluation.kind) {
    case "allow":
      return { kind: "holds", evidence: `the trust policy admits ${who}` };
    case "unknown": {
      const { missing } = evaluation;
      return { kind: "conditional", missing, explanation: `the trust policy decides by ${missing.join(", ")}` };
    }
    case "explicit-deny":
    case "implicit-deny":
      return broken("trust-lacks-service-account", `the trust policy of ${role} does not admit ${who}`, fix);
  }
}

function unknown(call: string, subject: string, problem: string): LinkVerdict & Unread {
  return { kind: "unknown", call, subject, problem };
}

function broken(reason: BrokenReason, explanation: string, text: string): LinkVerdict {
  return { kind: "broken", reason, explanation, fix: { text } };
}
