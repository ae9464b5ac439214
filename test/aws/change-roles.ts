// Changing trust policies in the sandbox's AWS: what the role holds afterwards, and what is refused.
import test from "ava";
import { replaceTrust } from "../../src/aws/change-roles.ts";
import { ChangedMeanwhile } from "../../src/errors.ts";
import type { RoleArn } from "../../src/iam/arn.ts";
import type { ReplaceTrust } from "../../src/plan/step.ts";
import { ec2Trust, role, signInAsOperator, startAccount } from "../helpers/aws-account.ts";

signInAsOperator();

const api = "arn:aws:iam::111122223333:role/pods/api" as RoleArn;
const nodeTrust = ec2Trust.replace(
  '{"Service":"ec2.amazonaws.com"}',
  '{"AWS":"arn:aws:iam::111122223333:role/node-a"}',
);
const replace = (before: string, after: string): ReplaceTrust => ({ kind: "replace-trust", role: api, before, after });
const roles = [role("api", { path: "/pods/" }), role("node-a")];

test("a trust policy is replaced, and replaced back byte for byte", async (t) => {
  const spaced = JSON.stringify(JSON.parse(ec2Trust), undefined, 3);
  const { state, clients, account, waiting, stop } = await startAccount({
    roles: [role("api", { path: "/pods/", trust: spaced }), role("node-a")],
  });
  const before = state.dumpAccount();
  await replaceTrust(clients, replace(spaced, nodeTrust), waiting);
  t.like(await account.readRole(api), { facts: { trust: nodeTrust } });
  await replaceTrust(clients, replace(nodeTrust, spaced), waiting);
  t.is(state.dumpAccount(), before);
  await stop();
});

test("a trust policy that a colleague changed is left alone", async (t) => {
  const { state, clients, waiting, stop } = await startAccount({ roles });
  const before = state.dumpAccount();
  await t.throwsAsync(replaceTrust(clients, replace(nodeTrust, ec2Trust.replace("Allow", "Deny")), waiting), {
    message: /trust policy of .*changed since the plan was made/,
  });
  t.is(state.dumpAccount(), before);
  await stop();
});

test("a trust policy that is as wanted already needs no write", async (t) => {
  const { state, clients, waiting, stop } = await startAccount({ roles });
  await replaceTrust(clients, replace(nodeTrust, ec2Trust), waiting);
  t.deepEqual(
    state.calls.filter(({ action }) => action === "UpdateAssumeRolePolicy"),
    [],
  );
  await stop();
});

test("a trust policy that somebody writes over at the same moment is told, not waited for", async (t) => {
  const { state, clients, waiting, stop } = await startAccount({ roles });
  const theirs = ec2Trust.replace("Allow", "Deny");
  const held = [...state.account.roles.values()].find(({ arn }) => arn === api);
  if (held === undefined) return t.fail("the account has no role api");
  let trust = held.trust;
  // Whatever is written, their text is what IAM holds a moment later.
  const write = (): void => {
    trust = theirs;
  };
  Object.defineProperty(held, "trust", { get: () => trust, set: write });
  const error = await t.throwsAsync(replaceTrust(clients, replace(ec2Trust, nodeTrust), waiting));
  t.true(error instanceof ChangedMeanwhile);
  t.regex(error?.message ?? "", /somebody wrote another one at the same moment/);
  await stop();
  return undefined;
});

test("a role that was made anew under another path is not the role of the plan", async (t) => {
  const { state, clients, waiting, stop } = await startAccount({ roles: [role("api"), role("node-a")] });
  const before = state.dumpAccount();
  await t.throwsAsync(replaceTrust(clients, replace(ec2Trust, nodeTrust), waiting), {
    message: /changed since the plan was made/,
  });
  t.is(state.dumpAccount(), before);
  await stop();
});

test("a role that is gone is named", async (t) => {
  const { clients, waiting, stop } = await startAccount();
  await t.throwsAsync(replaceTrust(clients, replace(ec2Trust, nodeTrust), waiting), {
    message: /does not exist any more/,
  });
  await stop();
});

test("a principal that does not exist is refused after a bounded wait, and nothing changes", async (t) => {
  const { state, clients, waiting, told, stop } = await startAccount({ roles: [role("api", { path: "/pods/" })] });
  const before = state.dumpAccount();
  const error = await t.throwsAsync(replaceTrust(clients, replace(ec2Trust, nodeTrust), waiting));
  t.regex(error?.message ?? "", /IAM does not accept the policy document/);
  t.true(told.length > 1 && told.length < 20);
  t.is(state.dumpAccount(), before);
  await stop();
});

test("a trust policy over its quota is refused with what to do, and nothing changes", async (t) => {
  const { state, clients, waiting, stop } = await startAccount({ roles });
  const before = state.dumpAccount();
  const huge = ec2Trust.replace('"Action"', `"Sid":"${"x".repeat(5000)}","Action"`);
  const error = await t.throwsAsync(replaceTrust(clients, replace(ec2Trust, huge), waiting));
  t.regex(error?.message ?? "", /over the size quota of a role's trust policy/);
  t.is(state.dumpAccount(), before);
  await stop();
});

test("a write that is not allowed names the statement to ask for, exit code 4", async (t) => {
  const { state, clients, waiting, stop } = await startAccount({
    roles,
    operatorMay: [{ Effect: "Allow", Action: ["iam:Get*", "iam:List*"], Resource: "*" }],
  });
  const before = state.dumpAccount();
  const error = await t.throwsAsync(replaceTrust(clients, replace(ec2Trust, nodeTrust), waiting));
  t.like(error, {
    exitCode: 4,
    hint: `Ask for this statement:\n{"Effect":"Allow","Action":"iam:UpdateAssumeRolePolicy","Resource":"${api}"}`,
  });
  t.is(state.dumpAccount(), before);
  await stop();
});
