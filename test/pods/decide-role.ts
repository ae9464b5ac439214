import test from "ava";
import { assert, constantFrom, option, property, record, string, type Arbitrary } from "fast-check";
import { decideRole, identityKey } from "../../src/pods/decide-role.ts";
import type { DenialReason, Identity, RoleClaim, RoleSettings } from "../../src/pods/decide-role.ts";
import type { NamespaceRecord } from "../../src/pods/namespace-record.ts";

const base = { partition: "aws", account: "111122223333", path: "/" };
const open: RoleSettings = { base, namespaceRestrictions: "off", sessionSeconds: 3600 };
const restricted: RoleSettings = { ...open, namespaceRestrictions: "glob" };
const thumbnails = "arn:aws:iam::111122223333:role/thumbnails";

interface Case {
  readonly role?: string;
  readonly more?: Readonly<Record<string, string>>;
  readonly hostNetwork?: boolean;
  readonly settings?: RoleSettings;
  /** The namespace's `allowed-roles`; absent for a namespace without it. */
  readonly allowedRoles?: string;
}

function decide({ role, more = {}, hostNetwork = false, settings = open, allowedRoles }: Case) {
  const annotations = { ...(role !== undefined && { "iam.amazonaws.com/role": role }), ...more };
  const claim: RoleClaim = { namespace: "media", annotations, hostNetwork };
  const rules = allowedRoles === undefined ? {} : { "iam.amazonaws.com/allowed-roles": allowedRoles };
  const namespace: NamespaceRecord = { name: "media", annotations: rules };
  return decideRole(claim, namespace, settings);
}

const holds = test.macro((t, situation: Case, expected: Partial<Identity>) => {
  const decision = decide(situation);
  if (decision.kind === "denied") return t.fail(decision.explanation);
  return t.like(decision.identity, expected);
});

test("a name is resolved against the base", holds, { role: "thumbnails" }, { role: thumbnails as never });
test("a path and name too", holds, { role: "pods/x" }, { role: "arn:aws:iam::111122223333:role/pods/x" as never });
const elsewhere = "arn:aws-cn:iam::444455556666:role/x";
test(
  "an ARN is taken as it is, in any account and partition",
  holds,
  { role: elsewhere },
  { role: elsewhere as never },
);
test(
  "a pod that names no role has the default",
  holds,
  { settings: { ...open, defaultRole: "x" } },
  {
    role: "arn:aws:iam::111122223333:role/x" as never,
  },
);
const externalId = { "iam.amazonaws.com/external-id": "a-b:c/d" };
test("the external id is part of the identity", holds, { role: "x", more: externalId }, { externalId: "a-b:c/d" });
const emptyId = { "iam.amazonaws.com/external-id": "" };
test("an empty external id is none", holds, { role: "x", more: emptyId }, { externalId: undefined });
const sessionName = { "iam.amazonaws.com/session-name": "api" };
test("the session name is part of the identity", holds, { role: "x", more: sessionName }, { sessionName: "api" });
test("so is the session's length", holds, { role: "x" }, { sessionSeconds: 3600 });
const admitted: Case = { role: "thumbnails", settings: restricted, allowedRoles: '["thumb*"]' };
test("a role that the namespace admits is held", holds, admitted, { role: thumbnails as never });
const byDefault: Case = { settings: { ...restricted, defaultRole: "thumbnails" } };
test("the default role is the operator's choice in every namespace", holds, byDefault, { role: thumbnails as never });
const namedDefault: Case = { ...byDefault, role: thumbnails };
test("also for a pod that names it", holds, namedDefault, { role: thumbnails as never });
test(
  "without restrictions the namespace's list means nothing",
  holds,
  { role: "thumbnails", allowedRoles: "[]" },
  { role: thumbnails as never },
);

const denied = test.macro((t, situation: Case, reason: DenialReason, part: string) => {
  const decision = decide(situation);
  if (decision.kind === "allowed") return t.fail(decision.identity.role);
  t.is(decision.reason, reason);
  return t.true(decision.explanation.includes(part), decision.explanation);
});

test("no annotation, no role", denied, {}, "no-role", "iam.amazonaws.com/role");
const optedOut = { role: " ", settings: { ...open, defaultRole: "x" } };
test("an empty annotation declines the default role", denied, optedOut, "no-role", "");
test("what is no role name is told with the text", denied, { role: "not a role" }, "malformed-role", '"not a role"');
test("a user's ARN is no role", denied, { role: "arn:aws:iam::111122223333:user/x" }, "malformed-role", "user/x");
test("a terminal escape in a role stays quoted", denied, { role: "\u001B[2J" }, "malformed-role", "\\u001b[2J");
test("a long text is cut short", denied, { role: "x".repeat(5000) }, "malformed-role", `${"x".repeat(100)}…"`);
for (const id of ["x", "a b", "ü".repeat(3), "a".repeat(1225), "a\nb"]) {
  const more = { "iam.amazonaws.com/external-id": id };
  test(
    `no external id: ${JSON.stringify(id.slice(0, 9))}`,
    denied,
    { role: "x", more },
    "malformed-external-id",
    "1224",
  );
}
test("the host network is the node's", denied, { role: "x", hostNetwork: true }, "host-network", "node");
const unlisted: Case = { role: "x", settings: restricted };
test(
  "a namespace without a list admits nothing",
  denied,
  unlisted,
  "namespace-forbids",
  "no iam.amazonaws.com/allowed-roles",
);
const other: Case = { ...unlisted, allowedRoles: '["thumb*"]' };
test(
  "nor does one with other roles",
  denied,
  other,
  "namespace-forbids",
  "does not admit arn:aws:iam::111122223333:role/x",
);
for (const allowedRoles of ["x", '{"a":1}', "[1]", '["x"', "null"]) {
  const malformed: Case = { ...unlisted, allowedRoles };
  test(
    `nor does one that cannot be read: ${allowedRoles}`,
    denied,
    malformed,
    "namespace-forbids",
    "is not a JSON list",
  );
}

const identities = record({
  role: constantFrom(thumbnails, "arn:aws:iam::111122223333:role/x") as Arbitrary<never>,
  externalId: option(string({ maxLength: 3 }), { nil: undefined }),
  sessionName: option(string({ maxLength: 3 }), { nil: undefined }),
  sessionSeconds: constantFrom(1800, 3600),
});

test("two identities have one key exactly when they are equal in every part", (t) => {
  assert(
    property(identities, identities, (one: Identity, other: Identity) => {
      const equal =
        one.role === other.role &&
        one.externalId === other.externalId &&
        one.sessionName === other.sessionName &&
        one.sessionSeconds === other.sessionSeconds;
      t.is(identityKey(one) === identityKey(other), equal);
    }),
    { numRuns: 2_000 },
  );
});
