// The law of uninstalling: whatever the trust policies looked like, what a grant added goes, to the character.
import test from "ava";
import * as fc from "fast-check";
import type { RoleArn } from "../../src/iam/arn.ts";
import { admitRoles, sidOfCluster } from "../../src/iam/trust-policy.ts";
import { planUninstall } from "../../src/plan/plan-uninstall.ts";
import { annotationKeys } from "../../src/pods/annotations.ts";
import { arn, snapshot } from "../helpers/build.ts";
import { applyToModel, type ModelWorld } from "../helpers/model-world.ts";
import { trustTexts } from "../helpers/trust-documents.ts";

const { cluster } = snapshot();
const sid = sidOfCluster(cluster);
const nodes = [arn("node-late-1"), arn("node-late-2")];
const key = annotationKeys.role;
const workload = (name: string) => ({ kind: "Deployment", namespace: "shop", name }) as const;

/** Roles with any trust policy, some of them granted, each with a workload that names it. */
const grants = fc.array(fc.record({ trust: trustTexts, granted: fc.boolean(), external: fc.boolean() }), {
  minLength: 1,
  maxLength: 5,
});

test("grants to any roles and an uninstallation leave every trust policy and every template as they were", (t) => {
  fc.assert(
    fc.property(grants, (wishes) => {
      const roles = wishes.map((wish, at) => ({ ...wish, arn: arn(`pods/role-${at}`), name: `api-${at}` }));
      const before = worldOf(
        roles,
        () => undefined,
        () => false,
      );
      const after = worldOf(
        roles,
        ({ trust, granted, external }) => {
          const edit = admitRoles(trust, nodes, { sid, externalId: external ? "shop-42" : undefined });
          return granted && edit.kind === "changed" ? edit.text : undefined;
        },
        ({ granted }) => granted,
      );
      const plan = planUninstall({
        ...{ cluster, policies: [], inlined: [], proxies: [] },
        roles: Object.entries(after.trusts).map(([role, trust]) => ({ arn: role as RoleArn, trust })),
        workloads: roles
          .filter(({ granted }) => granted)
          .map(({ name }) => ({
            workload: workload(name),
            annotations: [{ key, value: name, managers: ["iamctl"] }],
          })),
      });
      t.deepEqual(plan.steps.reduce(applyToModel, after), before);
    }),
  );
});

interface Granted {
  readonly arn: RoleArn;
  readonly name: string;
  readonly trust: string;
  readonly granted: boolean;
  readonly external: boolean;
}

function worldOf(
  roles: readonly Granted[],
  trustOf: (role: Granted) => string | undefined,
  isAnnotated: (role: Granted) => boolean,
): ModelWorld {
  return {
    ...{ policies: {}, attachments: [], inline: {}, boundaries: {}, files: {} },
    trusts: Object.fromEntries(roles.map((role) => [role.arn, trustOf(role) ?? role.trust])),
    annotations: Object.fromEntries(
      roles.map((role) => [`shop/Deployment/${role.name}`, isAnnotated(role) ? { [key]: role.name } : {}]),
    ),
  };
}
