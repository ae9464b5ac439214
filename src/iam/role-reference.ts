// Role references: the string in an annotation (name, path/name, or ARN) resolved to a role ARN.
import type { RoleArn } from "./arn.ts";

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
