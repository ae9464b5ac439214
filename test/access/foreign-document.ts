// Documents that no account can hold, by which a file that was written for something else is known.
import test from "ava";
import { findForeignDocument } from "../../src/access/foreign-document.ts";
import type { RoleFacts } from "../../src/access/role-facts.ts";
import { arn, policy, role, trusting } from "../helpers/build.ts";

const allow = { Effect: "Allow", Action: "sts:AssumeRole" };
const identity = policy("read", { ...allow, Resource: "*" });
const withPrincipal = policy("copied", { ...allow, Principal: { AWS: arn("node-a") } });
const trust = (statement: object): string => JSON.stringify({ Version: "2012-10-17", Statement: statement });
const at = (name: string): string => `(${arn(name)})`;
const principal = "a statement names a Principal, which belongs into trust policies and policies of resources";

const finds = test.macro((t, facts: Partial<RoleFacts>, expected: string | undefined) => {
  t.is(findForeignDocument([role("pods/api", facts)]), expected);
});
test("what an account holds", finds, { policies: [identity], boundary: identity }, undefined);
test(
  "a trust policy without a principal",
  finds,
  { trust: trust(allow) },
  `in the trust policy ${at("pods/api")} a statement names no Principal, so it is no trust policy`,
);
const withResource = { ...allow, Principal: { AWS: arn("node-a") }, Resource: "*" };
test("one with a resource, which AWS took once", finds, { trust: trust(withResource) }, undefined);
for (const statement of [{ ...allow, Resource: "*" }, [withResource, allow]]) {
  test(
    `a resource hides no want of a principal: ${JSON.stringify(statement)}`,
    finds,
    { trust: trust(statement) },
    `in the trust policy ${at("pods/api")} a statement names no Principal, so it is no trust policy`,
  );
}
test("one that cannot be read is judged where it stands", finds, { trust: "{" }, undefined);
test(
  "behind one that cannot be read, a policy",
  finds,
  { trust: "{", policies: [withPrincipal] },
  `in copied ${at("pods/api")} ${principal}`,
);
test(
  "a policy with a principal, among others",
  finds,
  { policies: [identity, withPrincipal] },
  `in copied ${at("pods/api")} ${principal}`,
);
test("a policy without a resource", finds, { policies: [policy("old", allow)] }, undefined);
test("a boundary with a principal", finds, { boundary: withPrincipal }, `in copied ${at("pods/api")} ${principal}`);
test("the first role of several that has one", (t) => {
  const [fine, first, second] = ["pods/a", "pods/b", "pods/c"].map((name) =>
    role(name, { trust: trusting(arn("node-a")), policies: name === "pods/a" ? [identity] : [withPrincipal] }),
  );
  if (fine === undefined || first === undefined || second === undefined) return t.fail("three roles");
  t.is(findForeignDocument([fine, first, second]), `in copied ${at("pods/b")} ${principal}`);
  t.is(findForeignDocument([fine]), undefined);
  t.is(findForeignDocument([]), undefined);
});
