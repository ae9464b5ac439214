// Reads a file of grants: a list of workloads with their roles, to be planned together.
import type { GrantOptions } from "../command-options.ts";
import type { GrantRequest } from "../plan/grant-request.ts";
import { exitCodes, IamctlError } from "../errors.ts";
import { readText } from "../read-text.ts";
import { parseYaml } from "../yaml.ts";

/** What a grant does not say for itself, the flags say for all. */
export async function readGrants(file: string, options: GrantOptions): Promise<readonly GrantRequest[]> {
  const text = await readText(file);
  if (text === undefined) throw wrong(file, "is not there");
  const document = parseYaml(text, file);
  const list = isMap(document) && Object.keys(document).join() === "grants" ? document["grants"] : undefined;
  if (!Array.isArray(list) || list.length === 0) throw wrong(file, 'holds no list "grants" alone');
  return list.map((item: unknown, index) => ({
    ...sharedBy(options),
    ...readGrant(item, `${file}: grants[${index}]`),
  }));
}

function sharedBy(options: GrantOptions): Omit<GrantRequest, "service" | "role"> {
  const { namespace, externalId, sessionName, trust, nodePattern, nodeTag, path, createRole, policy, boundary } =
    options;
  return {
    ...{ nodePattern, path, manifest: [], createRole, policy },
    ...(boundary !== undefined && { boundary }),
    ...(namespace !== undefined && { namespace }),
    ...(externalId !== undefined && { externalId }),
    ...(sessionName !== undefined && { sessionName }),
    ...(trust !== undefined && { trust }),
    ...(nodeTag !== undefined && { nodeTag }),
  };
}

const texts = ["service", "role", "namespace", "externalId", "sessionName", "values", "path", "boundary"] as const;
const lists = ["manifest", "nodePattern", "policy"] as const;
const known = [...texts, ...lists, "trust", "createRole"];

function readGrant(item: unknown, subject: string): Pick<GrantRequest, "service" | "role"> & Partial<GrantRequest> {
  if (!isMap(item)) throw wrong(subject, "is no map");
  const stray = Object.keys(item).find((name) => !known.includes(name));
  if (stray !== undefined) throw wrong(subject, `has "${stray}", which is none of ${known.join(", ")}`);
  const told: Record<string, unknown> = {};
  for (const name of texts) {
    const value = item[name];
    if (value !== undefined && (typeof value !== "string" || value === ""))
      throw wrong(subject, `"${name}" is no text`);
    if (value !== undefined) told[name] = value;
  }
  for (const name of lists) {
    const value = item[name];
    const list: readonly unknown[] = value === undefined ? [] : [value].flat();
    if (!list.every((one) => typeof one === "string")) throw wrong(subject, `"${name}" is no list of texts`);
    if (value !== undefined) told[name] = list;
  }
  const { createRole } = item;
  if (createRole !== undefined && typeof createRole !== "boolean")
    throw wrong(subject, '"createRole" is neither true nor false');
  if (createRole !== undefined) told["createRole"] = createRole;
  const { service, role } = told;
  if (typeof service !== "string" || typeof role !== "string") throw wrong(subject, 'needs "service" and "role"');
  if (told["values"] !== undefined && told["manifest"] !== undefined)
    throw wrong(subject, 'has "values" and "manifest": the annotation is set in one place');
  return { ...told, ...readTrust(item["trust"], subject), service, role };
}

function readTrust(value: unknown, subject: string): Pick<GrantRequest, "trust"> | object {
  if (value === undefined) return {};
  if (value === "exact" || value === "pattern" || value === "tag") return { trust: value };
  throw wrong(subject, '"trust" is none of exact, pattern, tag');
}

function wrong(subject: string, problem: string): IamctlError {
  return new IamctlError(`${subject} ${problem}.`, {
    hint: "A file of grants looks so:\ngrants:\n  - service: deployment/api\n    namespace: shop\n    role: api",
    exitCode: exitCodes.usage,
  });
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
