// Refuses policy documents that IAM would refuse, in its words where they are known.
import { isAccount, parseArn, parseRoleArn, parseSessionArn } from "../../iam/arn.ts";
import { type DocumentUse, findUseFault, type UseFault } from "../../iam/document-use.ts";
import { parsePolicy, type PrincipalEntry, type PolicyDocument, type Statement } from "../../iam/policy-document.ts";
import { trustSize } from "../../iam/trust-policy.ts";
import type { Account } from "./account.ts";
import { AwsFault } from "./aws-fault.ts";
import { holdQuota, quotas } from "./quotas.ts";

export function checkManagedDocument(text: string): void {
  checkIdentityDocument(text);
  holdQuota("PolicySize", trustSize(text), quotas.policySize);
}

export function checkIdentityDocument(text: string): void {
  const document = parse(text);
  checkUse(document, "identity");
  for (const statement of document.statements) {
    checkActions(
      statement,
      /^(?:\*|[A-Za-z0-9-]+:.+)$/,
      "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.",
    );
  }
}

/** Every principal of this account must exist; those of other accounts cannot be looked up from here. */
export function checkTrustDocument(account: Account, text: string): void {
  const document = parse(text);
  checkUse(document, "trust");
  for (const statement of document.statements) {
    checkActions(statement, /^(?:\*|sts:.+)$/i, "AssumeRole policy may only specify STS AssumeRole actions.");
    const stranger = statement.principals?.entries.find((entry) => !isPrincipal(account, entry));
    if (stranger !== undefined) throw malformed(`Invalid principal in policy: "${stranger.type}":"${stranger.value}"`);
  }
  holdQuota("ACLSizePerRole", trustSize(text), quotas.assumeRolePolicySize);
}

function checkUse(document: PolicyDocument, use: DocumentUse): void {
  const fault = findUseFault(document, use);
  if (fault !== undefined) throw malformed(wordsOfIam[fault]);
}

const wordsOfIam: Readonly<Record<UseFault, string>> = {
  "has-principal": "Policy document should not specify a principal.",
  "lacks-resource": "Policy statement must contain resources.",
  "has-resource": "Has prohibited field Resource",
  "lacks-principal": "AssumeRole policy must contain a principal.",
};

function parse(text: string): PolicyDocument {
  // IAM's own API takes documents as they are; only what it hands out is URL-encoded.
  if (/^\s*%/.test(text)) throw malformed("This policy contains invalid Json");
  const parsed = parsePolicy(text);
  if (parsed.kind === "malformed")
    throw malformed(
      isJson(text) ? `Syntax errors in policy. (${parsed.problem})` : "This policy contains invalid Json",
    );
  if (parsed.document.statements.length === 0) throw malformed("Syntax errors in policy.");
  const sids = parsed.document.statements.flatMap(({ sid }) => (sid === undefined || sid === "" ? [] : [sid]));
  if (sids.some((sid) => !/^[A-Za-z0-9]*$/.test(sid))) throw malformed("Statement IDs (SID) must be alpha-numeric.");
  if (new Set(sids).size < sids.length) throw malformed("Statement IDs (SID) in a single policy must be unique.");
  return parsed.document;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function checkActions({ actions }: Statement, form: RegExp, problem: string): void {
  if (!actions.patterns.every((action) => form.test(action))) throw malformed(problem);
}

function isPrincipal(account: Account, { type, value }: PrincipalEntry): boolean {
  if (type === "*" || value === "*") return type === "*" || type === "AWS";
  if (type === "Service") return /^[a-z0-9.-]+\.amazonaws\.com(?:\.cn)?$/.test(value);
  if (type === "Federated") return value.includes(".") || parseArn(value) !== undefined;
  return type === "AWS" && (isAccount(value) || isPrincipalArn(account, value));
}

function isPrincipalArn(account: Account, value: string): boolean {
  const arn = parseArn(value);
  if (arn === undefined || arn.partition !== account.partition || /[*?]/.test(value)) return false;
  if (arn.service === "iam" && arn.resource === "root") return isAccount(arn.account);
  const session = parseSessionArn(value);
  if (arn.account !== account.id) {
    return isAccount(arn.account) && (session !== undefined || /^(?:role|user)\/./.test(arn.resource));
  }
  if (session !== undefined) return account.roles.has(session.roleName.toLowerCase());
  if (parseRoleArn(value) !== undefined) return [...account.roles.values()].some((role) => role.arn === value);
  return [...account.users.values()].some((user) => user.arn === value);
}

function malformed(message: string): AwsFault {
  return new AwsFault("MalformedPolicyDocument", 400, message);
}
