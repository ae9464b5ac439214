import test from "ava";
import { baselineNotes, fenceNotes, type FenceNotes, prefixNotes } from "../../src/plan/init-notes.ts";
import { arn, policy, role } from "../helpers/build.ts";

const tells = test.macro((t, notes: Partial<FenceNotes>, expected: readonly RegExp[]) => {
  const told = fenceNotes({
    fence: "deny",
    prefix: "/pods/",
    cutOff: [],
    unfenced: [],
    beyond: [],
    foreign: [],
    ...notes,
  });
  t.is(told.length, expected.length, told.join("\n"));
  for (const [at, words] of expected.entries()) t.regex(told[at] ?? "", words);
});

test("without a fence: what the prefix does not stop, and what would", tells, { fence: "none" }, [
  /not a fence: a role outside \/pods\/ .* \(--fence deny stops that\)\. Such roles today: none\.$/,
]);
test(
  "without a fence: the roles that nodes can have today although they are outside",
  tells,
  { fence: "none", unfenced: [{ role: arn("legacy/export"), nodeRoles: [arn("node-a"), arn("eks/node-b")] }] },
  [/Such roles today \(rule N03\): legacy\/export \(from node-a, eks\/node-b\)\.$/],
);
test(
  "without a fence: the roles that the nodes' own policies open",
  tells,
  { fence: "none", beyond: [{ role: arn("ci"), nodeRoles: [arn("node-a")] }] },
  [/Such roles today: none\. By what their own policies allow, .* \(rule N02\): ci \(from node-a\)\.$/],
);
test(
  "without a fence: roles that could not be listed",
  tells,
  { fence: "none", unfenced: undefined, beyond: undefined },
  [/Which roles those are could not be told: iam:ListRoles was refused\.$/],
);
test("without a fence: a beginning of names is written as one", tells, { fence: "none", prefix: "pod-" }, [
  /a role outside pod-\* whose/,
]);
test("a Deny that cuts off nothing", tells, {}, [/every node role is denied/, /cuts off no role of this account/]);
test(
  "a Deny, with each role that is cut off and from which nodes",
  tells,
  {
    cutOff: [{ role: arn("legacy/export"), nodeRoles: [arn("node-a"), arn("eks/node-b")] }],
  },
  [/denied/, /legacy\/export \(from node-a, eks\/node-b\)/],
);
test("roles of other accounts", tells, { foreign: ["arn:aws:iam::444455556666:role/*"] }, [
  ...[/denied/, /no role/, /444455556666/],
]);
test("a boundary: what it does not stop, and whom it hurts", tells, { fence: "boundary" }, [
  ...[/a node's session .* is not stopped by it/, /NotPrincipal/, /no role/],
]);

const says = test.macro<[string, Parameters<typeof prefixNotes>[1], RegExp | undefined]>({
  exec(t, prefix, roles, words) {
    const notes = prefixNotes(prefix, roles);
    t.is(notes.length, words === undefined ? 0 : 1);
    if (words !== undefined) t.regex(notes[0] ?? "", words);
  },
  title: (rule) => rule ?? "",
});
const many = Array.from({ length: 14 }, (_, at) => arn(`pods-${at}`));
test("a path needs no words", says, "/pods/", [arn("pods/api"), arn("podsecurity")], undefined);
test(
  "a beginning of names takes the path of that name and every name that goes on from it",
  says,
  "pods",
  [arn("pods/api"), arn("podsecurity"), arn("node-a"), arn("team/pods")],
  /^pods is the beginning of a name, not a path: .* Such roles today: pods\/api, podsecurity\. .*--prefix \/pods\/\.$/,
);
test("a beginning that no role has", says, "pod-", [arn("node-a")], /Such roles today: none\. .*--prefix \/pod\/\.$/);
test("many such roles", says, "pods", many, /Such roles today: pods-0, .*pods-9 and 4 more\./);
test("such roles could not be listed", says, "pods", undefined, /could not be told: iam:ListRoles was refused\./);

test("what a node role holds beyond the usual is named, our own policy is not", (t) => {
  const policies = [
    ...["AmazonEKSWorkerNodePolicy", "AmazonEKS_CNI_Policy", "AmazonSSMManagedInstanceCore"].map((name) =>
      policy(name),
    ),
    ...[
      "AdministratorAccess",
      "inline policy uploads",
      "assume-pod-roles-prod",
      "inline policy assume-pod-roles-prod",
    ].map((name) => policy(name)),
  ];
  const notes = baselineNotes([role("node-a", { policies }), role("node-b")], ["assume-pod-roles-prod"]);
  t.is(notes.length, 1);
  t.regex(notes[0] ?? "", /^node-a holds more than nodes usually need: AdministratorAccess, inline policy uploads\./);
});
