import test from "ava";
import type { RoleArn } from "../../src/iam/arn.ts";
import { annotationKeys } from "../../src/pods/annotations.ts";
import { objectionToRole } from "../../src/pods/namespace-rules.ts";
import type { PatternFormat } from "../../src/pods/namespace-rules.ts";

const base = { partition: "aws", account: "111122223333", path: "/pods/" };
const role = "arn:aws:iam::111122223333:role/pods/media/thumbnails" as RoleArn;

function objection(annotations: Readonly<Record<string, string>>, format: PatternFormat = "glob") {
  return objectionToRole(role, { name: "media", annotations }, { base, format });
}

const admits = test.macro({
  exec: (t, patterns: readonly string[], expected: boolean, format: PatternFormat = "glob") => {
    const annotations = { "iam.amazonaws.com/allowed-roles": JSON.stringify(patterns) };
    t.is(objection(annotations, format) === undefined, expected);
  },
  title: (rule = "", patterns: readonly string[]) => `${rule}: ${JSON.stringify(patterns)}`,
});

test("a pattern stands under the base", admits, ["media/thumbnails"], true);
test("a star spans slashes", admits, ["*thumbnails"], true);
test("a lone star is every role under the base", admits, ["*"], true);
test("two stars are one", admits, ["media**"], true);
test("the whole name must match, to its end", admits, ["media/thumb"], false);
test("the whole name must match, from its beginning", admits, ["thumbnails"], false);
test("letter case counts", admits, ["media/Thumbnails"], false);
test("an ARN is a pattern of its own", admits, ["arn:aws:iam::111122223333:role/*"], true);
test("an ARN of another account admits that account's roles", admits, ["arn:aws:iam::444455556666:role/*"], false);
test("a question mark stands for itself", admits, ["media/thumbnail?"], false);
test(
  "characters of regular expressions stand for themselves",
  admits,
  ["media/.*", "media/(thumbnails)", "^.+$"],
  false,
);
test("one of several is enough", admits, ["x", "media/*"], true);
test("an empty list admits nothing", admits, [], false);
test("an empty pattern admits nothing", admits, [""], false);

const glob = "this is a test";
const globs = (pattern: string) =>
  objectionToRole(`arn:aws:iam::111122223333:role/pods/${glob}` as RoleArn, listing([pattern]), {
    base,
    format: "glob",
  });
function listing(patterns: readonly string[]) {
  return { name: "media", annotations: { "iam.amazonaws.com/allowed-roles": JSON.stringify(patterns) } };
}
for (const pattern of ["*test", "this*", "this*test", "*is *", "*is*a*", "**test**", "* *", "*", "**********"]) {
  test(`as in kube2iam's globs, ${JSON.stringify(pattern)} matches "${glob}"`, (t) => t.is(globs(pattern), undefined));
}
for (const pattern of ["test*", "*is", "*no*", "* ", " *", "this*this is a test"]) {
  test(`as in kube2iam's globs, ${JSON.stringify(pattern)} does not match "${glob}"`, (t) =>
    t.not(globs(pattern), undefined));
}

const regexp = "regexp" as const;
test("an expression stands under the base", admits, ["media/thumb.*"], true, regexp);
test("an expression must match the whole name, to its end", admits, ["media/thumb"], false, regexp);
test("an expression must match the whole name, from its beginning", admits, ["thumbnails"], false, regexp);
test("both sides of an alternation must match the whole", admits, ["media/thumb|nails"], false, regexp);
test("one side of an alternation is enough", admits, ["x|media/thumbnails"], true, regexp);
test("anchors may be written all the same", admits, ["^media/thumbnails$"], true, regexp);
test("an expression that begins as an ARN is one for the ARN", admits, ["arn:aws:iam::1+2+3+:role/.*"], true, regexp);
test("with an anchor as well", admits, ["^arn:aws:iam::\\d{12}:role/pods/.*$"], true, regexp);
test("the base is meant literally", admits, ["arn:aws:iam::111122223333:role.pods.x"], false, regexp);
test("letter case counts, but where the expression says otherwise", admits, ["(?i)MEDIA/.*"], true, regexp);
test("what is no expression matches nothing", admits, ["(", "[", "(?=media).*", "\\"], false, regexp);
test("a pattern cannot leave its group to be rid of the base", admits, [")|(?:.*"], false, regexp);
test("an expression made for endless search is answered", admits, ["(a*)*(a*)*(a*)*(a*)*$", "(.*)*x"], false, regexp);

const list = (pattern: string) => ({ "iam.amazonaws.com/allowed-roles": JSON.stringify([pattern]) });
const permits = (expression: string) => ({ "iam.amazonaws.com/permitted": expression });
const says = test.macro((t, annotations: Readonly<Record<string, string>>, expected: RegExp | undefined) => {
  const said = objection(annotations);
  if (expected === undefined) t.is(said, undefined);
  else t.regex(said ?? "admitted", expected);
});

test("kiam's expression is for the whole ARN", says, permits(".*"), undefined);
test("a name alone is not the whole ARN", says, permits("thumbnails"), /does not admit .* with .*permitted/);
test("kiam's alternation is anchored at both ends of both sides", says, permits("arn:.*x|.*"), undefined);
test("so a beginning or an end alone is nothing", says, permits("arn:aws|thumbnails"), /does not admit/);
test("kiam's expression that is none admits nothing", says, permits("("), /is no regular expression/);
test("one that is too long as well", says, permits("a".repeat(3_000)), /longer than 500/);
test("a namespace with both families needs both", says, { ...list("*"), ...permits(".*/x") }, /permitted/);
test("in whichever order", says, { ...list("x"), ...permits(".*") }, /allowed-roles/);
test("a role that both admit is admitted", says, { ...list("*"), ...permits(".*") }, undefined);
test("with neither, no role is admitted", says, {}, /has no .*allowed-roles annotation/);
test("an empty annotation is none", says, { "iam.amazonaws.com/permitted": " " }, /has no/);
test(
  "a list that is none admits nothing, whatever the other says",
  says,
  {
    "iam.amazonaws.com/allowed-roles": "x",
    ...permits(".*"),
  },
  /not a JSON list/,
);

test("an operator's own key takes the place of the usual one", (t) => {
  const keys = { ...annotationKeys, allowedRoles: "example.com/roles" };
  const settings = { base, format: "glob", keys } as const;
  t.is(objectionToRole(role, { name: "media", annotations: { "example.com/roles": '["*"]' } }, settings), undefined);
  t.regex(objectionToRole(role, { name: "media", annotations: list("*") }, settings) ?? "", /example\.com\/roles/);
});
