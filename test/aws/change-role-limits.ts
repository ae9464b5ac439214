// Inline policies and boundaries of roles: each is changed only while it is still what the plan saw.
import test from "ava";
import { setBoundary, writeInlinePolicy } from "../../src/aws/change-role-limits.ts";
import { openClients } from "../../src/aws/open-clients.ts";
import type { RoleArn } from "../../src/iam/arn.ts";
import { allowRead, role, signInAsOperator, startAccount } from "../helpers/aws-account.ts";

signInAsOperator();

const arn = "arn:aws:iam::111122223333:role/node-a" as RoleArn;
const bounds = "arn:aws:iam::111122223333:policy/bounds";
const denyAll = '{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"*","Resource":"*"}]}';
const waiting = { pause: async () => undefined, tell: () => undefined };

async function start(more: Parameters<typeof role>[1] = {}) {
  const { state, stop, url } = await startAccount({
    policies: [{ name: "bounds", document: allowRead }],
    roles: [role("node-a", more)],
  });
  const found = () => state.account.roles.get("node-a");
  return { clients: openClients({ endpoint: url, region: "eu-west-1" }), found, stop };
}

const write = (before: string | undefined, after: string | undefined) => {
  return { kind: "write-inline-policy", role: arn, name: "assume", before, after } as const;
};
const bind = (before: string | undefined, after: string | undefined) => {
  return { kind: "set-boundary", role: arn, before, after } as const;
};

test("an inline policy is written, changed and taken out; what is there already is left alone", async (t) => {
  const { clients, found, stop } = await start();
  await writeInlinePolicy(clients, write(undefined, allowRead), waiting);
  t.is(found()?.inline.get("assume"), allowRead);
  await writeInlinePolicy(clients, write(undefined, allowRead), waiting);
  await writeInlinePolicy(clients, write(allowRead, denyAll), waiting);
  t.is(found()?.inline.get("assume"), denyAll);
  await writeInlinePolicy(clients, write(denyAll, undefined), waiting);
  await writeInlinePolicy(clients, write(denyAll, undefined), waiting);
  t.is(found()?.inline.size, 0);
  await stop();
});

test("an inline policy that somebody wrote meanwhile stays", async (t) => {
  const { clients, found, stop } = await start({ policies: { assume: denyAll } });
  await t.throwsAsync(writeInlinePolicy(clients, write(undefined, allowRead), waiting), { message: /changed since/ });
  t.is(found()?.inline.get("assume"), denyAll);
  await stop();
});

test("a boundary is set and taken off, and what is so already is left alone", async (t) => {
  const { clients, found, stop } = await start();
  await setBoundary(clients, bind(undefined, bounds), waiting);
  await setBoundary(clients, bind(undefined, bounds), waiting);
  t.is(found()?.boundary, bounds);
  await setBoundary(clients, bind(bounds, undefined), waiting);
  await setBoundary(clients, bind(bounds, undefined), waiting);
  t.is(found()?.boundary, undefined);
  await stop();
});

test("somebody else's boundary stays", async (t) => {
  const { clients, found, stop } = await start({ boundary: bounds });
  const theirs = bind(undefined, "arn:aws:iam::111122223333:policy/ours");
  await t.throwsAsync(setBoundary(clients, theirs, waiting), { message: /permissions boundary .* changed since/ });
  t.is(found()?.boundary, bounds);
  await stop();
});
