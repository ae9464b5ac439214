// Which tool keeps a role, told from the tags it leaves.
import test from "ava";
import { ownerOfRole } from "../../src/iam/role-owner.ts";

const keeps = test.macro((t, tags: Record<string, string>, tool: string | undefined) => {
  t.is(ownerOfRole(tags)?.tool, tool);
});

test("no tags, no owner", keeps, {}, undefined);
test("a team's own tags say nothing", keeps, { team: "shop", Name: "api" }, undefined);
test("a stack", keeps, { "aws:cloudformation:stack-name": "shop" }, "CloudFormation");
test(
  "eksctl works through a stack, and is named",
  keeps,
  {
    "aws:cloudformation:stack-name": "eksctl-harbor",
    "alpha.eksctl.io/cluster-name": "harbor",
  },
  "eksctl",
);
test("CDK, too", keeps, { "aws:cloudformation:stack-name": "shop", "aws-cdk:id": "x" }, "AWS CDK");
test("Terraform by default_tags", keeps, { ManagedBy: "Terraform" }, "Terraform");
test("Terraform with dashes", keeps, { "managed-by": "terraform-aws-modules" }, "Terraform");
test("Terraform as a yes", keeps, { Terraform: "true" }, "Terraform");
test("a no is a no", keeps, { Terraform: "false" }, undefined);
test("OpenTofu", keeps, { managed_by: "opentofu" }, "OpenTofu");
test("Pulumi", keeps, { "pulumi:project": "shop" }, "Pulumi");
test("Crossplane", keeps, { "crossplane-kind": "role.iam.aws.crossplane.io" }, "Crossplane");
test("ACK", keeps, { "services.k8s.aws/controller-version": "iam-v1.3" }, "ACK");
test("iamctl itself is nobody to refuse", keeps, { "managed-by": "iamctl" }, undefined);

test("the tag that told it is named, and the form of its sources", (t) => {
  t.like(ownerOfRole({ "aws:cloudformation:stack-name": "shop" }), {
    evidence: "aws:cloudformation:stack-name=shop",
    source: "cloudformation",
  });
});
