// Which refusal keeps which list from being whole.
import test from "ava";
import { listCall, unreadAccountRoles, unreadEks, unreadList, unreadWorkloads } from "../../src/access/unread-list.ts";

const refused = (call: string) => ({ call, subject: "harbor-prod", problem: "refused" });
const coverage = ["iam:GetRole", "list pods", "eks:ListNodegroups", "list serviceaccounts"].map(refused);
const eks = { issuer: undefined, accessEntries: [], associations: [] };

test("a list is found by its own name", (t) => {
  t.deepEqual(unreadList("pods", { coverage }), refused("list pods"));
  t.is(unreadList("nodes", { coverage }), undefined);
  t.is(listCall("CronJob"), "list cronjobs");
});
test("workloads are what a person annotates", (t) => {
  for (const call of ["list pods", "list deployments", "list cronjobs", "list statefulsets", "list daemonsets"])
    t.deepEqual(unreadWorkloads({ coverage: [refused("list nodes"), refused(call)] }), refused(call));
  t.is(unreadWorkloads({ coverage: ["list nodes", "list serviceaccounts", "iam:GetRole"].map(refused) }), undefined);
});
for (const call of [
  ...["eks:ListClusters", "eks:DescribeCluster", "eks:ListAccessEntries", "eks:DescribeAccessEntry"],
  ...["eks:ListAssociatedAccessPolicies", "eks:ListPodIdentityAssociations", "eks:DescribePodIdentityAssociation"],
])
  test(`${call} keeps all that EKS knows of the cluster`, (t) => {
    t.deepEqual(unreadEks({ coverage: [...coverage, refused(call)], eks: undefined }), refused(call));
    t.is(unreadEks({ coverage: [refused(call)], eks }), undefined);
    t.deepEqual(unreadAccountRoles({ coverage: [refused(call)], eks: undefined }), refused(call));
  });
test("what finds nodes keeps none of it", (t) => {
  const nodes = ["eks:ListNodegroups", "eks:DescribeNodegroup", "eks:ListFargateProfiles"].map(refused);
  t.is(unreadEks({ coverage: nodes, eks: undefined }), undefined);
  t.is(unreadAccountRoles({ coverage: nodes, eks: undefined }), undefined);
});
test("roles of service accounts are kept by their own list first", (t) => {
  const both = [refused("eks:DescribeCluster"), ...coverage];
  t.deepEqual(unreadAccountRoles({ coverage: both, eks: undefined }), refused("list serviceaccounts"));
  t.deepEqual(unreadAccountRoles({ coverage: both, eks }), refused("list serviceaccounts"));
});
