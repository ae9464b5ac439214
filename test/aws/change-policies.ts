// Changing managed policies in the sandbox's AWS: what the account holds afterwards.
import test from "ava";
import { createPolicy, deletePolicy, replacePolicy } from "../../src/aws/change-policies.ts";
import { attachPolicy, detachPolicy } from "../../src/aws/change-roles.ts";
import type { RoleArn } from "../../src/iam/arn.ts";
import type { ReplacePolicy } from "../../src/plan/step.ts";
import { allowRead, allowWrite, role, signInAsOperator, startAccount } from "../helpers/aws-account.ts";

signInAsOperator();

const arn = "arn:aws:iam::111122223333:policy/pods/assume";
const policy = {
  arn,
  name: "assume",
  path: "/pods/",
  description: "for pods",
  tags: { by: "iamctl" },
  document: allowRead,
};
const held = { name: "assume", path: "/pods/", document: allowRead };
const replace = (before: string, after: string, dropBefore = false): ReplacePolicy => ({
  kind: "replace-policy",
  policyArn: arn,
  before,
  after,
  dropBefore,
});
const numbered = (n: number): string => allowRead.replace("GetObject", `GetObject${n}`);

test("creating and deleting a policy leaves the account as it was", async (t) => {
  const { state, clients, account, waiting, stop } = await startAccount();
  const before = state.dumpAccount();
  await createPolicy(clients, policy, waiting);
  t.like(await account.readPolicy(arn), {
    kind: "found",
    text: allowRead,
    description: "for pods",
    tags: { by: "iamctl" },
  });
  await deletePolicy(clients, policy, waiting);
  t.is(state.dumpAccount(), before);
  await stop();
});

test("creating a policy that is there with the same document is fine", async (t) => {
  const { state, clients, waiting, stop } = await startAccount({ policies: [held] });
  const before = state.dumpAccount();
  await t.notThrowsAsync(createPolicy(clients, policy, waiting));
  t.is(state.dumpAccount(), before);
  await stop();
});

test("creating a policy whose name holds something else is refused", async (t) => {
  const { state, clients, waiting, stop } = await startAccount({ policies: [{ ...held, document: allowWrite }] });
  const before = state.dumpAccount();
  await t.throwsAsync(createPolicy(clients, policy, waiting), { message: /named assume exists already/ });
  t.is(state.dumpAccount(), before);
  await stop();
});

test("deleting a policy that changed meanwhile is refused", async (t) => {
  const { state, clients, waiting, stop } = await startAccount({ policies: [{ ...held, document: allowWrite }] });
  const before = state.dumpAccount();
  await t.throwsAsync(deletePolicy(clients, policy, waiting), { message: /changed since the plan was made/ });
  t.is(state.dumpAccount(), before);
  await stop();
});

test("deleting a policy that is attached is refused before anything of it is deleted", async (t) => {
  const roles = [role("api", { attached: [arn] })];
  const { state, clients, waiting, told, stop } = await startAccount({ policies: [held], roles });
  const before = state.dumpAccount();
  await t.throwsAsync(deletePolicy(clients, policy, waiting), { message: /still attached/ });
  t.is(state.dumpAccount(), before);
  t.is(told.length, 1);
  await stop();
});

test("deleting a policy that is gone is fine", async (t) => {
  const { clients, waiting, stop } = await startAccount();
  await t.notThrowsAsync(deletePolicy(clients, policy, waiting));
  await stop();
});

test("a replaced policy keeps the version before, and undo brings everything back", async (t) => {
  const { state, clients, account, waiting, stop } = await startAccount({ policies: [held] });
  const before = state.dumpAccount();
  await replacePolicy(clients, replace(allowRead, allowWrite), waiting);
  t.like(await account.readPolicy(arn), { text: allowWrite, versions: [{ id: "v1" }, { id: "v2", isDefault: true }] });
  await replacePolicy(clients, replace(allowWrite, allowRead, true), waiting);
  t.is(state.dumpAccount(), before);
  await stop();
});

test("replacing a policy that changed meanwhile is refused", async (t) => {
  const { state, clients, waiting, stop } = await startAccount({ policies: [{ ...held, document: numbered(1) }] });
  const before = state.dumpAccount();
  await t.throwsAsync(replacePolicy(clients, replace(allowRead, allowWrite), waiting), {
    message: /changed since the plan was made/,
  });
  t.is(state.dumpAccount(), before);
  await stop();
});

test("at five versions the oldest that is not the default makes room", async (t) => {
  const { clients, account, waiting, stop } = await startAccount({ policies: [{ ...held, document: numbered(1) }] });
  for (const n of [1, 2, 3, 4, 5]) await replacePolicy(clients, replace(numbered(n), numbered(n + 1)), waiting);
  const found = await account.readPolicy(arn);
  if (found.kind !== "found") return t.fail();
  t.is(found.text, numbered(6));
  t.deepEqual(
    found.versions.map(({ id }) => id),
    ["v2", "v3", "v4", "v5", "v6"],
  );
  await stop();
});

test("replacing again after a killed run only finishes what is missing", async (t) => {
  const { state, clients, waiting, stop } = await startAccount({ policies: [held] });
  await replacePolicy(clients, replace(allowRead, allowWrite), waiting);
  const once = state.dumpAccount();
  await replacePolicy(clients, replace(allowRead, allowWrite), waiting);
  t.is(state.dumpAccount(), once);
  await stop();
});

test("attaching and detaching leaves the account as it was, and each may be repeated", async (t) => {
  const api = "arn:aws:iam::111122223333:role/api" as RoleArn;
  const { state, clients, waiting, stop } = await startAccount({ policies: [held], roles: [role("api")] });
  const before = state.dumpAccount();
  const attach = { kind: "attach-policy", role: api, policyArn: arn } as const;
  await attachPolicy(clients, attach, waiting);
  const attached = state.dumpAccount();
  t.not(attached, before);
  await attachPolicy(clients, attach, waiting);
  t.is(state.dumpAccount(), attached);
  const detach = { ...attach, kind: "detach-policy" } as const;
  await detachPolicy(clients, detach, waiting);
  await detachPolicy(clients, detach, waiting);
  t.is(state.dumpAccount(), before);
  await stop();
});
