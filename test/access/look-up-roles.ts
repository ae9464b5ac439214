// Roles found in a listing of the account, with the answers that IAM would give.
import test from "ava";
import { lookUpRoles } from "../../src/access/look-up-roles.ts";
import type { AccountRoles } from "../../src/access/account-details.ts";
import { accountId, arn, role } from "../helpers/build.ts";

const api = role("pods/api");
const unread = { call: "iam:GetAccountAuthorizationDetails", problem: "no document" };
const cut = { call: "iam:GetAccountAuthorizationDetails", subject: "the account", problem: "ended early" };
const found = { kind: "found", facts: api };

const isFound = test.macro((t, wanted: string, listing: Partial<AccountRoles>, expected: object, account?: string) => {
  const asked = arn(wanted, account);
  const lookups = lookUpRoles([asked], { roles: [], unread: [], ...listing }, accountId);
  t.deepEqual(lookups.get(asked), expected as never);
});
test("a role that is listed", isFound, "pods/api", { roles: [api] }, found);
test("in another letter case and path: its facts tell", isFound, "API", { roles: [api] }, found);
test("one that is not listed is not there", isFound, "pods/web", { roles: [api] }, { kind: "absent" });
test(
  "but may be, where the listing ended early",
  isFound,
  "pods/web",
  { roles: [api], cut },
  {
    ...{ kind: "unreadable", call: cut.call, problem: "ended early" },
  },
);
test("one that is listed before it ended", isFound, "pods/api", { roles: [api], cut }, found);
test(
  "one that could not be read",
  isFound,
  "pods/api",
  { unread: [{ ...unread, subject: arn("pods/api") }] },
  {
    ...{ kind: "unreadable", ...unread },
  },
);
test(
  "and is asked for in another letter case",
  isFound,
  "team/API",
  { unread: [{ ...unread, subject: arn("pods/Api") }] },
  {
    ...{ kind: "unreadable", ...unread },
  },
);
test(
  "with what would mend it",
  isFound,
  "pods/api",
  { unread: [{ ...unread, subject: "api", remedy: "Ask." }] },
  {
    ...{ kind: "unreadable", ...unread, remedy: "Ask." },
  },
);
const far = arn("pods/api", "444455556666");
test(
  "a role of another account is not in this listing, whatever its name",
  isFound,
  "pods/api",
  { roles: [api] },
  {
    ...{ kind: "unreadable", call: "iam:GetRole" },
    problem: `${far} is in account 444455556666, and what was read is account ${accountId}`,
  },
  "444455556666",
);
test("every role that is listed is under its own ARN, wanted or not", (t) => {
  const lookups = lookUpRoles([arn("API")], { roles: [api, role("pods/web")], unread: [] }, accountId);
  t.deepEqual([...lookups.keys()], [arn("API"), arn("pods/api"), arn("pods/web")]);
  t.deepEqual([...lookups.values()], [found, found, { kind: "found", facts: role("pods/web") }] as never);
});
