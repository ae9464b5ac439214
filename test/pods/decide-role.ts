import test from "ava";
import { assert, constantFrom, option, property, record, string, type Arbitrary } from "fast-check";
import { annotationKeys } from "../../src/pods/annotations.ts";
import { decideRole, identityKey } from "../../src/pods/decide-role.ts";
import type { DenialReason, RoleClaim, RoleSettings } from "../../src/pods/decide-role.ts";
import type { Identity } from "../../src/pods/identity.ts";
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

const permitted = { "iam.amazonaws.com/permitted": ".*/thumbnails" };
test("kiam's expression admits as well", (t) => {
  const claim = { namespace: "media", annotations: { "iam.amazonaws.com/role": "thumbnails" }, hostNetwork: false };
  t.is(decideRole(claim, { name: "media", annotations: permitted }, restricted).kind, "allowed");
  t.is(decideRole(claim, undefined, restricted).kind, "denied");
});

test("with reports only, what a namespace forbids is allowed and told", (t) => {
  const decision = decide({ role: "x", settings: { ...restricted, reportOnly: true }, allowedRoles: '["thumb*"]' });
  t.like(decision, { kind: "allowed", identity: { role: "arn:aws:iam::111122223333:role/x" as never } });
  t.regex((decision.kind === "allowed" && decision.objection) || "", /^namespace media does not admit/);
  t.false("objection" in decide({ role: "x" }));
});

test("reports only concern namespaces: every other denial stands", (t) => {
  t.is(decide({ role: "a b", settings: { ...restricted, reportOnly: true } }).kind, "denied");
});

const api = { namespace: "media", annotations: { "iam.amazonaws.com/role": "x" }, hostNetwork: false };
const api1 = { ...api, name: "api-1", uid: "0d3c", serviceAccount: "api" };
const identityOf = (claim: RoleClaim, settings: RoleSettings) => {
  const decision = decideRole(claim, undefined, settings);
  return decision.kind === "allowed" ? decision.identity : undefined;
};

test("pods share a session, unless each is to have its own", (t) => {
  t.is(identityOf(api1, open)?.sessionName, undefined);
  t.is(identityOf(api1, { ...open, sessionNames: "pod" })?.sessionName, "media.api-1");
  t.is(identityOf(api, { ...open, sessionNames: "pod" })?.sessionName, undefined);
  const named = { ...api1, annotations: { ...api.annotations, ...sessionName } };
  t.is(identityOf(named, { ...open, sessionNames: "pod" })?.sessionName, "api");
});

test("tags say which pod it is, and belong to the identity", (t) => {
  const tags = identityOf(api1, { ...open, sessionTags: { name: "harbor" } })?.tags;
  t.deepEqual(Object.fromEntries(tags ?? [])["kubernetes-pod-name"], "api-1");
  t.is(identityOf(api1, open)?.tags, undefined);
});

test("an operator's own keys take the place of the usual ones", (t) => {
  const keys = { ...annotationKeys, role: "example.com/role", externalId: "example.com/id" };
  const annotations = { "example.com/role": "x", "example.com/id": "a-b", "iam.amazonaws.com/role": "y" };
  const identity = identityOf({ ...api, annotations }, { ...open, keys });
  t.like(identity, { role: "arn:aws:iam::111122223333:role/x" as never, externalId: "a-b" });
});

const identities = record({
  role: constantFrom(thumbnails, "arn:aws:iam::111122223333:role/x") as Arbitrary<never>,
  externalId: option(string({ maxLength: 3 }), { nil: undefined }),
  sessionName: option(string({ maxLength: 3 }), { nil: undefined }),
  sessionSeconds: constantFrom(1800, 3600),
  tags: constantFrom(undefined, [["a", "b"]] as const, [["a", "c"]] as const),
});

test("two identities have one key exactly when they are equal in every part", (t) => {
  assert(
    property(identities, identities, (one: Identity, other: Identity) => {
      const equal =
        one.role === other.role &&
        one.externalId === other.externalId &&
        one.sessionName === other.sessionName &&
        one.sessionSeconds === other.sessionSeconds &&
        one.tags === other.tags;
      t.is(identityKey(one) === identityKey(other), equal);
    }),
    { numRuns: 2_000 },
  );
});
