// Gets the snapshot that an audit judges: from the cluster and the account, from manifests, or from a file saved before.
import { writeFile } from "node:fs/promises";
import { type AccountRoles, readAccountDetails } from "../access/account-details.ts";
import { findForeignDocument } from "../access/foreign-document.ts";
import type { RoleFacts } from "../access/role-facts.ts";
import { decodeSnapshot, encodeSnapshot } from "../access/snapshot-file.ts";
import type { Snapshot } from "../access/snapshot.ts";
import type { AuditOptions } from "../command-options.ts";
import type { Context } from "../context.ts";
import { exitCodes, IamctlError } from "../errors.ts";
import { readText } from "../read-text.ts";

export async function snapshotOfAudit(context: Context, options: AuditOptions, prefix: string): Promise<Snapshot> {
  const snapshot = await read(context, options, prefix);
  if (options.saveSnapshot !== undefined) {
    await writeFile(options.saveSnapshot, `${JSON.stringify(encodeSnapshot(snapshot))}\n`, { mode: 0o600 });
    context.terminal.say(`Snapshot saved: ${options.saveSnapshot}`);
  }
  return snapshot;
}

async function read(context: Context, options: AuditOptions, prefix: string): Promise<Snapshot> {
  const { namespace, nodeRole: nodeRoles, file: files, snapshot } = options;
  if (snapshot !== undefined) return readSnapshot(snapshot);
  const accountRoles = options.authDetails === undefined ? undefined : await readAuthDetails(options.authDetails);
  if (files.length === 0) {
    const { collectSnapshot } = await import("./collect-snapshot.ts");
    return collectSnapshot(context, { prefix, namespace, nodeRoles, everything: true, accountRoles });
  }
  const [{ readManifests }, { manifestSnapshot }] = await Promise.all([
    import("./read-manifests.ts"),
    import("./manifest-snapshot.ts"),
  ]);
  const manifests = await readManifests(files);
  return manifestSnapshot(manifests, { prefix, namespace, nodeRoles, accountRoles, now: context.now() });
}

async function readSnapshot(file: string): Promise<Snapshot> {
  const decoded = decodeSnapshot(await readJson(file));
  if (decoded.kind === "decoded") {
    requireDocumentsOfAws(file, [...foundRoles(decoded.snapshot), ...(decoded.snapshot.accountRoles ?? [])]);
    return decoded.snapshot;
  }
  throw new IamctlError(`${file} cannot be replayed: ${decoded.problem}.`, {
    hint: `Save one: iamctl audit --save-snapshot ${file}`,
    exitCode: exitCodes.usage,
  });
}

function foundRoles({ roles }: Snapshot): readonly RoleFacts[] {
  return [...roles.values()].flatMap((lookup) => (lookup.kind === "found" ? [lookup.facts] : []));
}

/** To judge such a document would be to judge what cannot be. */
function requireDocumentsOfAws(file: string, roles: Iterable<RoleFacts>): void {
  const problem = findForeignDocument(roles);
  if (problem === undefined) return;
  throw new IamctlError(`${file} holds what no account can: ${problem}.`, {
    hint: "Mend the document there, or write the file anew from the account.",
    exitCode: exitCodes.usage,
  });
}

/** What `aws iam get-account-authorization-details` prints. */
async function readAuthDetails(file: string): Promise<AccountRoles> {
  const details = ((await readJson(file)) ?? {}) as Readonly<Record<string, unknown>>;
  const { RoleDetailList, Policies } = details;
  if (Array.isArray(RoleDetailList) && Array.isArray(Policies)) {
    const cut = cutOf(details, file);
    const read = readAccountDetails({ RoleDetailList, Policies }, toSeconds);
    requireDocumentsOfAws(file, read.roles);
    return { ...read, cut };
  }
  throw new IamctlError(`${file} does not hold the details of an account.`, {
    hint: `Write it: aws iam get-account-authorization-details > ${file}`,
    exitCode: exitCodes.usage,
  });
}

/** `--max-items` leaves a NextToken, `--no-paginate` what the API says: https://docs.aws.amazon.com/cli/latest/userguide/cli-usage-pagination.html */
function cutOf({ NextToken, IsTruncated, RoleDetailList }: Readonly<Record<string, unknown>>, file: string) {
  if (NextToken === undefined && IsTruncated !== true) return undefined;
  const truncatedAfter = Array.isArray(RoleDetailList) ? RoleDetailList.length : 0;
  return {
    call: "iam:GetAccountAuthorizationDetails",
    subject: file,
    problem: `it holds ${truncatedAfter} roles and says that there is more`,
    remedy: `Write it whole: aws iam get-account-authorization-details > ${file}`,
    truncatedAfter,
  };
}

function toSeconds(time: unknown): number | undefined {
  const milliseconds = typeof time === "string" ? Date.parse(time) : Number.NaN;
  return Number.isNaN(milliseconds) ? undefined : Math.floor(milliseconds / 1000);
}

async function readJson(file: string): Promise<unknown> {
  const text = await readText(file === "-" ? "/dev/stdin" : file);
  if (text === undefined) throw new IamctlError(`There is no file ${file}.`, { exitCode: exitCodes.usage });
  try {
    return JSON.parse(text);
  } catch {
    throw new IamctlError(`${file} is not JSON.`, { exitCode: exitCodes.usage });
  }
}
