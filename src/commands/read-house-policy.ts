// Finds and reads `.iamctl.yaml`, and a baseline of findings: what the house has decided about its audit.
import { access } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import type { HousePolicy } from "../audit/house-policy.ts";
import type { Context } from "../context.ts";
import { exitCodes, IamctlError } from "../errors.ts";
import { readText } from "../read-text.ts";

export interface HousePolicyFile {
  readonly policy: HousePolicy;
  /** Absent when there is none, and everything is as iamctl itself has it. */
  readonly file: string | undefined;
}

/** `--config`, then `IAMCTL_CONFIG`, then `.iamctl.yaml` here or in a folder above, up to the repository's. */
export async function readHousePolicy(context: Context, config: string | undefined): Promise<HousePolicyFile> {
  const named = config ?? context.env["IAMCTL_CONFIG"];
  if (named === undefined || named === "") return findAbove(context, resolve("."));
  const text = await readText(named);
  if (text === undefined) throw unusable(named, "there is no such file");
  return { policy: await parsePolicy(context, text, named), file: named };
}

/** The fingerprints in a JSON report that an audit wrote. */
export async function readBaseline(file: string): Promise<ReadonlySet<string>> {
  const text = await readText(file);
  if (text === undefined) {
    const hint = `Write one: iamctl audit -o json=${file}`;
    throw new IamctlError(`There is no baseline ${file}.`, { hint, exitCode: exitCodes.usage });
  }
  const report = parseJson(text, file) as { findings?: unknown; known?: unknown; kind?: unknown } | null;
  const lists = [report?.findings, report?.known].filter(Array.isArray).flat() as { fingerprint?: unknown }[];
  if (report?.kind !== "AuditReport" || lists.some(({ fingerprint }) => typeof fingerprint !== "string")) {
    throw unusable(file, "it is no JSON report of an audit");
  }
  return new Set(lists.map(({ fingerprint }) => String(fingerprint)));
}

/** Above this folder only as far as a repository goes: what lies in a shared folder outside is somebody else's. */
async function findAbove(context: Context, folder: string): Promise<HousePolicyFile> {
  const above = await foldersToRepository(folder);
  for (const candidate of above ?? [folder]) {
    const file = join(candidate, ".iamctl.yaml");
    const text = await readText(file);
    if (text !== undefined) return { policy: await parsePolicy(context, text, file), file };
  }
  return { policy: {}, file: undefined };
}

/** This folder and those above it, the repository's own last; `undefined` outside of one. */
async function foldersToRepository(folder: string): Promise<readonly string[] | undefined> {
  const isRepository = await access(join(folder, ".git")).then(
    () => true,
    () => false,
  );
  if (isRepository) return [folder];
  const parent = dirname(folder);
  const above = parent === folder ? undefined : await foldersToRepository(parent);
  return above === undefined ? undefined : [folder, ...above];
}

async function parsePolicy({ packageFolder }: Context, text: string, file: string): Promise<HousePolicy> {
  const schema = join(packageFolder, "templates", "schemas", "house-policy.json");
  // Most runs have no policy, and then no use for a validator.
  const [{ parseYaml }, { checkSchema }] = await Promise.all([import("../yaml.ts"), import("../check-schema.ts")]);
  const document = parseYaml(text, file);
  const problems = checkSchema(parseJson((await readText(schema)) ?? "", schema) as object, document);
  if (problems.length > 0) throw unusable(file, problems.join("; "));
  return document as HousePolicy;
}

function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw unusable(file, cause instanceof Error ? cause.message : String(cause));
  }
}

function unusable(file: string, problem: string): IamctlError {
  return new IamctlError(`${file}: ${problem}.`, { exitCode: exitCodes.usage });
}
