// The laws of a grant, over accounts of all shapes: done is done, undone is as before, others' statements and the quota hold.
import { isDeepStrictEqual } from "node:util";
import test from "ava";
import * as fc from "fast-check";
import { parsePolicy } from "../../src/iam/policy-document.ts";
import { printJson } from "../../src/iam/print-json.ts";
import { trustSize } from "../../src/iam/trust-policy.ts";
import { invertStep } from "../../src/plan/invert-step.ts";
import type { GrantFacts, GrantWishes } from "../../src/plan/grant-facts.ts";
import { planGrant } from "../../src/plan/plan-grant.ts";
import { findUnfit } from "../../src/plan/written-documents.ts";
import type { Planned } from "../../src/plan/planned.ts";
import { annotationKeys } from "../../src/pods/annotations.ts";
import { type AccountWorld, accountWorlds } from "../helpers/account-worlds.ts";
import { role, workload } from "../helpers/build.ts";
import { applyToModel, type ModelWorld } from "../helpers/model-world.ts";

const api = "shop/Deployment/api";

const wishes: fc.Arbitrary<GrantWishes> = fc.record({
  externalId: fc.constantFrom(undefined, "shop", "till-42"),
  sessionName: fc.constantFrom(undefined, "shop.api"),
  sessionTags: fc.constantFrom(undefined, false, true),
  trust: fc.constantFrom(undefined, "exact", "pattern", "tag"),
  nodeTag: fc.constant({ key: "cluster", value: "harbor" }),
  nodePatterns: fc.constantFrom([], ["*"]),
});

const claims = fc.constantFrom<Readonly<Record<string, string>>>(
  {},
  { [annotationKeys.role]: "pods/other" },
  { [annotationKeys.role]: "", [annotationKeys.externalId]: "shop" },
);

interface Case {
  readonly account: AccountWorld;
  readonly wish: GrantWishes;
  readonly claim: Readonly<Record<string, string>>;
}

/** A tag or a pattern wished for by its own flag says so; a bare star is every role, and refused. */
const cases: fc.Arbitrary<Case> = fc
  .record({ account: accountWorlds, wish: wishes, claim: claims })
  .filter(({ account }) => !account.nodeRoles.includes(account.role))
  .map(({ wish, ...rest }) => {
    const { nodeTag, nodePatterns, ...others } = wish;
    return {
      ...rest,
      wish: { ...others, ...(wish.trust === "tag" && { nodeTag }), ...(wish.trust === "pattern" && { nodePatterns }) },
    };
  });

function worldOf({ account, claim }: Case): ModelWorld {
  return {
    ...{ policies: {}, attachments: [], inline: {}, boundaries: {}, files: {} },
    trusts: { [account.role]: account.trust },
    annotations: { [api]: { team: "shop", ...claim } },
  };
}

function plan({ account, wish }: Case, world: ModelWorld): Planned {
  const { cluster, nodeRoles, quota } = account;
  const facts: GrantFacts = {
    ...{ cluster, nodeRoles, prefix: "/pods/", trustSizeQuota: quota },
    base: { partition: cluster.partition, account: cluster.account, path: "/pods/" },
    role: { ...role("pods/api"), arn: account.role, trust: world.trusts[account.role] ?? "" },
    nodeRoleFacts: nodeRoles.map((arn) => ({ ...role("node"), arn, tags: { cluster: "harbor" } })),
    workload: workload("api", { templateAnnotations: world.annotations[api] ?? {} }),
  };
  return planGrant(facts, wish);
}

const stepsOf = (planned: Planned) => (planned.kind === "planned" ? planned.plan.steps : []);
const statementsOf = (text: string) => {
  const parsed = parsePolicy(text);
  return parsed.kind === "parsed" ? parsed.document.statements : [];
};

const law = (
  title: string,
  check: (one: Case, planned: Planned, before: ModelWorld, after: ModelWorld) => boolean,
): void => {
  test(title, (t) => {
    let planned = 0;
    fc.assert(
      fc.property(cases, (one) => {
        const before = worldOf(one);
        const answer = plan(one, before);
        if (answer.kind === "planned") planned += 1;
        return check(one, answer, before, stepsOf(answer).reduce(applyToModel, before));
      }),
      { numRuns: 500 },
    );
    t.true(planned > 100, `only ${planned} of 500 accounts could be granted`);
  });
};

law("after applying the plan there is nothing left to plan", (one, planned, _, after) => {
  const again = plan(one, after);
  return planned.kind === "refused" || (again.kind === "planned" && again.plan.steps.length === 0);
});

law("undoing the plan gives back every byte", (_, planned, before, after) => {
  const back = stepsOf(planned).map(invertStep).toReversed().reduce(applyToModel, after);
  return isDeepStrictEqual(back, before);
});

law("statements of others stay as they are, to the character and in their order", ({ account }, _, before, after) => {
  const foreign = (text: string): string[] =>
    statementsOf(text)
      .filter(({ sid }) => sid?.startsWith("IamctlNodes") !== true || sid === "IamctlNodesOtherUsEast1")
      .map(({ json }) => printJson(json));
  const [old, young] = [before, after].map(({ trusts }) => foreign(trusts[account.role] ?? ""));
  return JSON.stringify(old) === JSON.stringify(young);
});

law(
  "no trust policy outgrows its quota: what would is refused before anything is changed",
  ({ account }, _, __, after) => {
    return trustSize(after.trusts[account.role] ?? "") <= account.quota;
  },
);

law("a trust policy that AWS would take is one after it, too", ({ account }, planned) => {
  const fits = findUnfit({ kind: "replace-trust", role: account.role, before: "", after: account.trust }) === undefined;
  return !fits || stepsOf(planned).every((step) => findUnfit(step) === undefined);
});

law("only what is ours of the template changes", (_, __, before, after) => {
  const own: readonly string[] = [annotationKeys.role, annotationKeys.externalId, annotationKeys.sessionName];
  const others = ({ annotations }: ModelWorld): string =>
    JSON.stringify(Object.entries(annotations[api] ?? {}).filter(([key]) => !own.includes(key)));
  return others(before) === others(after);
});
