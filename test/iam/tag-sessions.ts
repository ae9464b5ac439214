// Session tags in trust policies: the statement that lets node roles send them, and what is judged of one.
import test from "ava";
import {
  admitRoles,
  newTrustPolicy,
  type TrustEdit,
  type TrustWish,
  withdrawRoles,
} from "../../src/iam/trust-policy.ts";
import { mayTagSession, trustedBy, type TrustQuestion } from "../../src/iam/trusted-by.ts";
import { allow, home, policy, roleArn, trusts } from "../helpers/iam-build.ts";

const a = roleArn("eks/node-a");
const b = roleArn("node-b");
const both = ["sts:AssumeRole", "sts:TagSession"];
const ec2 = trusts({ Service: "ec2.amazonaws.com" });
const text = (...statements: object[]): string => JSON.stringify({ Version: "2012-10-17", Statement: statements });
const own = (principal: unknown, more: object = {}): object => ({ Sid: "Mine", ...trusts(principal, more) });
const tags = (principal: unknown, more: object = {}): object => ({
  Sid: "MineTags",
  ...trusts(principal, { Action: "sts:TagSession", ...more }),
});
const shop = { Condition: { StringEquals: { "sts:ExternalId": "shop" } } };

const becomes = test.macro((t, before: string, roles: (typeof a)[], wish: TrustWish, after: string | undefined) => {
  const edit = admitRoles(before, roles, { sid: "Mine", tagSessions: true, ...wish });
  t.deepEqual(edit, after === undefined ? { kind: "unchanged" } : { kind: "changed", text: after });
  t.deepEqual(withdrawRoles(after ?? before, "Mine").kind, "changed");
});
test("a second statement allows it", becomes, text(ec2), [a], {}, text(ec2, own({ AWS: a }), tags({ AWS: a })));
test(
  "which demands no external id, because AWS knows of none then",
  becomes,
  text(ec2),
  [a],
  { externalId: "shop" },
  text(ec2, own({ AWS: a }, shop), tags({ AWS: a })),
);
test(
  "one that is there is widened",
  becomes,
  text(own({ AWS: a }), tags({ AWS: a }), ec2),
  [a, b],
  {},
  text(own({ AWS: [a, b] }), tags({ AWS: [a, b] }), ec2),
);
test(
  "a grant from before the proxy sent tags is completed",
  becomes,
  text(ec2, own({ AWS: a })),
  [a],
  {},
  text(ec2, own({ AWS: a }), tags({ AWS: a })),
);
test(
  "whoever is let in by somebody else's statement for both needs none",
  becomes,
  text(own({ AWS: b }), trusts({ AWS: a }, { Action: both })),
  [a],
  {},
  undefined,
);
test(
  "somebody else's statement for both that demands an external id counts for one of them only",
  becomes,
  text(own({ AWS: b }), trusts({ AWS: a }, { Action: both, ...shop })),
  [a],
  { externalId: "shop" },
  text(own({ AWS: b }), trusts({ AWS: a }, { Action: both, ...shop }), tags({ AWS: a })),
);
test(
  "in the form of a pattern both statements have it",
  becomes,
  text(ec2),
  [a],
  { form: { kind: "pattern", patterns: [`arn:aws:iam::${home}:role/node-*`] } },
  text(
    ec2,
    ...[own, tags].map((statement) =>
      statement(
        { AWS: `arn:aws:iam::${home}:root` },
        { Condition: { ArnLike: { "aws:PrincipalArn": `arn:aws:iam::${home}:role/node-*` } } },
      ),
    ),
  ),
);

test("without the wish no such statement is written, and one that is there stays", (t) => {
  t.deepEqual(admitRoles(text(ec2), [a], { sid: "Mine" }), { kind: "changed", text: text(ec2, own({ AWS: a })) });
  const before = text(own({ AWS: a }), tags({ AWS: a }));
  t.deepEqual(admitRoles(before, [a], { sid: "Mine" }), { kind: "unchanged" });
});

test("a new trust policy has both, and both go", (t) => {
  const written = newTrustPolicy([a], { sid: "Mine", tagSessions: true, externalId: "shop" });
  t.deepEqual(JSON.parse(written), JSON.parse(text(own({ AWS: a }, shop), tags({ AWS: a }))));
  t.is(withdrawRoles(written, "Mine").kind, "malformed", "nothing would be left");
  const after = withdrawRoles(text(own({ AWS: a }), ec2, tags({ AWS: a })), "Mine");
  t.deepEqual(after, { kind: "changed", text: text(ec2) });
});

test("a statement of that Sid that says something else is somebody's", (t) => {
  const edit = admitRoles(text(tags({ AWS: b }, { Action: both })), [a], { sid: "Mine", tagSessions: true });
  t.is(
    edit.kind === "malformed" && edit.problem,
    "the statement MineTags was changed by somebody: rename its Sid or remove it",
  );
});

const node = { arn: a, id: "AROANODE", tags: {}, policies: [], boundary: undefined };
const sent = {
  known: [
    ["kubernetes-namespace", "shop"],
    ["kubernetes-service-account", "api"],
  ],
  open: ["kubernetes-pod-name"],
} as const;
const question: Omit<TrustQuestion, "trust"> = { nodeRole: node, role: roleArn("pods/api"), sessionTags: sent };

const decides = test.macro((t, statement: object, more: Partial<TrustQuestion>, assume: string, tag: string) => {
  const asked = { ...question, trust: policy("trust", statement).document, ...more };
  t.deepEqual([trustedBy(asked).kind, mayTagSession(asked).kind], [assume, tag]);
});
const when = (condition: object): object => trusts({ AWS: a }, { Action: both, Condition: condition });
const inNamespace = (name: string) => when({ StringEquals: { "aws:RequestTag/kubernetes-namespace": name } });

test("both actions", decides, trusts({ AWS: a }, { Action: both }), {}, "allow", "allow");
test("AssumeRole alone", decides, trusts({ AWS: a }), {}, "allow", "implicit-deny");
test("TagSession alone", decides, trusts({ AWS: a }, { Action: "sts:TagSession" }), {}, "implicit-deny", "allow");
test("a condition on a tag that is sent", decides, inNamespace("shop"), {}, "allow", "allow");
test("another value of it", decides, inNamespace("till"), {}, "implicit-deny", "implicit-deny");
test(
  "a tag that only a pod has, of a template",
  decides,
  when({ StringLike: { "aws:RequestTag/kubernetes-pod-name": "api-*" } }),
  {},
  "unknown",
  "unknown",
);
test(
  "a tag that nobody sends",
  decides,
  when({ StringEquals: { "aws:RequestTag/team": "shop" } }),
  {},
  "implicit-deny",
  "implicit-deny",
);
test(
  "the names of the tags, with those whose values are not known",
  decides,
  when({ "ForAllValues:StringLike": { "aws:TagKeys": "kubernetes-*" } }),
  {},
  "allow",
  "allow",
);
test(
  "other names only",
  decides,
  when({ "ForAllValues:StringLike": { "aws:TagKeys": "*-namespace" } }),
  {},
  "implicit-deny",
  "implicit-deny",
);
test(
  "an external id, which AWS may or may not know when tags are judged",
  decides,
  when({ StringEquals: { "sts:ExternalId": "shop" } }),
  { externalId: "shop" },
  "allow",
  "unknown",
);
test(
  "the account, where the node role's own policies allow AssumeRole alone",
  decides,
  trusts({ AWS: home }, { Action: both }),
  { nodeRole: { ...node, policies: [policy("assume", allow("sts:AssumeRole"))] } },
  "allow",
  "implicit-deny",
);
test(
  "the account, where they allow both",
  decides,
  trusts({ AWS: home }, { Action: both }),
  { nodeRole: { ...node, policies: [policy("assume", allow("sts:*"))] } },
  "allow",
  "allow",
);

test("one statement without a list is so again, though the first of ours that goes stands before the other", (t) => {
  const before = JSON.stringify({ Version: "2012-10-17", Statement: trusts({ AWS: a }) });
  // The role is admitted already, so at first only the tags are to be allowed.
  const tagged = textOf(before, admitRoles(before, [a], { sid: "Mine", tagSessions: true }));
  const whole = textOf(tagged, admitRoles(tagged, [b], { sid: "Mine" }));
  t.regex(whole, /"MineTags".*"Mine"/);
  t.is(textOf(whole, withdrawRoles(whole, "Mine")), before);
});

function textOf(before: string, edit: TrustEdit): string {
  return edit.kind === "changed" ? edit.text : before;
}
