// Role references: the string in an annotation (name, path/name, or ARN) resolved to a role ARN.
import { isAccount, isPath, isRoleName, makeRoleArn, parseArn, parseRoleArn, type Arn, type RoleArn } from "./arn.ts";

/** What a role name is resolved against: `arn:PARTITION:iam::ACCOUNT:rolePATH`. */
export interface RoleBase {
  readonly partition: string;
  readonly account: string;
  /** Begins and ends with `/`. */
  readonly path: string;
}

export type ResolvedReference =
  | { readonly kind: "resolved"; readonly role: RoleArn }
  | { readonly kind: "malformed"; readonly problem: string };

/** A name or `path/name` stands below the base's path; with a leading slash, below the root. An ARN stands for itself. */
export function resolveRoleReference(reference: string, base: RoleBase): ResolvedReference {
  if (reference === "") return malformed("the role reference is empty");
  if (reference !== reference.trim())
    return malformed(`the role reference "${reference}" begins or ends with white space`);
  if (/\s/.test(reference)) return malformed(`the role reference "${reference}" holds white space`);
  if (reference.startsWith("arn:")) return resolveArn(reference);
  const path = reference.startsWith("/") ? "" : base.path;
  const full = `${path}${reference}`;
  const nameStart = full.lastIndexOf("/") + 1;
  return resolveParts(reference, { ...base, path: full.slice(0, nameStart) || "/" }, full.slice(nameStart));
}

function resolveArn(reference: string): ResolvedReference {
  const role = parseRoleArn(reference);
  if (role !== undefined) return { kind: "resolved", role };
  const arn = parseArn(reference);
  return malformed(arn === undefined ? `"${reference}" is not a complete ARN` : explainArn(reference, arn));
}

function explainArn(reference: string, arn: Arn): string {
  const kind = arn.resource.slice(0, arn.resource.search(/[/:]|$/));
  if (arn.service === "sts" && kind === "assumed-role") {
    return `"${reference}" is a role session, not a role: write the role's own ARN (arn:${arn.partition}:iam::${arn.account}:role/…)`;
  }
  if (arn.service !== "iam") return `"${reference}" names something of the service ${arn.service}, not an IAM role`;
  if (kind !== "role")
    return `"${reference}" is the ARN of ${foreignKinds.get(kind) ?? "something else"}, not of a role`;
  if (arn.region !== "") return `"${reference}" carries a Region; the ARN of a role has none`;
  if (!isAccount(arn.account)) return `"${reference}" needs a 12-digit account id`;
  return `"${reference}" has a path or name that IAM does not accept`;
}

const foreignKinds: ReadonlyMap<string, string> = new Map([
  ["user", "a user"],
  ["group", "a group"],
  ["policy", "a policy"],
  ["instance-profile", "an instance profile"],
  ["root", "an account"],
  ["oidc-provider", "an OIDC provider"],
  ["saml-provider", "a SAML provider"],
]);

function resolveParts(reference: string, base: RoleBase, name: string): ResolvedReference {
  if (name === "") return malformed(`the role reference "${reference}" ends with a slash: the name is missing`);
  if (name.length > 64) return malformed(`the role name "${name}" is longer than 64 characters`);
  if (!isRoleName(name)) {
    return malformed(`the role name "${name}" holds characters other than letters, digits and _+=,.@-`);
  }
  if (!isPath(base.path))
    return malformed(`the path "${base.path}" of the role reference "${reference}" is not one IAM accepts`);
  return { kind: "resolved", role: makeRoleArn({ ...base, name }) };
}

function malformed(problem: string): ResolvedReference {
  return { kind: "malformed", problem };
}
