// Tells what kept a list from being read whole: nothing may be concluded from what is not in it.
import { templatePaths } from "../pods/template-path.ts";
import type { Snapshot, Unread } from "./snapshot.ts";

/** The call that lists objects of a kind, as coverage names it: `list deployments`. */
export function listCall(kind: string): string {
  return `list ${kind.toLowerCase()}s`;
}

/** `plural`: `nodes`, as the API server calls the kind. */
export function unreadList(plural: string, { coverage }: Pick<Snapshot, "coverage">): Unread | undefined {
  return coverage.find(({ call }) => call === `list ${plural}`);
}

/** Any kind of those that a person annotates, pods among them. */
export function unreadWorkloads(snapshot: Pick<Snapshot, "coverage">): Unread | undefined {
  return snapshot.coverage.find(({ call }) => workloadLists.has(call));
}

/** Of the roles that service accounts have, by their annotations and by associations that EKS keeps. */
export function unreadAccountRoles(snapshot: Pick<Snapshot, "coverage" | "eks">): Unread | undefined {
  return unreadList("serviceaccounts", snapshot) ?? unreadEks(snapshot);
}

/** Where all that EKS knows of the cluster is missing because a part of it was refused. */
export function unreadEks({ coverage, eks }: Pick<Snapshot, "coverage" | "eks">): Unread | undefined {
  return eks === undefined ? coverage.find(({ call }) => eksCalls.has(call)) : undefined;
}

/** Which cluster it is, and what is kept of it; others are asked of EKS to find nodes. */
const eksCalls: ReadonlySet<string> = new Set([
  "eks:ListClusters",
  "eks:DescribeCluster",
  "eks:ListAccessEntries",
  "eks:DescribeAccessEntry",
  "eks:ListAssociatedAccessPolicies",
  "eks:ListPodIdentityAssociations",
  "eks:DescribePodIdentityAssociation",
]);

const workloadLists: ReadonlySet<string> = new Set(Object.keys(templatePaths).map(listCall));
