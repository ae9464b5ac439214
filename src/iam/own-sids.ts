// The Sids by which our statements in trust policies are known again, of letters and digits only as IAM wants them.

/** The Sid by which our statement is known again, where no cluster is named. */
export const nodeRolesSid = "IamctlNodeRoles";

/**
 * The Sid of one cluster's statement, so that another cluster's revocation leaves it alone: `IamctlNodesHarborProdEuWest1`.
 */
export function sidOfCluster({ name, region }: { readonly name: string; readonly region: string }): string {
  const words = `${name}-${region}`.split(/[^A-Za-z0-9]+/).filter((word) => word !== "");
  return `IamctlNodes${words.map((word) => `${word[0]?.toUpperCase() ?? ""}${word.slice(1)}`).join("")}`;
}

/**
 * The Sid of the statement that lets the same node roles tag sessions. It is one of its own, as in AWS's example, because
 * AWS names no external id among what it knows when it judges that action:
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssecuritytokenservice.html
 */
export function taggingSid(sid: string): string {
  return `${sid}Tags`;
}
