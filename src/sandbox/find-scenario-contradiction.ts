// Finds what no real account could hold: doubled names, references to nothing, policies that are not policies.
import { type DocumentUse, whyUnfit } from "../iam/document-use.ts";
import { parsePolicy } from "../iam/policy-document.ts";
import type { DocumentScenario, Scenario } from "./scenario.ts";

/** The first contradiction, as "path: what is wrong". */
export function findScenarioContradiction(scenario: Scenario): string | undefined {
  return findDoubledName(scenario) ?? findDanglingReference(scenario) ?? findBadDocument(scenario);
}

/** IAM compares names without regard to case. */
function findDoubledName({ aws }: Scenario): string | undefined {
  for (const list of ["users", "roles", "policies", "instanceProfiles", "clusters", "buckets"] as const) {
    const seen = new Set<string>();
    for (const [at, { name }] of aws[list].entries()) {
      if (seen.has(name.toLowerCase())) return `aws.${list}[${at}].name: ${name} is there twice`;
      seen.add(name.toLowerCase());
    }
  }
  return undefined;
}

function findDanglingReference(scenario: Scenario): string | undefined {
  const { aws } = scenario;
  const operator = aws.users.find(({ name }) => name === aws.operator);
  if (operator === undefined) return `aws.operator: there is no user ${aws.operator}`;
  if (operator.accessKeys?.[0] === undefined) return `aws.operator: the user ${aws.operator} has no access key`;
  const profileAt = aws.instanceProfiles.findIndex(({ role }) => !aws.roles.some(({ name }) => name === role));
  if (profileAt >= 0) {
    return `aws.instanceProfiles[${profileAt}].role: there is no role ${aws.instanceProfiles[profileAt]?.role}`;
  }
  const hasProfile = (wanted: string): boolean => aws.instanceProfiles.some(({ name }) => name === wanted);
  const instanceAt = aws.instances.findIndex(({ profile }) => profile !== undefined && !hasProfile(profile));
  if (instanceAt < 0) return findDanglingProvider(scenario);
  return `aws.instances[${instanceAt}].profile: there is no instance profile ${aws.instances[instanceAt]?.profile}`;
}

/** A node's `spec.providerID` ends with the id of its instance. */
function findDanglingProvider({ aws, kubernetes }: Scenario): string | undefined {
  for (const [at, object] of kubernetes.objects.entries()) {
    const spec = object["spec"] as { readonly providerID?: unknown } | null | undefined;
    const provider = object.kind === "Node" ? spec?.providerID : undefined;
    const id = typeof provider === "string" ? /\/(i-[0-9a-f]+)$/.exec(provider)?.[1] : undefined;
    if (id !== undefined && !aws.instances.some((instance) => instance.id === id)) {
      return `kubernetes.objects[${at}].spec.providerID: there is no instance ${id}`;
    }
  }
  return undefined;
}

function findBadDocument({ aws }: Scenario): string | undefined {
  const documents = [
    ...aws.roles.flatMap((role, at) => [
      [`aws.roles[${at}].trust`, role.trust, "trust"] as const,
      ...inlineDocuments(`aws.roles[${at}]`, role.policies),
    ]),
    ...aws.users.flatMap((user, at) => inlineDocuments(`aws.users[${at}]`, user.policies)),
    ...aws.policies.map((policy, at) => [`aws.policies[${at}].document`, policy.document, "identity"] as const),
  ];
  for (const [path, document, use] of documents) {
    const parsed = parsePolicy(typeof document === "string" ? document : JSON.stringify(document));
    const problem = parsed.kind === "malformed" ? parsed.problem : whyUnfit(parsed.document, use);
    if (problem !== undefined) return `${path}: ${problem}`;
  }
  return undefined;
}

function inlineDocuments(
  owner: string,
  policies: Readonly<Record<string, DocumentScenario>> = {},
): (readonly [path: string, document: DocumentScenario, use: DocumentUse])[] {
  return Object.entries(policies).map(([name, document]) => [`${owner}.policies.${name}`, document, "identity"]);
}
