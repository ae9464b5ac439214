// Finds the role that a source names by instance profile or by a name without its path; each is asked once.
import { createRefusals } from "../access/refusals.ts";
import { parseRoleArn, type RoleArn, roleParts } from "../iam/arn.ts";
import type { ResolvedPointer, RolePointer } from "../nodes/node-source.ts";
import { inParallel } from "./in-parallel.ts";
import type { Clients } from "./open-clients.ts";

const callsAtOnce = 6;

/**
 * A role's name is unique in its account: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 * So a name that another source tells with its path needs no question.
 */
export async function resolvePointers(
  clients: Clients,
  pointers: readonly RolePointer[],
): Promise<(pointer: RolePointer) => ResolvedPointer> {
  const profiles = [
    ...new Set(pointers.flatMap((pointer) => (pointer.kind === "instance-profile" ? pointer.name : []))),
  ];
  const byProfile = new Map(
    await inParallel(profiles, callsAtOnce, async (name) => [name, await ask(readProfileRole(clients, name))] as const),
  );
  const known = [
    ...pointers.flatMap((pointer) => (pointer.kind === "role" ? pointer.role : [])),
    ...[...byProfile.values()].flatMap((found) => (found.kind === "found" ? found.role : [])),
  ];
  const byName = new Map<string, ResolvedPointer>(known.map((role) => [roleParts(role).name, { kind: "found", role }]));
  const names = pointers.flatMap((pointer) => (pointer.kind === "role-name" ? pointer.name : []));
  const asked = [...new Set(names)].filter((name) => !byName.has(name));
  await inParallel(asked, callsAtOnce, async (name) => byName.set(name, await ask(readRoleArn(clients, name))));
  return (pointer) => {
    if (pointer.kind === "role") return { kind: "found", role: pointer.role };
    const found = pointer.kind === "role-name" ? byName.get(pointer.name) : byProfile.get(pointer.name);
    return found ?? { kind: "absent" };
  };
}

async function ask(reading: Promise<RoleArn | undefined>): Promise<ResolvedPointer> {
  const refusals = createRefusals();
  const role = await reading.catch(refusals.note);
  const [refusal] = refusals.unread;
  if (refusal !== undefined) return { kind: "unreadable", refusal };
  return role === undefined ? { kind: "absent" } : { kind: "found", role };
}

/** IAM answers the role with its true path, which the profile's own ARN does not tell. */
async function readProfileRole(clients: Clients, profile: string): Promise<RoleArn | undefined> {
  const iam = await clients.iam();
  const answer = await clients.find({ action: "iam:GetInstanceProfile", resource: profile }, () =>
    iam.getInstanceProfile({ InstanceProfileName: profile }),
  );
  return parseRoleArn(answer?.InstanceProfile?.Roles?.[0]?.Arn ?? "");
}

async function readRoleArn(clients: Clients, name: string): Promise<RoleArn | undefined> {
  const iam = await clients.iam();
  const answer = await clients.find({ action: "iam:GetRole", resource: name }, () => iam.getRole({ RoleName: name }));
  return parseRoleArn(answer?.Role?.Arn ?? "");
}
