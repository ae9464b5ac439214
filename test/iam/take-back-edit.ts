// Taking an edit of a trust policy back while leaving what others wrote since.
import test from "ava";
import * as fc from "fast-check";
import type { RoleArn } from "../../src/iam/arn.ts";
import { equalPolicies } from "../../src/iam/diff-policy.ts";
import { parsePolicy } from "../../src/iam/policy-document.ts";
import { takeBackEdit } from "../../src/iam/take-back-edit.ts";
import { admitRoles, withdrawRoles } from "../../src/iam/trust-policy.ts";
import { trustTexts } from "../helpers/trust-documents.ts";

const statement = (sid: string, name: string) => ({
  ...{ Sid: sid, Effect: "Allow" },
  ...{ Principal: { AWS: `arn:aws:iam::111122223333:role/${name}` }, Action: "sts:AssumeRole" },
});
const text = (...statements: object[]): string => JSON.stringify({ Version: "2012-10-17", Statement: statements });
const [ours, wider, theirs, other] = [
  statement("IamctlNodes", "a"),
  statement("IamctlNodes", "b"),
  statement("Theirs", "ci"),
  statement("Other", "x"),
];

const takes = test.macro<[present: string, before: string, after: string, expected: string]>({
  exec: (t, present, before, after, expected) =>
    t.deepEqual(takeBackEdit(present, before, after), { kind: "changed", text: expected }),
  title: (rule) => rule ?? "",
});
test(
  "a statement that was added goes, one that came since stays",
  takes,
  text(theirs, ours, other),
  text(theirs),
  text(theirs, ours),
  text(theirs, other),
);
test(
  "a statement that was widened is as before",
  takes,
  text(other, wider),
  text(ours),
  text(wider),
  text(other, ours),
);
test(
  "a statement that was removed comes back at the end",
  takes,
  text(theirs, other),
  text(theirs, ours),
  text(theirs),
  text(theirs, other, ours),
);
test(
  "what others removed meanwhile stays removed",
  takes,
  text(other, ours),
  text(theirs),
  text(theirs, ours),
  text(other),
);

const refuses = test.macro<[present: string, before: string, after: string, problem: RegExp]>({
  exec(t, present, before, after, problem) {
    const edit = takeBackEdit(present, before, after);
    t.is(edit.kind, "malformed");
    t.regex(edit.kind === "malformed" ? edit.problem : "", problem);
  },
  title: (rule) => rule ?? "",
});
test(
  "our statement changed by hand is nobody's to take back",
  refuses,
  text(theirs, wider),
  text(theirs),
  text(theirs, ours),
  /IamctlNodes in it was changed or removed/,
);
test("the last statement cannot go", refuses, text(ours), text(theirs), text(theirs, ours), /the only statement left/);
test(
  "a statement of the same Sid is not written over",
  refuses,
  text(wider),
  text(ours, theirs),
  text(theirs),
  /somebody wrote another/,
);
test("a text that is no policy is left alone", refuses, "not json", text(theirs), text(theirs, ours), /cannot be read/);

test("whatever the policy was: added statements of others survive the taking back of ours, and ours do not", (t) => {
  const node = "arn:aws:iam::111122223333:role/late-node" as RoleArn;
  const colleague = "arn:aws:iam::111122223333:role/colleague" as RoleArn;
  fc.assert(
    fc.property(trustTexts, (before) => {
      const granted = admitRoles(before, [node], { sid: "IamctlNodesHere" });
      if (granted.kind !== "changed") return;
      const theirs = admitRoles(granted.text, [colleague], { sid: "Colleague" });
      if (theirs.kind !== "changed") return;
      const back = takeBackEdit(theirs.text, before, granted.text);
      if (back.kind === "malformed") return void t.fail(back.problem);
      const text = back.kind === "changed" ? back.text : theirs.text;
      t.false(text.includes("late-node"));
      const rest = withdrawRoles(text, "Colleague");
      const [one, other] = [parsePolicy(rest.kind === "changed" ? rest.text : text), parsePolicy(before)];
      t.true(one.kind === "parsed" && other.kind === "parsed" && equalPolicies(one.document, other.document));
    }),
  );
});
