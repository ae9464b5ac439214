// Reads one inline policy of a role as the exact text that IAM holds.
import { NotPermitted } from "../errors.ts";
import { type RoleArn, roleParts } from "../iam/arn.ts";
import { decodeDocument } from "./decode-document.ts";
import type { Clients } from "./open-clients.ts";

export type InlineLookup =
  | { readonly kind: "found"; readonly text: string }
  | { readonly kind: "absent" }
  | { readonly kind: "unreadable"; readonly call: string; readonly problem: string };

export async function readInlinePolicy(clients: Clients, role: RoleArn, name: string): Promise<InlineLookup> {
  try {
    const iam = await clients.iam();
    const answer = await clients.find({ action: "iam:GetRolePolicy", resource: role }, () =>
      iam.getRolePolicy({ RoleName: roleParts(role).name, PolicyName: name }),
    );
    return answer === undefined
      ? { kind: "absent" }
      : { kind: "found", text: decodeDocument(answer.PolicyDocument ?? "") };
  } catch (error) {
    if (error instanceof NotPermitted) return { kind: "unreadable", call: error.call, problem: error.message };
    throw error;
  }
}
