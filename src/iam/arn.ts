// Amazon Resource Names, and role ARNs in particular: parse, print, take apart.

/** The ARN of an IAM role, checked: `arn:PARTITION:iam::ACCOUNT:role/PATH/NAME`. */
export type RoleArn = string & { readonly __brand: "RoleArn" };

export interface Arn {
  readonly partition: string;
  readonly service: string;
  readonly region: string;
  readonly account: string;
  /** Everything after the fifth colon; may itself hold colons and slashes. */
  readonly resource: string;
}

/** What a role ARN says. `path` begins and ends with `/`; a role without a path has `/`. */
export interface RoleParts {
  readonly partition: string;
  readonly account: string;
  readonly path: string;
  readonly name: string;
}
