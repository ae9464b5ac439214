// Which role a pod gets through its service account.
import test from "ava";
import { annotatedRole, associationOf, hasServiceAccountRole } from "../../src/access/service-account-role.ts";
import { arn, snapshot } from "../helpers/build.ts";

const holder = { namespace: "shop", serviceAccount: "api" };
const key = "eks.amazonaws.com/role-arn";
const associated = { issuer: undefined, accessEntries: [], associations: [{ ...holder, role: arn("pods/api") }] };

const has = test.macro((t, change: object, annotation: string | undefined, role: string | undefined) => {
  const facts = snapshot({ change });
  t.is(annotatedRole(holder, facts), annotation);
  t.is(associationOf(holder, facts)?.role, role === undefined ? undefined : arn(role));
  t.is(hasServiceAccountRole(holder, facts), annotation !== undefined || role !== undefined);
});
const account = (annotations: object) => ({ serviceAccounts: [{ namespace: "shop", name: "api", annotations }] });
test("what was not read is none", has, {}, undefined, undefined);
test("an account without annotations", has, account({}), undefined, undefined);
test("an annotation as it is written", has, account({ [key]: "api" }), "api", undefined);
test("an association alone", has, { eks: associated }, undefined, "pods/api");
test("both", has, { ...account({ [key]: "api" }), eks: associated }, "api", "pods/api");
test(
  "another account's",
  has,
  { eks: { ...associated, associations: [{ ...holder, namespace: "media", role: arn("x") }] } },
  undefined,
  undefined,
);
