import test from "ava";
import { baselineNotes, fenceNotes, type FenceNotes } from "../../src/plan/init-notes.ts";
import { arn, policy, role } from "../helpers/build.ts";

const tells = test.macro((t, notes: Partial<FenceNotes>, expected: readonly RegExp[]) => {
  const told = fenceNotes({ fence: "deny", prefix: "/pods/", cutOff: [], foreign: [], ...notes });
  t.is(told.length, expected.length, told.join("\n"));
  for (const [at, words] of expected.entries()) t.regex(told[at] ?? "", words);
});

test("without a fence: what the prefix does not stop, and what would", tells, { fence: "none" }, [
  /not a fence: a role outside \/pods\/ .* \(--fence deny stops that\)/,
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
