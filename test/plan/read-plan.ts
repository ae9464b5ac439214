// Reading a saved plan: what was printed is read back, and everything else is refused with its place.
import test from "ava";
import * as fc from "fast-check";
import { IamctlError } from "../../src/errors.ts";
import { readPlan } from "../../src/plan/read-plan.ts";
import { jsonText } from "../../src/report/json-text.ts";
import { anyStep, attach, plan } from "../helpers/steps.ts";

test("every plan that is printed is read back the same", (t) => {
  fc.assert(
    fc.property(fc.array(anyStep), (steps) => {
      const printed = jsonText({ version: 1, plan: plan(steps), outcome: "planned" });
      t.deepEqual(JSON.parse(jsonText(readPlan(printed, "plan.json"))), JSON.parse(jsonText(plan(steps))));
    }),
  );
});

const refuses = test.macro<[unknown, string]>({
  exec(t, document, problem) {
    const text = typeof document === "string" ? document : JSON.stringify(document);
    const error = t.throws(() => readPlan(text, "plan.json"), { instanceOf: IamctlError });
    t.is(error.message, `plan.json is no plan of iamctl's: ${problem}`);
    t.is(error.exitCode, 2);
  },
  title: (rule) => rule ?? "",
});
const planWith = (steps: unknown, more: object = {}): unknown => ({ plan: { ...plan([]), steps, ...more } });

test("what is no JSON is told on one line", (t) => {
  const error = t.throws(() => readPlan("# title\n\nof a page\n", "README.md"), { instanceOf: IamctlError });
  t.regex(error.message, /^README\.md is no plan of iamctl's: .*$/u);
});
test("a list is no plan", refuses, [], "the document: must be a plan of iamctl's, is a list");
test("nor is a document without one", refuses, {}, "plan: is missing");
test(
  "a version of the future is not guessed at",
  refuses,
  planWith([], { version: 2 }),
  "plan.version: must be 1, the version that this iamctl reads, is 2",
);
test(
  "a step of no known kind",
  refuses,
  planWith([{ kind: "delete-account" }]),
  'plan.steps[0].kind: must be create-policy or delete-policy or replace-policy or attach-policy or detach-policy or write-inline-policy or set-boundary or create-role or delete-role or replace-trust or annotate-workload or write-file, is "delete-account"',
);
test(
  "a kind that every object has",
  refuses,
  planWith([{ kind: "toString" }]),
  'plan.steps[0].kind: must be create-policy or delete-policy or replace-policy or attach-policy or detach-policy or write-inline-policy or set-boundary or create-role or delete-role or replace-trust or annotate-workload or write-file, is "toString"',
);
test(
  "a step without what it is about",
  refuses,
  planWith([{ ...attach, role: undefined }]),
  "plan.steps[0].role: is missing",
);
test(
  "a step with more than it should have",
  refuses,
  planWith([{ ...attach, force: true }]),
  "plan.steps[0].force: is not known here (known: kind, role, policyArn)",
);
test("steps that are no list", refuses, planWith("none"), 'plan.steps: must be a list, is "none"');
test("a step that is none", refuses, planWith([7]), "plan.steps[0]: must be a mapping, is 7");
test("a step without a kind", refuses, planWith([{}]), "plan.steps[0].kind: is missing");
test(
  "an empty name",
  refuses,
  planWith([{ ...attach, policyArn: "" }]),
  'plan.steps[0].policyArn: must be text, is ""',
);
test("a word for yes", refuses, planWith([], { broadens: "yes" }), 'plan.broadens: must be true or false, is "yes"');

const document = (statement: object): string =>
  JSON.stringify({ Version: "2012-10-17", Statement: { Effect: "Allow", Action: "sts:AssumeRole", ...statement } });
const role = "arn:aws:iam::111122223333:role/pods/api";
const who = { Principal: { AWS: "111122223333" } };
const policy = { arn: "a", name: "n", path: "/", description: "", tags: {} };
const newRole = { arn: role, description: "", tags: {} };
test(
  "a trust policy for nobody",
  refuses,
  planWith([attach, { kind: "replace-trust", role, before: "{}", after: document({}) }]),
  "plan.steps[1].after: a statement names no Principal, so it is no trust policy",
);
test(
  "a new role that trusts a resource",
  refuses,
  planWith([{ kind: "create-role", newRole: { ...newRole, trust: document({ ...who, Resource: "*" }) } }]),
  "plan.steps[0].newRole.trust: a statement has a Resource, which a trust policy must not: it is about its own role",
);
for (const [member, step] of [
  ["policy.document", { kind: "create-policy", policy: { ...policy, document: document(who) } }],
  ["after", { kind: "replace-policy", policyArn: "a", before: "{}", after: document(who), dropBefore: false }],
  ["after", { kind: "write-inline-policy", role, name: "n", after: document(who) }],
] as const) {
  test(
    `a principal in what somebody may do: ${step.kind}`,
    refuses,
    planWith([step]),
    `plan.steps[0].${member}: a statement names a Principal, which belongs into trust policies and policies of resources`,
  );
}
test("what was there before is AWS's business", (t) => {
  const steps = [{ kind: "replace-trust", role, before: document({}), after: document(who) }];
  t.is(readPlan(JSON.stringify(planWith(steps)), "plan.json").steps.length, 1);
});
