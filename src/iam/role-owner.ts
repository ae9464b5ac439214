// Tells by its tags which tool a role is kept with, because that tool would take a change made behind its back away again.

export interface RoleOwner {
  /** `CloudFormation`, `Terraform`, as people call it. */
  readonly tool: string;
  /** The tag that says so: `aws:cloudformation:stack-name=shop`. */
  readonly evidence: string;
  /** The form in which its sources hold a trust policy. */
  readonly source: "terraform" | "cloudformation" | "json";
}

/** The first sign found. A role without one may still be kept somewhere: tags are all that IAM can tell. */
export function ownerOfRole(tags: Readonly<Record<string, string>>): RoleOwner | undefined {
  for (const { tool, source, says } of signs) {
    const found = Object.entries(tags).find(([key, value]) => says(key.toLowerCase(), value.toLowerCase()));
    if (found !== undefined) return { tool, source, evidence: `${found[0]}=${found[1]}` };
  }
  return undefined;
}

interface Sign {
  readonly tool: string;
  readonly source: RoleOwner["source"];
  /** Both in lower case. */
  readonly says: (key: string, value: string) => boolean;
}

const begins =
  (...beginnings: readonly string[]) =>
  (key: string): boolean =>
    beginnings.some((beginning) => key.startsWith(beginning));

/** Teams write it as `ManagedBy`, `managed-by`, `managed_by`, `provisioner`; Terraform's own default_tags make it easy. */
const named =
  (...names: readonly string[]) =>
  (key: string, value: string): boolean =>
    (names.includes(key) && ["true", "yes", "1"].includes(value)) ||
    (/^(?:managed[-_ ]?by|provisioned[-_ ]?by|created[-_ ]?by|provisioner|iac|tool)$/.test(key) &&
      names.some((name) => value.includes(name)));

/** eksctl and CDK stand before CloudFormation, through which both work: their names say where the source is. */
const signs: readonly Sign[] = [
  {
    tool: "eksctl",
    source: "cloudformation",
    says: begins("alpha.eksctl.io/", "eksctl.cluster.k8s.io/", "eksctl.io/"),
  },
  { tool: "AWS CDK", source: "cloudformation", says: begins("aws-cdk:", "aws:cdk:") },
  { tool: "CloudFormation", source: "cloudformation", says: begins("aws:cloudformation:") },
  {
    tool: "Terraform",
    source: "terraform",
    says: (key, value) =>
      begins("terraform:", "tf:", "terraform_", "terraform-")(key) || named("terraform")(key, value),
  },
  { tool: "OpenTofu", source: "terraform", says: named("opentofu", "tofu") },
  { tool: "Pulumi", source: "json", says: (key, value) => begins("pulumi:")(key) || named("pulumi")(key, value) },
  { tool: "Crossplane", source: "json", says: begins("crossplane-", "crossplane.io/") },
  { tool: "ACK", source: "json", says: begins("services.k8s.aws/") },
  { tool: "kOps", source: "json", says: begins("kops.k8s.io/") },
  { tool: "Ansible", source: "json", says: named("ansible") },
  { tool: "Service Catalog", source: "cloudformation", says: begins("aws:servicecatalog:") },
];
