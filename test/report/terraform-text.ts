// A trust statement as a block of Terraform's.
import test from "ava";
import { makePolicy } from "../../src/iam/policy-document.ts";
import { terraformText } from "../../src/report/terraform-text.ts";

const print = (statement: object): string => {
  const [parsed] = makePolicy({ Version: "2012-10-17", Statement: statement }).statements;
  return parsed === undefined ? "" : terraformText(parsed);
};

test("principals, conditions and lists of one and of several", (t) => {
  const text = print({
    Sid: "Nodes",
    Effect: "Allow",
    Principal: { AWS: ["arn:aws:iam::111122223333:role/a", "arn:aws:iam::111122223333:role/b"] },
    Action: "sts:AssumeRole",
    Condition: { StringEquals: { "sts:ExternalId": "shop" } },
  });
  t.is(
    text,
    `statement {
  sid     = "Nodes"
  effect  = "Allow"
  actions = ["sts:AssumeRole"]

  principals {
    type        = "AWS"
    identifiers = [
      "arn:aws:iam::111122223333:role/a",
      "arn:aws:iam::111122223333:role/b",
    ]
  }

  condition {
    test     = "StringEquals"
    variable = "sts:ExternalId"
    values   = ["shop"]
  }
}`,
  );
});

test("what would begin a template in Terraform is written so that it begins none", (t) => {
  const text = print({
    Effect: "Allow",
    Principal: { AWS: "111122223333" },
    Action: "sts:AssumeRole",
    Condition: { StringLike: { "aws:PrincipalTag/x": "${aws:username}" } },
  });
  t.regex(text, /values {3}= \["\$\$\{aws:username\}"\]/);
});
