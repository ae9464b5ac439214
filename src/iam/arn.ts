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

/** What the ARN of a role session says. It never carries the role's path. */
export interface SessionParts {
  readonly partition: string;
  readonly account: string;
  readonly roleName: string;
  readonly sessionName: string;
}

export function parseArn(text: string): Arn | undefined {
  const [scheme, partition, service, region, account, ...rest] = text.split(":");
  if (scheme !== "arn" || !partition || !service || region === undefined || account === undefined) return undefined;
  const resource = rest.join(":");
  return resource === "" ? undefined : { partition, service, region, account, resource };
}

export function printArn(arn: Arn): string {
  return `arn:${arn.partition}:${arn.service}:${arn.region}:${arn.account}:${arn.resource}`;
}

/** Any partition; the path, the name and their lengths are held to what IAM accepts. */
export function parseRoleArn(text: string): RoleArn | undefined {
  return readRoleParts(text) === undefined ? undefined : (text as RoleArn);
}

export function roleParts(arn: RoleArn): RoleParts {
  const parts = readRoleParts(arn);
  if (parts === undefined) throw new TypeError(`Not a role ARN: ${arn}`);
  return parts;
}

/** Throws a TypeError when the parts are not those of a role: check user input with `resolveRoleReference`. */
export function makeRoleArn(parts: RoleParts): RoleArn {
  const text = `arn:${parts.partition}:iam::${parts.account}:role${parts.path}${parts.name}`;
  const arn = parseRoleArn(text);
  if (arn === undefined) throw new TypeError(`Not the parts of a role ARN: ${text}`);
  return arn;
}

/** `arn:PARTITION:sts::ACCOUNT:assumed-role/NAME/SESSION`. */
export function parseSessionArn(text: string): SessionParts | undefined {
  const arn = parseArn(text);
  if (arn === undefined || arn.service !== "sts" || arn.region !== "") return undefined;
  const [kind, roleName, sessionName, ...rest] = arn.resource.split("/");
  if (kind !== "assumed-role" || roleName === undefined || sessionName === undefined || rest.length > 0)
    return undefined;
  if (!isPartition(arn.partition) || !isAccount(arn.account)) return undefined;
  if (!isRoleName(roleName) || !isSessionName(sessionName)) return undefined;
  return { partition: arn.partition, account: arn.account, roleName, sessionName };
}

/** The partition whose STS and IAM a region belongs to; a region of no known special family is commercial. */
export function partitionOfRegion(region: string): string {
  for (const [prefix, partition] of regionFamilies) {
    if (region.startsWith(prefix)) return partition;
  }
  return "aws";
}

/** Whether IAM accepts the text as a role's name: 1–64 characters of letters, digits and `_+=,.@-`. */
export function isRoleName(text: string): boolean {
  return /^[A-Za-z0-9_+=,.@-]{1,64}$/.test(text);
}

/** Whether IAM accepts the text as a path: at most 512 printable ASCII characters, `/` at both ends. */
export function isPath(text: string): boolean {
  return text.length <= 512 && /^\/(?:[!-.0-~]+\/)*$/.test(text);
}

export function isAccount(text: string): boolean {
  return /^\d{12}$/.test(text);
}

/** `aws` and its siblings; a partition that is not known yet is let through. */
export function isPartition(text: string): boolean {
  return /^aws(?:-[a-z]+)*$/.test(text);
}

const regionFamilies: readonly (readonly [prefix: string, partition: string])[] = [
  ["cn-", "aws-cn"],
  ["us-gov-", "aws-us-gov"],
  ["us-iso-", "aws-iso"],
  ["us-isob-", "aws-iso-b"],
  ["eu-isoe-", "aws-iso-e"],
  ["us-isof-", "aws-iso-f"],
  ["eusc-", "aws-eusc"],
];

/** One expression, because an audit reads the same few thousand ARNs again and again. */
function readRoleParts(text: string): RoleParts | undefined {
  const [, partition, account, path, name] =
    /^arn:(aws(?:-[a-z]+)*):iam::(\d{12}):role(\/(?:[!-.0-~]+\/)*)([\w+=,.@-]{1,64})$/.exec(text) ?? [];
  if (partition === undefined || account === undefined || path === undefined || name === undefined) return undefined;
  return path.length <= 512 ? { partition, account, path, name } : undefined;
}

function isSessionName(text: string): boolean {
  return /^[A-Za-z0-9_+=,.@-]{2,64}$/.test(text);
}
