// Lists every role of the account with its trust policy.
import { parseRoleArn, type RoleArn } from "../iam/arn.ts";
import { decodeDocument } from "./decode-document.ts";
import type { Clients } from "./open-clients.ts";

export interface ListedRole {
  readonly arn: RoleArn;
  /** Exact text. */
  readonly trust: string;
}

const pageSize = 1000;

/** One call for a thousand roles; what `ListRoles` leaves out (boundary, tags) is not needed to see who may assume them. */
export function listRoles(clients: Clients): Promise<ListedRole[]> {
  return clients.run({ action: "iam:ListRoles", resource: "*" }, async () => {
    const roles: ListedRole[] = [];
    for await (const page of (await clients.iam()).paginateListRoles({ MaxItems: pageSize })) {
      for (const { Arn = "", AssumeRolePolicyDocument = "" } of page.Roles ?? []) {
        const arn = parseRoleArn(Arn);
        if (arn !== undefined) roles.push({ arn, trust: decodeDocument(AssumeRolePolicyDocument) });
      }
    }
    return roles;
  });
}
