import test from "ava";
import * as fc from "fast-check";
import type { RoleArn } from "../../src/iam/arn.ts";
import { invertStep } from "../../src/plan/invert-step.ts";
import type { Plan } from "../../src/plan/plan.ts";
import { planGrant } from "../../src/plan/plan-grant.ts";
import { assumePolicyName, boundaryPolicyArn } from "../../src/plan/own-policies.ts";
import { assumePolicyArn, type InitWishes, planInit } from "../../src/plan/plan-init.ts";
import { planRevoke } from "../../src/plan/plan-revoke.ts";
import type { Planned } from "../../src/plan/planned.ts";
import { findUnfit } from "../../src/plan/written-documents.ts";
import { annotationKeys } from "../../src/pods/annotations.ts";
import { arn, role, snapshot, workload } from "../helpers/build.ts";
import { applyToModel, type ModelWorld } from "../helpers/model-world.ts";
import { plan } from "../helpers/steps.ts";
import { trustTexts } from "../helpers/trust-documents.ts";

const { cluster, settings } = snapshot();
const api = "shop/Deployment/api";
const apiRole = arn("pods/api");
const nodeRoles = [arn("node-a"), arn("eks/node-b"), arn("karpenter")];

const boundaryArn = boundaryPolicyArn(cluster);

/** Starting points of `init`: the policy absent, right, or somebody's own; any of the node roles attached already. */
const initWorlds: fc.Arbitrary<ModelWorld> = fc
  .record({
    policy: fc.oneof(fc.constant(undefined), trustTexts, fc.constant('{"Version":"2012-10-17","Statement":[]}')),
    attached: fc.subarray(nodeRoles),
    values: fc.option(fc.string(), { nil: undefined }),
    written: fc.option(trustTexts, { nil: undefined }),
    bound: fc.boolean(),
  })
  .map(({ policy, attached, values, written, bound }) => ({
    policies: {
      ...(policy !== undefined && { [assumePolicyArn(cluster)]: policy }),
      ...(bound && { [boundaryArn]: '{"Version":"2012-10-17","Statement":[]}' }),
    },
    inline: written === undefined ? {} : { [`${nodeRoles[0] ?? ""} ${assumePolicyName(cluster)}`]: written },
    boundaries: bound ? Object.fromEntries(nodeRoles.map((node) => [node, boundaryArn])) : {},
    attachments: policy === undefined ? [] : attached.map((node) => `${node} ${assumePolicyArn(cluster)}`).toSorted(),
    trusts: {},
    annotations: {},
    files: values === undefined ? {} : { "values.yaml": values },
  }));

/** Starting points of `grant`: any trust policy; the template bare, right, differently written, or another role's. */
const grantWorlds: fc.Arbitrary<ModelWorld> = fc
  .record({
    trust: trustTexts,
    claim: fc.constantFrom(undefined, "pods/api", apiRole, "pods/other", ""),
    externalId: fc.constantFrom(undefined, "42"),
  })
  .map(({ trust, claim, externalId }) => ({
    policies: {},
    attachments: [],
    trusts: { [apiRole]: trust },
    ...{ inline: {}, boundaries: {} },
    annotations: {
      [api]: {
        team: "shop",
        ...(claim !== undefined && { [annotationKeys.role]: claim }),
        ...(externalId !== undefined && { [annotationKeys.externalId]: externalId }),
      },
    },
    files: {},
  }));

const wishes = fc.record({ externalId: fc.constantFrom(undefined, "42", "shop-external") });
const chosenNodes = fc.subarray(nodeRoles, { minLength: 1 });

const initWishes = fc.record({
  fence: fc.constantFrom("none", "deny", "boundary"),
  inline: fc.boolean(),
  tagSessions: fc.boolean(),
});

test("init: after applying the plan there is nothing left to plan", (t) => {
  fc.assert(
    fc.property(initWorlds, initWishes, (world, wish) =>
      t.deepEqual(stepsOf(initIn(apply(world, initIn(world, wish)), wish)), []),
    ),
  );
});

test("init: undoing the plan gives back every byte", (t) => {
  fc.assert(
    fc.property(initWorlds, initWishes, (world, wish) =>
      t.deepEqual(undo(apply(world, initIn(world, wish)), initIn(world, wish)), world),
    ),
  );
});

test("grant: after applying the plan there is nothing left to plan", (t) => {
  fc.assert(
    fc.property(grantWorlds, wishes, chosenNodes, (world, wish, nodes) => {
      const granted = apply(world, grantIn(world, wish, nodes));
      t.deepEqual(stepsOf(grantIn(granted, wish, nodes)), []);
    }),
  );
});

test("grant: undoing the plan gives back every byte", (t) => {
  fc.assert(
    fc.property(grantWorlds, wishes, chosenNodes, (world, wish, nodes) => {
      const planned = grantIn(world, wish, nodes);
      t.deepEqual(undo(apply(world, planned), planned), world);
    }),
  );
});

test("revoke after grant: the second revocation has nothing left to plan, and its undo gives back every byte", (t) => {
  fc.assert(
    fc.property(grantWorlds, wishes, chosenNodes, (world, wish, nodes) => {
      const granted = apply(world, grantIn(world, wish, nodes));
      const planned = revokeIn(granted);
      const revoked = apply(granted, planned);
      t.deepEqual(stepsOf(revokeIn(revoked)), []);
      t.deepEqual(undo(revoked, planned), granted);
    }),
  );
});

test("init writes nothing that AWS would refuse for its use", (t) => {
  fc.assert(
    fc.property(initWorlds, initWishes, (world, wish) =>
      stepsOf(initIn(world, wish)).every((step) => findUnfit(step) === undefined),
    ),
  );
  t.pass();
});

test("revoke leaves a trust policy that AWS would take as one", (t) => {
  fc.assert(
    fc.property(grantWorlds, wishes, chosenNodes, (world, wish, nodes) => {
      const fits = findUnfit({ kind: "replace-trust", role: apiRole, before: "", after: world.trusts[apiRole] ?? "" });
      const granted = apply(world, grantIn(world, wish, nodes));
      return fits !== undefined || stepsOf(revokeIn(granted)).every((step) => findUnfit(step) === undefined);
    }),
  );
  t.pass();
});

/** Killed after any number of steps and planned anew from what is there, it ends where it would have ended. */
function convergesWhenKilled(world: ModelWorld, planIn: (world: ModelWorld) => Planned): boolean {
  const steps = stepsOf(planIn(world));
  const whole = JSON.stringify(steps.reduce(applyToModel, world), inOrder);
  return [...steps.keys()].every((killed) => {
    const half = steps.slice(0, killed).reduce(applyToModel, world);
    return JSON.stringify(apply(half, planIn(half)), inOrder) === whole;
  });
}

function inOrder(_: string, value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).toSorted(([one], [other]) => (one < other ? -1 : 1)));
}

test("init, killed between any two steps and typed again, ends as if it had not been killed", (t) => {
  fc.assert(
    fc.property(initWorlds, initWishes, (world, wish) => convergesWhenKilled(world, (now) => initIn(now, wish))),
  );
  t.pass();
});

test("grant, killed between any two steps and typed again, ends as if it had not been killed", (t) => {
  fc.assert(
    fc.property(grantWorlds, wishes, chosenNodes, (world, wish, nodes) =>
      convergesWhenKilled(world, (now) => grantIn(now, wish, nodes)),
    ),
  );
  t.pass();
});

test("revoke, killed between any two steps and typed again, ends as if it had not been killed", (t) => {
  fc.assert(
    fc.property(grantWorlds, wishes, chosenNodes, (world, wish, nodes) =>
      convergesWhenKilled(apply(world, grantIn(world, wish, nodes)), revokeAsNamed),
    ),
  );
  t.pass();
});

/** As the command does: which role it is about is read from the template's annotation. */
function revokeAsNamed(world: ModelWorld): Planned {
  const isNamed = world.annotations[api]?.[annotationKeys.role] !== undefined;
  return isNamed ? revokeIn(world) : { kind: "planned", plan: plan([]) };
}

function initIn(world: ModelWorld, wish: Pick<InitWishes, "fence" | "inline" | "tagSessions">): Planned {
  const boundary = world.policies[boundaryArn];
  const policyArn = assumePolicyArn(cluster);
  return planInit(
    {
      cluster,
      nodeRoles: nodeRoles.map((node) => ({
        arn: node,
        attachedPolicyArns: world.attachments.includes(`${node} ${policyArn}`) ? [policyArn] : [],
        inlineText: world.inline[`${node} ${assumePolicyName(cluster)}`],
        boundaryArn: world.boundaries[node],
      })),
      policyText: world.policies[policyArn],
      boundary:
        boundary === undefined
          ? undefined
          : { ...{ arn: boundaryArn, name: "", path: "", description: "", tags: {} }, document: boundary },
      attachedPoliciesQuota: 10,
      valuesBefore: world.files["values.yaml"],
    },
    {
      ...{ ...wish, prefix: "/pods/", notes: [] },
      values: { path: "values.yaml", text: "aws:\n  region: eu-west-1\n" },
    },
  );
}

function grantIn(world: ModelWorld, wish: { externalId: string | undefined }, nodes: readonly RoleArn[]): Planned {
  return planGrant(
    {
      cluster,
      base: settings.base,
      prefix: "/pods/",
      role: role("pods/api", { trust: world.trusts[apiRole] ?? "" }),
      nodeRoles: nodes,
      workload: workload("api", { templateAnnotations: world.annotations[api] ?? {} }),
      nodeRoleFacts: [],
      trustSizeQuota: 100_000,
    },
    wish,
  );
}

function revokeIn(world: ModelWorld): Planned {
  return planRevoke({
    cluster,
    workload: workload("api", { templateAnnotations: world.annotations[api] ?? {} }),
    role: apiRole,
    lookup: { kind: "found", facts: role("pods/api", { trust: world.trusts[apiRole] ?? "" }) },
    otherUsers: [],
  });
}

function apply(world: ModelWorld, planned: Planned): ModelWorld {
  return stepsOf(planned).reduce(applyToModel, world);
}

function undo(world: ModelWorld, planned: Planned): ModelWorld {
  return stepsOf(planned).map(invertStep).toReversed().reduce(applyToModel, world);
}

function stepsOf(planned: Planned): Plan["steps"] {
  if (planned.kind === "refused") throw new Error(planned.problem);
  return planned.plan.steps;
}
