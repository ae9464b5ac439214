// Deny wherever it stands, and answers that stay open because a key cannot be known.
import test from "ava";
import * as fc from "fast-check";
import { arbitraryCase } from "../helpers/iam-cases.ts";
import { allow, deny, home, policy, trusts } from "../helpers/iam-build.ts";
import { caller, decide, node, stranger, trust, type Question } from "../helpers/iam-assume.ts";
import { askOurs } from "../helpers/iam-oracle.ts";

const decides = test.macro((t, question: Question, expected: string) => t.is(decide(question), expected));

// Deny.
test(
  "a Deny in the trust policy",
  decides,
  { resource: policy("trust", trusts({ AWS: node }), trusts("*", { Effect: "Deny" })) },
  "deny by trust[1]",
);
test(
  "a Deny in an identity policy",
  decides,
  { resource: trust({ AWS: node }), identity: [policy("fence", deny("sts:*"))] },
  "deny by fence[0]",
);
test(
  "a Deny in an identity policy stops the session's ARN",
  decides,
  { resource: trust({ AWS: caller.arn }), identity: [policy("fence", deny("sts:*"))] },
  "deny by fence[0]",
);
test(
  "a Deny in the boundary",
  decides,
  { resource: trust("*"), boundary: policy("boundary", allow("*"), deny("sts:*")) },
  "deny by boundary[1]",
);
test(
  "a Deny that names the whole account",
  decides,
  { resource: policy("trust", trusts({ AWS: node }), trusts({ AWS: home }, { Effect: "Deny" })) },
  "deny by trust[1]",
);
test(
  "a Deny that names somebody else",
  decides,
  { resource: policy("trust", trusts({ AWS: node }), trusts(stranger, { Effect: "Deny" })) },
  "allow by trust[0]",
);
test(
  "a fence of NotResource lets its own roles through",
  decides,
  { resource: trust({ AWS: node }), identity: [policy("fence", fence("pods/*"))] },
  "allow by trust[0]",
);
test(
  "a fence of NotResource stops all others",
  decides,
  { resource: trust({ AWS: node }), identity: [policy("fence", fence("jobs/*"))] },
  "deny by fence[0]",
);
test(
  "Deny with a negated operator on a missing key applies",
  decides,
  {
    resource: policy(
      "trust",
      trusts({ AWS: node }),
      trusts("*", { Effect: "Deny", Condition: { StringNotEquals: { "sts:ExternalId": "x" } } }),
    ),
  },
  "deny by trust[1]",
);

function fence(path: string): object {
  return { Effect: "Deny", Action: "sts:AssumeRole", NotResource: `arn:aws:iam::${home}:role/${path}` };
}

// What cannot be known.
const conditional = policy(
  "trust",
  trusts({ AWS: node }, { Condition: { IpAddress: { "aws:SourceIp": "10.0.0.0/8" } } }),
);
test(
  "an open condition leaves the answer open",
  decides,
  { resource: conditional, unknown: ["aws:SourceIp"] },
  "unknown without aws:SourceIp by trust[0]",
);
test(
  "an open Allow beside a sure one does not matter",
  decides,
  {
    resource: policy("trust", trusts({ AWS: node }), trusts("*", { Condition: { Bool: { k: "true" } } })),
    unknown: ["k"],
  },
  "allow by trust[0]",
);
test(
  "an open Deny leaves the answer open",
  decides,
  {
    resource: policy(
      "trust",
      trusts({ AWS: node }),
      trusts("*", { Effect: "Deny", Condition: { Bool: { k: "true" } } }),
    ),
    unknown: ["k"],
  },
  "unknown without k by trust[1]",
);
test(
  "an open Deny where nothing allows does not matter",
  decides,
  { resource: policy("trust", trusts("*", { Effect: "Deny", Condition: { Bool: { k: "true" } } })), unknown: ["k"] },
  "implicit deny of resource",
);

test("what is decided without a key stays decided whatever its value", (t) => {
  const hidden = ["aws:PrincipalTag/team", "aws:SourceIp", "aws:CurrentTime", "aws:TagKeys", "aws:username"];
  fc.assert(
    fc.property(arbitraryCase({ conditions: 2 }), (question) => {
      const known = Object.fromEntries(Object.entries(question.context).filter(([key]) => !hidden.includes(key)));
      const blind = askOurs({ ...question, context: known }, hidden);
      fc.pre(blind.kind !== "unknown");
      t.is(blind.kind === "allow", askOurs(question).kind === "allow");
    }),
    { numRuns: 2000, maxSkipsPerRun: 100 },
  );
});
