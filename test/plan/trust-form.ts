// How a grant tells node roles from others: what is chosen, and what is refused.
import test from "ava";
import { admitRoles, sidOfCluster } from "../../src/iam/trust-policy.ts";
import { chooseTrustForm, type TrustFormFacts, type TrustFormWishes } from "../../src/plan/trust-form.ts";
import { accountId, arn, role, snapshot, trusting } from "../helpers/build.ts";

const { cluster } = snapshot();
const a = arn("harbor-a-node");
const b = arn("nodes/harbor-b-node");
const inAccount = (pattern: string): string => `arn:aws:iam::${accountId}:role/${pattern}`;
const tagged = (name: string, tags: Record<string, string>) => role(name, { tags });

const chooses = test.macro(
  (t, wishes: TrustFormWishes, expected: object | RegExp, facts: Partial<TrustFormFacts> = {}) => {
    const form = chooseTrustForm(
      { cluster, trust: trusting(a), nodeRoles: [a, b], nodeRoleFacts: [], ...facts },
      wishes,
    );
    if (!(expected instanceof RegExp)) return t.deepEqual(form as object, expected);
    return t.regex(form.kind === "refused" ? `${form.problem} ${form.hint}` : form.kind, expected);
  },
);

test("without a wish, each by its ARN", chooses, {}, { kind: "exact" });
test(
  "a pattern without one of the person's is the node roles' ARNs",
  chooses,
  { trust: "pattern" },
  { kind: "pattern", patterns: [a, b] },
);
test(
  "patterns are names with their paths",
  chooses,
  { nodePatterns: ["harbor-*-node", "/nodes/harbor-*"] },
  { kind: "pattern", patterns: [inAccount("harbor-*-node"), inAccount("nodes/harbor-*")] },
);
test(
  "a pattern may be an ARN",
  chooses,
  { nodePatterns: [inAccount("*harbor-?-node")] },
  { kind: "pattern", patterns: [inAccount("*harbor-?-node")] },
);
test(
  "a pattern that misses a node role is refused, naming it",
  chooses,
  { nodePatterns: ["harbor-*"] },
  /no pattern matches the node roles? .*nodes\/harbor-b-node.* --node-pattern 'nodes\/harbor-b-node'/,
);
test("every role of the account is no pattern", chooses, { nodePatterns: ["*"] }, /is every role of the account/);
test(
  "nor is it with a question mark's worth of care",
  chooses,
  { nodePatterns: ["**"] },
  /is every role of the account/,
);

const sid = sidOfCluster(cluster);
const withOwn = (form: Parameters<typeof admitRoles>[2]["form"]): string => {
  const edit = admitRoles(trusting(arn("ci")), [a], { sid, form });
  return edit.kind === "changed" ? edit.text : "";
};
const patterned = withOwn({ kind: "pattern", patterns: [inAccount("harbor-*")] });
test(
  "the form that is there stays, and covers what is new",
  chooses,
  {},
  { kind: "pattern", patterns: [b] },
  { trust: patterned },
);
test(
  "what it covers needs nothing more",
  chooses,
  {},
  { kind: "pattern", patterns: [] },
  { trust: patterned, nodeRoles: [a] },
);
test("the other form is taken when asked for", chooses, { trust: "exact" }, { kind: "exact" }, { trust: patterned });

const shared = {
  nodeRoleFacts: [
    tagged("harbor-a-node", { pool: "x", cluster: "harbor-prod" }),
    tagged("nodes/harbor-b-node", { cluster: "harbor-prod" }),
  ],
};
test(
  "a shared tag that names the cluster is found",
  chooses,
  { trust: "tag" },
  { kind: "tag", key: "cluster", value: "harbor-prod" },
  shared,
);
test("without one, it is asked for", chooses, { trust: "tag" }, /share no tag.*--node-tag KEY=VALUE/);
test(
  "a tag that a node role lacks is refused, with the command that sets it",
  chooses,
  { nodeTag: { key: "pool", value: "x" } },
  /harbor-b-node has no tag pool=x.*aws iam tag-role --role-name harbor-b-node/s,
  shared,
);
test(
  "the tag that is there stays",
  chooses,
  {},
  { kind: "tag", key: "cluster", value: "harbor-prod" },
  { ...shared, trust: withOwn({ kind: "tag", key: "cluster", value: "harbor-prod" }) },
);
