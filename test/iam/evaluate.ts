// Who decides a request: layers of policies, accounts, principals, and the statement that is named.
import test from "ava";
import fc from "fast-check";
import { evaluateAccess, makeContext, type ApplicablePolicies, type Evaluation } from "../../src/iam/evaluate.ts";
import type { Caller } from "../../src/iam/match-principal.ts";
import { arbitraryCase, type AccessCase } from "../helpers/iam-cases.ts";
import { abroad, allow, deny, home, instanceOf, policy, roleArn, trusts } from "../helpers/iam-build.ts";
import { askOurs } from "../helpers/iam-oracle.ts";

const node = roleArn("eks/node-a");
const caller = instanceOf(node);
const target = roleArn("pods/api");

type Given = Partial<ApplicablePolicies> & { context?: Record<string, string>; unknown?: string[]; caller?: Caller; action?: string; resource_?: string };

function assume(given: Given): Evaluation {
  const { context = {}, unknown = [], caller: who = caller, action = "sts:AssumeRole", resource_ = target, ...policies } = given;
  const request = { action, resource: resource_, caller: who, context: makeContext(context, unknown) };
  return evaluateAccess(request, { identity: [], resourceAccount: home, ...policies });
}

const decides = test.macro((t, given: Given, expected: string) => t.is(summary(assume(given)), expected));

function summary(result: Evaluation): string {
  if (result.kind === "allow") return `allow by ${result.by.map(name).join(" + ")}`;
  if (result.kind === "implicit-deny") return `implicit deny of ${result.layer}`;
  if (result.kind === "explicit-deny") return `deny by ${name(result.by)}`;
  return `unknown without ${result.missing.join()} by ${name(result.by)}`;
}

function name(by: { policy: string; index: number }): string {
  return `${by.policy}[${by.index}]`;
}

const trust = (...principals: unknown[]) => policy("trust", ...principals.map((principal) => trusts(principal)));
const may = policy("assume", allow("sts:AssumeRole", `arn:aws:iam::${home}:role/pods/*`));
const tight = policy("boundary", allow("s3:*"));
const wide = policy("boundary", allow("*"));
const root = `arn:aws:iam::${home}:root`;
const stranger = { AWS: `arn:aws:iam::${home}:role/other` };

// The table of who needs what, in one account.
test("the exact role: trust alone is enough", decides, { resource: trust({ AWS: node }) }, "allow by trust[0]");
test("the exact role: a boundary without the action limits it", decides, { resource: trust({ AWS: node }), boundary: tight }, "implicit deny of boundary");
test("the exact role: with boundary and identity, the boundary still limits", decides, { resource: trust({ AWS: node }), identity: [may], boundary: tight }, "implicit deny of boundary");
test("the exact role: a boundary that allows", decides, { resource: trust({ AWS: node }), boundary: wide }, "allow by trust[0] + boundary[0]");
test("the exact role: a session policy limits it", decides, { resource: trust({ AWS: node }), session: [policy("session", allow("s3:*"))] }, "implicit deny of session");
test("the exact session: trust alone is enough", decides, { resource: trust({ AWS: caller.arn }) }, "allow by trust[0]");
test("the exact session: no boundary limits it", decides, { resource: trust({ AWS: caller.arn }), boundary: tight }, "allow by trust[0]");
test("the account's root: the identity must allow", decides, { resource: trust({ AWS: root }) }, "implicit deny of identity");
test("the account's root and the identity", decides, { resource: trust({ AWS: root }), identity: [may] }, "allow by trust[0] + assume[0]");
test("the account's bare id and the identity", decides, { resource: trust({ AWS: home }), identity: [may] }, "allow by trust[0] + assume[0]");
test("the account, the identity and a boundary without the action", decides, { resource: trust({ AWS: home }), identity: [may], boundary: tight }, "implicit deny of boundary");
test("everyone: trust alone is enough", decides, { resource: trust("*") }, "allow by trust[0]");
test("everyone, as an AWS principal", decides, { resource: trust({ AWS: "*" }) }, "allow by trust[0]");
test("a service: irrelevant to the node", decides, { resource: trust({ Service: "ec2.amazonaws.com" }), identity: [may] }, "implicit deny of resource");
test("another role: the identity alone is not enough", decides, { resource: trust(stranger), identity: [may] }, "implicit deny of resource");
test("a role of the same name without the path is another role", decides, { resource: trust({ AWS: `arn:aws:iam::${home}:role/node-a` }) }, "implicit deny of resource");
test("a role in another letter case is another role", decides, { resource: trust({ AWS: node.replace("node-a", "Node-A") }) }, "implicit deny of resource");
test("the unique id of a deleted role admits nobody", decides, { resource: trust({ AWS: "AROAEXAMPLEID" }) }, "implicit deny of resource");
test("an instance profile is no principal", decides, { resource: trust({ AWS: `arn:aws:iam::${home}:instance-profile/node-a` }) }, "implicit deny of resource");
test("the root of the same account number in another partition", decides, { resource: trust({ AWS: `arn:aws-cn:iam::${home}:root` }), identity: [may] }, "implicit deny of resource");

// The same across accounts.
const far: Given = { caller: instanceOf(roleArn(`arn:aws:iam::${abroad}:role/eks/node-a`)) };
const farRole = { AWS: `arn:aws:iam::${abroad}:role/eks/node-a` };
test("across accounts, trust alone is not enough", decides, { ...far, resource: trust(farRole) }, "implicit deny of identity");
test("across accounts, the identity alone is not enough", decides, { ...far, resource: trust(stranger), identity: [may] }, "implicit deny of resource");
test("across accounts, both together", decides, { ...far, resource: trust(farRole), identity: [may] }, "allow by trust[0] + assume[0]");
test("across accounts, the session's ARN needs the identity too", decides, { ...far, resource: trust({ AWS: far.caller?.arn }) }, "implicit deny of identity");
test("across accounts, everyone needs the identity too", decides, { ...far, resource: trust("*") }, "implicit deny of identity");
test("across accounts, the boundary limits", decides, { ...far, resource: trust(farRole), identity: [may], boundary: tight }, "implicit deny of boundary");

// Deny.
test("a Deny in the trust policy", decides, { resource: policy("trust", trusts({ AWS: node }), trusts("*", { Effect: "Deny" })) }, "deny by trust[1]");
test("a Deny in an identity policy", decides, { resource: trust({ AWS: node }), identity: [policy("fence", deny("sts:*"))] }, "deny by fence[0]");
test("a Deny in an identity policy stops the session's ARN", decides, { resource: trust({ AWS: caller.arn }), identity: [policy("fence", deny("sts:*"))] }, "deny by fence[0]");
test("a Deny in the boundary", decides, { resource: trust("*"), boundary: policy("boundary", allow("*"), deny("sts:*")) }, "deny by boundary[1]");
test("a Deny that names the whole account", decides, { resource: policy("trust", trusts({ AWS: node }), trusts({ AWS: home }, { Effect: "Deny" })) }, "deny by trust[1]");
test("a Deny that names somebody else", decides, { resource: policy("trust", trusts({ AWS: node }), trusts(stranger, { Effect: "Deny" })) }, "allow by trust[0]");
test("a fence of NotResource lets its own roles through", decides, { resource: trust({ AWS: node }), identity: [policy("fence", fence("pods/*"))] }, "allow by trust[0]");
test("a fence of NotResource stops all others", decides, { resource: trust({ AWS: node }), identity: [policy("fence", fence("jobs/*"))] }, "deny by fence[0]");
test("Deny with a negated operator on a missing key applies", decides, { resource: policy("trust", trusts({ AWS: node }), trusts("*", { Effect: "Deny", Condition: { StringNotEquals: { "sts:ExternalId": "x" } } })) }, "deny by trust[1]");

function fence(path: string): object {
  return { Effect: "Deny", Action: "sts:AssumeRole", NotResource: `arn:aws:iam::${home}:role/${path}` };
}

// NotPrincipal.
const others = (effect: string, ...aws: string[]) => policy("trust", trusts({ AWS: node }), { Effect: effect, NotPrincipal: { AWS: aws }, Action: "sts:*" });
test("Deny with NotPrincipal spares who is listed by account, role and session", decides, { resource: others("Deny", root, node, caller.arn) }, "allow by trust[0]");
test("Deny with NotPrincipal hits who is not listed at all", decides, { resource: others("Deny", stranger.AWS) }, "deny by trust[1]");
test("Deny with NotPrincipal is open for who is listed by role only", decides, { resource: others("Deny", node) }, "unknown without NotPrincipal by trust[1]");
test("Deny with NotPrincipal hits whoever has a boundary", decides, { resource: others("Deny", root, node, caller.arn), boundary: wide }, "deny by trust[1]");
test("Allow with NotPrincipal admits who is not listed", decides, { resource: policy("trust", { Effect: "Allow", NotPrincipal: stranger, Action: "sts:AssumeRole" }) }, "allow by trust[0]");

// Actions, resources and other callers.
test("the action's letter case does not count", decides, { resource: trust("*"), action: "STS:assumerole" }, "allow by trust[0]");
test("NotAction leaves the rest", decides, { action: "s3:GetObject", resource_: "arn:aws:s3:::b/k", identity: [policy("most", { Effect: "Allow", NotAction: "iam:*", Resource: "*" })] }, "allow by most[0]");
test("where no resource policy is needed, the identity alone is enough", decides, { action: "s3:GetObject", resource_: "arn:aws:s3:::b/k", identity: [policy("read", allow("s3:Get*", "arn:aws:s3:::b/*"))] }, "allow by read[0]");
test("without any policy nothing is allowed", decides, { action: "s3:GetObject", resource_: "arn:aws:s3:::b/k" }, "implicit deny of identity");
test("a user named by ARN is not limited by a boundary", decides, { caller: { account: home, partition: "aws", arn: `arn:aws:iam::${home}:user/alice` }, resource: trust({ AWS: `arn:aws:iam::${home}:user/alice` }), boundary: tight }, "allow by trust[0]");
test("a service is admitted by its name", decides, { caller: { account: "", partition: "aws", arn: "", service: "ec2.amazonaws.com" }, resource: trust({ Service: "ec2.amazonaws.com" }) }, "allow by trust[0]");

// What cannot be known.
const conditional = policy("trust", trusts({ AWS: node }, { Condition: { IpAddress: { "aws:SourceIp": "10.0.0.0/8" } } }));
test("an open condition leaves the answer open", decides, { resource: conditional, unknown: ["aws:SourceIp"] }, "unknown without aws:SourceIp by trust[0]");
test("an open Allow beside a sure one does not matter", decides, { resource: policy("trust", trusts({ AWS: node }), trusts("*", { Condition: { Bool: { k: "true" } } })), unknown: ["k"] }, "allow by trust[0]");
test("an open Deny leaves the answer open", decides, { resource: policy("trust", trusts({ AWS: node }), trusts("*", { Effect: "Deny", Condition: { Bool: { k: "true" } } })), unknown: ["k"] }, "unknown without k by trust[1]");
test("an open Deny where nothing allows does not matter", decides, { resource: policy("trust", trusts("*", { Effect: "Deny", Condition: { Bool: { k: "true" } } })), unknown: ["k"] }, "implicit deny of resource");

test("what is decided without a key stays decided whatever its value", (t) => {
  const hidden = ["aws:PrincipalTag/team", "aws:SourceIp", "aws:CurrentTime", "aws:TagKeys", "aws:username"];
  fc.assert(
    fc.property(arbitraryCase({ conditions: 2 }), (question) => {
      const known = Object.fromEntries(Object.entries(question.context).filter(([key]) => !hidden.includes(key)));
      const blind = askOurs({ ...question, context: known } satisfies AccessCase, hidden);
      fc.pre(blind.kind !== "unknown");
      t.is(blind.kind === "allow", askOurs(question).kind === "allow");
    }),
    { numRuns: 2000, maxSkipsPerRun: 100 },
  );
});
