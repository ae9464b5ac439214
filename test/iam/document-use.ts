// What a document must and must not have for what it is used as.
import test from "ava";
import { type DocumentUse, findUseFault, type UseFault, whyUnfit } from "../../src/iam/document-use.ts";
import { makePolicy } from "../../src/iam/policy-document.ts";

const faults = test.macro<[DocumentUse, readonly object[], UseFault | undefined]>({
  exec(t, use, statements, expected) {
    const document = makePolicy({ Version: "2012-10-17", Statement: statements });
    t.is(findUseFault(document, use), expected);
    t.is(whyUnfit(document, use) === undefined, expected === undefined);
  },
  title: (rule) => rule ?? "",
});

const allow = { Effect: "Allow", Action: "sts:AssumeRole" };
const trust = { ...allow, Principal: { AWS: "111122223333" } };
const identity = { ...allow, Resource: "*" };

test("a trust policy", faults, "trust", [trust], undefined);
test("the same as what somebody may do", faults, "identity", [trust], "has-principal");
test("what somebody may do", faults, "identity", [identity], undefined);
test("the same as a trust policy", faults, "trust", [identity], "has-resource");
test("neither: as a trust policy", faults, "trust", [allow], "lacks-principal");
test("neither: as what somebody may do", faults, "identity", [allow], "lacks-resource");
test("the second of two statements", faults, "trust", [trust, allow], "lacks-principal");
test("everybody is a principal", faults, "trust", [{ ...allow, Principal: "*" }], undefined);
test("all but somebody are principals", faults, "trust", [{ ...allow, NotPrincipal: { AWS: "*" } }], undefined);
test("a list of nobody is none", faults, "trust", [{ ...allow, Principal: { AWS: [] } }], "lacks-principal");
test("an empty map is none", faults, "trust", [{ ...allow, Principal: {} }], "lacks-principal");
test("all but something is a resource", faults, "identity", [{ ...allow, NotResource: "*" }], undefined);
test(
  "nobody is not allowed either in what somebody may do",
  faults,
  "identity",
  [{ ...identity, Principal: {} }],
  "has-principal",
);
test("a document that says nothing", faults, "trust", [], undefined);
