// Admitting node roles to a trust policy and withdrawing them: what changes, what is told, and what stays.
import test from "ava";
import * as fc from "fast-check";
import { parsePolicy, type PolicyDocument } from "../../src/iam/policy-document.ts";
import {
  admitRoles,
  nodeRolesSid,
  sidOfCluster,
  taggingSid,
  trustSize,
  withdrawRoles,
} from "../../src/iam/trust-policy.ts";
import { home, roleArn, trusts } from "../helpers/iam-build.ts";
import { arbitraryTrustText } from "../helpers/iam-trust-texts.ts";

const a = roleArn("eks/node-a");
const b = roleArn("node-b");
const c = roleArn("arn:aws:iam::444455556666:role/karpenter");
const ec2 = trusts({ Service: "ec2.amazonaws.com" });
const shop = { Condition: { StringEquals: { "sts:ExternalId": "shop" } } };
const text = (...statements: object[]): string => JSON.stringify({ Version: "2012-10-17", Statement: statements });
const own = (principal: unknown, more: object = {}): object => ({ Sid: nodeRolesSid, ...trusts(principal, more) });

const becomes = test.macro(
  (t, before: string, roles: (typeof a)[], externalId: string | undefined, after: string | undefined) => {
    t.deepEqual(
      admitRoles(before, roles, { externalId }),
      after === undefined ? { kind: "unchanged" } : { kind: "changed", text: after },
    );
  },
);
test(
  "a first role is a scalar, as IAM would give it back",
  becomes,
  text(ec2),
  [a],
  undefined,
  text(ec2, own({ AWS: a })),
);
test("several roles are a list", becomes, text(ec2), [a, b], undefined, text(ec2, own({ AWS: [a, b] })));
test("a role given twice is admitted once", becomes, text(ec2), [a, a], undefined, text(ec2, own({ AWS: a })));
test("an external id becomes a condition", becomes, text(ec2), [a], "shop", text(ec2, own({ AWS: a }, shop)));
test(
  "our statement is widened, not doubled",
  becomes,
  text(own({ AWS: a }), ec2),
  [a, b],
  undefined,
  text(own({ AWS: [a, b] }), ec2),
);
test("a role of another account", becomes, text(own({ AWS: a })), [c], undefined, text(own({ AWS: [a, c] })));
test(
  "a second external id is accepted beside the first",
  becomes,
  text(own({ AWS: a }, shop)),
  [a],
  "till",
  text(own({ AWS: a }, { Condition: { StringEquals: { "sts:ExternalId": ["shop", "till"] } } })),
);
test(
  "once a wish comes without an external id, none is demanded",
  becomes,
  text(own({ AWS: a }, shop)),
  [a],
  undefined,
  text(own({ AWS: a })),
);
test(
  "the id of a deleted role goes when our statement is written anew",
  becomes,
  text(own({ AWS: ["AROAEXAMPLEID", a] })),
  [b],
  undefined,
  text(own({ AWS: [a, b] })),
);
test("no roles: nothing to do", becomes, text(ec2), [], undefined, undefined);
test("already admitted by our statement", becomes, text(own({ AWS: [a, b] })), [b], undefined, undefined);
test(
  "already admitted by somebody else's statement",
  becomes,
  text(trusts({ AWS: [b, a] })),
  [a],
  undefined,
  undefined,
);
test(
  "already admitted by a wildcard action",
  becomes,
  text(trusts({ AWS: a }, { Action: ["sts:*"] })),
  [a],
  undefined,
  undefined,
);
test(
  "already admitted without the external id that is wished",
  becomes,
  text(trusts({ AWS: a })),
  [a],
  "shop",
  undefined,
);
test(
  "already admitted with the external id that is wished",
  becomes,
  text(trusts({ AWS: a }, shop)),
  [a],
  "shop",
  undefined,
);
test(
  "admitted with another external id is not admitted",
  becomes,
  text(trusts({ AWS: a }, shop)),
  [a],
  "till",
  text(trusts({ AWS: a }, shop), own({ AWS: a }, { Condition: { StringEquals: { "sts:ExternalId": "till" } } })),
);
test(
  "admitted under a condition that may fail is not admitted",
  becomes,
  text(trusts({ AWS: a }, { Condition: { Bool: { "aws:MultiFactorAuthPresent": "true" } } })),
  [a],
  undefined,
  text(trusts({ AWS: a }, { Condition: { Bool: { "aws:MultiFactorAuthPresent": "true" } } }), own({ AWS: a })),
);
test(
  "trusting the account is not naming the role",
  becomes,
  text(trusts({ AWS: home })),
  [a],
  undefined,
  text(trusts({ AWS: home }), own({ AWS: a })),
);
test(
  "trusting everyone is not naming the role",
  becomes,
  text(trusts("*")),
  [a],
  undefined,
  text(trusts("*"), own({ AWS: a })),
);
test(
  "a Deny does not admit",
  becomes,
  text(trusts({ AWS: a }, { Effect: "Deny" })),
  [a],
  undefined,
  text(trusts({ AWS: a }, { Effect: "Deny" }), own({ AWS: a })),
);
test(
  "another action does not admit",
  becomes,
  text(trusts({ AWS: a }, { Action: "sts:TagSession" })),
  [a],
  undefined,
  text(trusts({ AWS: a }, { Action: "sts:TagSession" }), own({ AWS: a })),
);
test(
  "an encoded document is decoded",
  becomes,
  encodeURIComponent(text(ec2)),
  [a],
  undefined,
  text(ec2, own({ AWS: a })),
);

test("a Sid of one's own", (t) => {
  const admitted = admitRoles(text(ec2), [a], { sid: "Mine" });
  t.deepEqual(admitted, { kind: "changed", text: text(ec2, { ...own({ AWS: a }), Sid: "Mine" }) });
  t.deepEqual(withdrawRoles(text(ec2, { ...own({ AWS: a }), Sid: "Mine" }), "Mine"), {
    kind: "changed",
    text: text(ec2),
  });
});

test("our statement is written in the style of its neighbours", (t) => {
  const before =
    '{\n    "Version": "2012-10-17",\n    "Statement": [\n        {\n            "Effect": "Deny"\n            , "Principal": "*", "Action": "*"\n        }\n    ]\n}\n';
  const lines = [
    "        {",
    '            "Sid": "IamctlNodeRoles",',
    '            "Effect": "Allow",',
    '            "Principal": {',
    `                "AWS": "${a}"`,
    "            },",
    '            "Action": "sts:AssumeRole"',
    "        }",
    "    ]",
    "}",
    "",
  ];
  const after = admitRoles(before, [a], {});
  t.is(
    after.kind === "changed" && after.text,
    `${before.slice(0, before.lastIndexOf("\n    ]"))},\n${lines.join("\n")}`,
  );
});

const malformed = test.macro((t, before: string, problem: RegExp) => {
  for (const edit of [admitRoles(before, [b], {}), withdrawRoles(before)]) {
    t.is(edit.kind, "malformed");
    if (edit.kind === "malformed") t.regex(edit.problem, problem);
  }
});
test("text that is no policy", malformed, "no policy", /^the trust policy cannot be read: .*line 1, column 1/);
test("duplicate keys", malformed, '{"Statement":[],"Statement":[]}', /given twice/);

const foreign = test.macro((t, statement: object) => t.is(admitRoles(text(ec2, statement), [a], {}).kind, "malformed"));
test("our Sid on a Deny", foreign, own({ AWS: b }, { Effect: "Deny" }));
test(
  "our Sid with a condition of somebody's",
  foreign,
  own({ AWS: b }, { Condition: { Bool: { "aws:SecureTransport": "true" } } }),
);
test(
  "our Sid with another action beside ours",
  foreign,
  own({ AWS: b }, { Action: ["sts:AssumeRole", "sts:TagSession"] }),
);
test("our Sid for everyone under a condition", foreign, own({ AWS: "*" }, shop));

test("withdrawing where nothing of ours stands changes nothing", (t) =>
  t.deepEqual(withdrawRoles(text(ec2)), { kind: "unchanged" }));
test("the first of several statements goes without its comma", (t) => {
  t.deepEqual(withdrawRoles(text(own({ AWS: a }), ec2)), { kind: "changed", text: text(ec2) });
});
test("the only statement is not withdrawn: IAM would refuse the rest", (t) =>
  t.is(withdrawRoles(text(own({ AWS: a }))).kind, "malformed"));

test("the size counts characters without white space", (t) => {
  t.is(trustSize('{ "a" :\n\t"b c" }'), 10);
  t.is(trustSize(encodeURIComponent('{ "a": "é" }')), 9);
  t.is(trustSize(text(ec2)), text(ec2).length);
});

test("a trust policy of exactly 2,048 characters that count, whatever the layout", (t) => {
  const policy = { Statement: [{ ...ec2, Note: "" }] };
  const filled = { Statement: [{ ...ec2, Note: "x".repeat(2048 - JSON.stringify(policy).length) }] };
  t.is(trustSize(JSON.stringify(filled)), 2048);
  t.is(trustSize(JSON.stringify(filled, null, 4)), 2048);
});

const someRoles = fc.subarray([a, b, c], { minLength: 1 });
const wishes = fc.constantFrom(
  {},
  { externalId: "shop" },
  { externalId: "till" },
  { tagSessions: true },
  { externalId: "shop", tagSessions: true },
);

test("admitting admits: a second time nothing is left to do", (t) => {
  fc.assert(
    fc.property(arbitraryTrustText(), someRoles, wishes, (before, roles, wish) => {
      t.deepEqual(admitRoles(changed(before, admitRoles(before, roles, wish)), roles, wish), { kind: "unchanged" });
    }),
  );
});

test("withdrawing what was admitted, in one go or two, gives the text back to the character", (t) => {
  fc.assert(
    fc.property(arbitraryTrustText(), someRoles, someRoles, wishes, wishes, (before, roles, more, wish, wish2) => {
      const once = changed(before, admitRoles(before, roles, wish));
      const twice = changed(once, admitRoles(once, more, wish2));
      t.is(changed(twice, withdrawRoles(twice)), before);
    }),
    { numRuns: 500 },
  );
});

test("other statements stay as they were", (t) => {
  fc.assert(
    fc.property(arbitraryTrustText(), someRoles, wishes, (before, roles, wish) => {
      const after = documentOf(changed(before, admitRoles(before, roles, wish)));
      t.deepEqual(
        after.statements.filter(({ sid }) => sid !== nodeRolesSid && sid !== taggingSid(nodeRolesSid)),
        documentOf(before).statements,
      );
    }),
  );
});

function changed(before: string, edit: ReturnType<typeof admitRoles>): string {
  if (edit.kind === "malformed") throw new Error(edit.problem);
  return edit.kind === "changed" ? edit.text : before;
}

function documentOf(written: string): PolicyDocument {
  const parsed = parsePolicy(written);
  if (parsed.kind === "malformed") throw new Error(parsed.problem);
  return parsed.document;
}

const sids = test.macro((t, name: string, region: string, sid: string) => t.is(sidOfCluster({ name, region }), sid));

test("a cluster's Sid holds its name and region", sids, "harbor-prod", "eu-west-1", "IamctlNodesHarborProdEuWest1");
test("a Sid holds letters and digits only", sids, "arn:aws:eks:x:1:cluster/a_b", "", "IamctlNodesArnAwsEksX1ClusterAB");
