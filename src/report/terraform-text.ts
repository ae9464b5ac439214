// Prints a statement of a trust policy as Terraform takes it: a block of the data source aws_iam_policy_document.
import type { Statement } from "../iam/policy-document.ts";

/** The data source aws_iam_policy_document of the AWS provider. */
export function terraformText(statement: Statement): string {
  const principals = new Map<string, string[]>();
  for (const { type, value } of statement.principals?.entries ?? []) {
    principals.set(type, [...(principals.get(type) ?? []), value]);
  }
  const lines = [
    "statement {",
    ...(statement.sid === undefined ? [] : [`  sid     = ${quote(statement.sid)}`]),
    `  effect  = ${quote(statement.effect)}`,
    `  actions = ${list(statement.actions.patterns, "  ")}`,
    ...[...principals].flatMap(([type, identifiers]) => [
      "",
      "  principals {",
      `    type        = ${quote(type)}`,
      `    identifiers = ${list(identifiers, "    ")}`,
      "  }",
    ]),
    ...statement.conditions.flatMap(({ operator, key, values }) => [
      "",
      "  condition {",
      `    test     = ${quote(operator)}`,
      `    variable = ${quote(key)}`,
      `    values   = ${list(values, "    ")}`,
      "  }",
    ]),
    "}",
  ];
  return lines.join("\n");
}

function list(items: readonly string[], margin: string): string {
  if (items.length === 1) return `[${items.map(quote).join()}]`;
  return ["[", ...items.map((item) => `${margin}  ${quote(item)},`), `${margin}]`].join("\n");
}

/** `${` and `%{` begin a template: https://developer.hashicorp.com/terraform/language/expressions/strings */
function quote(text: string): string {
  return JSON.stringify(text).replaceAll(/[$%](?=\{)/g, (sign) => `${sign}${sign}`);
}
