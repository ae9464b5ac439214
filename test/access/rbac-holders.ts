// Who holds a right by which binding: https://kubernetes.io/docs/reference/access-authn-authz/rbac/
import test from "ava";
import { holdersOf, ownsCluster, type Right } from "../../src/access/rbac-holders.ts";
import {
  type ApiRbacBinding,
  type ApiRbacRole,
  type RbacRecord,
  type RbacRule,
  toRbacBinding,
  toRbacRole,
} from "../../src/access/rbac-record.ts";

const ann = { kind: "User", namespace: undefined, name: "ann" };
const allowing = (rule: Partial<RbacRule>): ApiRbacRole => ({ metadata: { name: "writer" }, rules: [rule] });
const bound: ApiRbacBinding = {
  ...{ metadata: { name: "binding" }, roleRef: { kind: "ClusterRole", name: "writer" } },
  subjects: [{ kind: "User", name: "ann" }],
};
const record = (roles: readonly ApiRbacRole[], bindings: readonly ApiRbacBinding[] = [bound]): RbacRecord => ({
  ...{ roles: roles.map(toRbacRole), bindings: bindings.map(toRbacBinding) },
});
const create: Right = { verbs: ["create", "update"], resources: ["pods", "deployments.apps"] };

const grants = test.macro((t, rule: Partial<RbacRule>, expected: boolean, right: Right = create) => {
  t.is(holdersOf(right, record([allowing(rule)])).length === 1, expected);
});
const pods = { apiGroups: [""], resources: ["pods"], verbs: ["create"] };
test("the verb on the resource", grants, pods, true);
test("any of the verbs", grants, { ...pods, verbs: ["get", "update"] }, true);
test("another verb", grants, { ...pods, verbs: ["get"] }, false);
test("every verb", grants, { ...pods, verbs: ["*"] }, true);
test(
  "any of the resources, with its group",
  grants,
  { ...pods, apiGroups: ["apps"], resources: ["deployments"] },
  true,
);
test("the resource of another group", grants, { ...pods, apiGroups: ["apps"] }, false);
test("the group's resource without the group", grants, { ...pods, resources: ["deployments"] }, false);
test("every group", grants, { ...pods, apiGroups: ["*"] }, true);
test(
  "one of several groups and resources",
  grants,
  { ...pods, apiGroups: ["batch", ""], resources: ["jobs", "pods"] },
  true,
);
test("another resource", grants, { ...pods, resources: ["secrets"] }, false);
test("every resource", grants, { ...pods, resources: ["*"] }, true);
test("objects by name are not counted", grants, { ...pods, resourceNames: ["api"] }, false);
test("a rule that says nothing", grants, {}, false);

const exec: Right = { verbs: ["create"], resources: ["pods/exec"] };
test("a subresource", grants, { ...pods, resources: ["pods/exec"] }, true, exec);
test("that subresource of every resource", grants, { ...pods, resources: ["*/exec"] }, true, exec);
test("every resource and subresource", grants, { ...pods, resources: ["*"] }, true, exec);
test("another subresource", grants, { ...pods, resources: ["*/log"] }, false, exec);
test("its resource alone", grants, pods, false, exec);
test("a resource is not held by its subresources", grants, { ...pods, resources: ["*/exec", "pods/exec"] }, false);

test("each subject of a binding holds it, where the binding stands", (t) => {
  const robot = { kind: "ServiceAccount", namespace: "ci", name: "robot" };
  const inShop = {
    ...bound,
    metadata: { namespace: "shop", name: "binding" },
    subjects: [{ kind: "User", name: "ann" }, robot],
  };
  const holders = holdersOf(create, record([allowing(pods)], [inShop]));
  t.deepEqual(
    holders.map(({ subject, namespace, binding, rule }) => [subject, namespace, binding.name, rule.verbs]),
    [
      [ann, "shop", "binding", ["create"]],
      [robot, "shop", "binding", ["create"]],
    ],
  );
});
test("a role is one of its own namespace, and a ClusterRole of none", (t) => {
  const roles: readonly ApiRbacRole[] = [
    { metadata: { namespace: "shop", name: "writer" }, rules: [pods] },
    { metadata: { namespace: "media", name: "writer" }, rules: [{ ...pods, verbs: ["get"] }] },
    { metadata: { name: "writer" }, rules: null },
  ];
  const by = (kind: string, namespace: string) => ({
    ...bound,
    ...{ metadata: { namespace, name: `${kind} in ${namespace}` }, roleRef: { kind, name: "writer" } },
  });
  const all = [by("Role", "shop"), by("Role", "media"), by("ClusterRole", "shop"), bound];
  const names = (record_: RbacRecord) => holdersOf(create, record_).map(({ binding }) => binding.name);
  t.deepEqual(names(record(roles, all)), ["Role in shop"]);
  t.deepEqual(names(record([...roles.slice(0, 2), allowing(pods)], all)), [
    "Role in shop",
    "ClusterRole in shop",
    "binding",
  ]);
});
test("a binding to a role that is gone, or to nobody, gives nothing", (t) => {
  t.deepEqual(holdersOf(create, record([])), []);
  t.deepEqual(holdersOf(create, record([allowing(pods)], [{ ...bound, subjects: null }])), []);
  t.false(ownsCluster(ann, record([])));
});
test("what an object does not say is empty", (t) => {
  t.deepEqual(toRbacRole({}), { namespace: undefined, name: "", rules: [] });
  t.deepEqual(toRbacRole({ rules: [{}] }).rules, [{ apiGroups: [], resources: [], verbs: [], resourceNames: [] }]);
  t.deepEqual(toRbacBinding({}), {
    ...{ namespace: undefined, name: "", roleKind: "ClusterRole", roleName: "", subjects: [] },
  });
  t.deepEqual(toRbacBinding({ subjects: [{}] }).subjects, [{ kind: "", namespace: undefined, name: "" }]);
});

const all = { apiGroups: ["*"], resources: ["*"], verbs: ["*"] };
const owns = test.macro((t, rules: readonly Partial<RbacRule>[], expected: boolean, binding: object = {}) => {
  t.is(ownsCluster(ann, record([{ metadata: { name: "writer" }, rules }], [{ ...bound, ...binding }])), expected);
});
test("everything everywhere", owns, [all], true);
test("everything, among other rules", owns, [pods, all], true);
test("every verb on everything of one group", owns, [{ ...all, apiGroups: [""] }], false);
test("every verb on one resource of every group", owns, [{ ...all, resources: ["pods"] }], false);
test("one verb on everything", owns, [{ ...all, verbs: ["get"] }], false);
test("one verb on one resource of every group", owns, [{ ...pods, apiGroups: ["*"] }], false);
test("everything in one namespace", owns, [all], false, { metadata: { namespace: "shop", name: "binding" } });
test("for another kind of that name", owns, [all], false, { subjects: [{ kind: "Group", name: "ann" }] });
test("for another name of that kind", owns, [all], false, { subjects: [{ kind: "User", name: "bob" }] });
test("for that name in a namespace", owns, [all], false, {
  subjects: [{ kind: "User", name: "ann", namespace: "shop" }],
});
test("for it among others", owns, [all], true, { subjects: [{ kind: "User", name: "bob" }, ann] });
