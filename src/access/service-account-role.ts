// Which role a pod gets through its service account: by the account's annotation (IRSA) or by EKS Pod Identity.
import { serviceAccountKeys } from "../pods/identity-annotations.ts";
import type { PodIdentityAssociation } from "./account-facts.ts";
import { indexOf } from "./snapshot-index.ts";
import type { Snapshot } from "./snapshot.ts";

export interface AccountHolder {
  readonly namespace: string;
  readonly serviceAccount: string;
}

/** The annotation as written; absent without one, and where service accounts were not read. */
export function annotatedRole({ namespace, serviceAccount }: AccountHolder, snapshot: Snapshot): string | undefined {
  const account = indexOf(snapshot).serviceAccount(namespace, serviceAccount);
  return account?.annotations[serviceAccountKeys.roleArn];
}

export function associationOf(
  { namespace, serviceAccount }: AccountHolder,
  snapshot: Snapshot,
): PodIdentityAssociation | undefined {
  return indexOf(snapshot).association(namespace, serviceAccount);
}

export function hasServiceAccountRole(holder: AccountHolder, snapshot: Snapshot): boolean {
  return annotatedRole(holder, snapshot) !== undefined || associationOf(holder, snapshot) !== undefined;
}
