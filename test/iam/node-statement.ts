// The forms in which our statement tells node roles from others: what is written, and what is there already.
import test from "ava";
import type { TrustForm } from "../../src/iam/node-statement.ts";
import { admitRoles, nodeRolesSid } from "../../src/iam/trust-policy.ts";
import { home, roleArn, trusts } from "../helpers/iam-build.ts";

const a = roleArn("eks/node-a");
const b = roleArn("node-b");
const ec2 = trusts({ Service: "ec2.amazonaws.com" });
const text = (...statements: object[]): string => JSON.stringify({ Version: "2012-10-17", Statement: statements });
const own = (principal: unknown, more: object = {}): object => ({ Sid: nodeRolesSid, ...trusts(principal, more) });

const forms = test.macro(
  (t, before: string, form: TrustForm, externalId: string | undefined, after: string | undefined) => {
    const edit = admitRoles(before, [a, b], { form, externalId });
    t.deepEqual(edit, after === undefined ? { kind: "unchanged" } : { kind: "changed", text: after });
  },
);
const root = { AWS: `arn:aws:iam::${home}:root` };
const likeNodes = { kind: "pattern", patterns: ["arn:aws:iam::111122223333:role/node-*"] } as const;
const arnLike = (values: string | string[], more: object = {}) => ({
  Condition: { ArnLike: { "aws:PrincipalArn": values }, ...more },
});
const nodes = "arn:aws:iam::111122223333:role/node-*";
const tag = { kind: "tag", key: "cluster", value: "harbor" } as const;
const tagged = (more: object = {}) => ({
  Condition: { StringEquals: { "aws:PrincipalTag/cluster": "harbor", ...more } },
});

test(
  "a pattern stands in a condition, and the account is the principal",
  forms,
  text(ec2),
  likeNodes,
  undefined,
  text(ec2, own(root, arnLike(nodes))),
);
test(
  "a pattern and an external id",
  forms,
  text(ec2),
  likeNodes,
  "shop",
  text(ec2, own(root, arnLike(nodes, { StringEquals: { "sts:ExternalId": "shop" } }))),
);
test(
  "the same pattern needs no second statement",
  forms,
  text(own(root, arnLike(nodes))),
  likeNodes,
  undefined,
  undefined,
);
test(
  "nor when somebody else wrote it, with the account's id",
  forms,
  text(trusts({ AWS: home }, arnLike([nodes]))),
  likeNodes,
  undefined,
  undefined,
);
test(
  "another pattern is accepted beside the first",
  forms,
  text(own(root, arnLike("arn:aws:iam::111122223333:role/eks/*"))),
  likeNodes,
  undefined,
  text(own(root, arnLike(["arn:aws:iam::111122223333:role/eks/*", nodes]))),
);
test(
  "ARNs of ours become the pattern when it is wished",
  forms,
  text(own({ AWS: [a, b] })),
  likeNodes,
  undefined,
  text(own(root, arnLike(nodes))),
);
test(
  "and the pattern becomes ARNs again",
  forms,
  text(own(root, arnLike(nodes))),
  { kind: "exact" },
  undefined,
  text(own({ AWS: [a, b] })),
);
test(
  "ARNs of somebody else's are no pattern of ours",
  forms,
  text(trusts({ AWS: [a, b] })),
  likeNodes,
  undefined,
  text(trusts({ AWS: [a, b] }), own(root, arnLike(nodes))),
);
test("a tag stands in a condition", forms, text(ec2), tag, undefined, text(ec2, own(root, tagged())));
test(
  "a tag and an external id stand side by side",
  forms,
  text(ec2),
  tag,
  "shop",
  text(ec2, own(root, tagged({ "sts:ExternalId": "shop" }))),
);
test("the same tag needs no second statement", forms, text(own(root, tagged())), tag, undefined, undefined);
test(
  "another tag takes the place of ours",
  forms,
  text(own(root, tagged())),
  { ...tag, value: "quay" },
  undefined,
  text(own(root, { Condition: { StringEquals: { "aws:PrincipalTag/cluster": "quay" } } })),
);
test("our Sid with a pattern for roles by ARN was changed by somebody", (t) => {
  t.is(admitRoles(text(ec2, own({ AWS: b }, arnLike(nodes))), [a], {}).kind, "malformed");
});
