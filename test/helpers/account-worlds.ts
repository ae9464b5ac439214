// Generates accounts as grants find them: roles of all shapes and paths, statements of ours and of others, quotas nearly used up.
import * as fc from "fast-check";
import { makeRoleArn, type RoleArn } from "../../src/iam/arn.ts";
import { admitRoles, sidOfCluster, trustSize, type TrustWish } from "../../src/iam/trust-policy.ts";
import { arbitraryTrustText } from "./iam-trust-texts.ts";

export interface AccountWorld {
  readonly cluster: {
    readonly name: string;
    readonly account: string;
    readonly partition: string;
    readonly region: string;
  };
  readonly role: RoleArn;
  /** With no to three statements of ours: of this cluster, of another one, and of an iamctl from before clusters had Sids. */
  readonly trust: string;
  readonly nodeRoles: readonly RoleArn[];
  readonly quota: number;
}

const partitions = fc.constantFrom(["aws", "eu-west-1"], ["aws-cn", "cn-north-1"], ["aws-us-gov", "us-gov-west-1"]);
const paths = fc.constantFrom("/", "/pods/", "/nodes/", "/a/b.c/");
const names = fc.stringMatching(/^[A-Za-z][\w+=,.@-]{0,30}$/);
const account = "111122223333";

export const accountWorlds: fc.Arbitrary<AccountWorld> = partitions.chain(([partition = "", region = ""]) => {
  const roles = fc.record({ path: paths, name: names }).map((parts) => makeRoleArn({ partition, account, ...parts }));
  const cluster = fc
    .constantFrom("harbor-prod", "h", "Prod_2.eu")
    .map((name) => ({ name, account, partition, region }));
  return fc
    .record({
      cluster,
      role: roles,
      foreign: arbitraryTrustText(),
      nodeRoles: fc.uniqueArray(roles, { minLength: 1, maxLength: 5 }),
      earlier: fc.array(
        fc.record({
          whose: fc.constantFrom("ours", "other", "old"),
          nodes: fc.uniqueArray(roles, { minLength: 1, maxLength: 3 }),
          wish: wishes,
        }),
        { maxLength: 3 },
      ),
      /** What is left of the quota; 2,048 and 8,192 are the least and the most that AWS gives. */
      slack: fc.constantFrom(0, 50, 200, 400, 6000),
    })
    .map(({ foreign, earlier, slack, ...world }) => {
      const trust = earlier.reduce((text, { whose, nodes, wish }) => {
        const sid = { ours: sidOfCluster(world.cluster), other: "IamctlNodesOtherUsEast1", old: "IamctlNodeRoles" }[
          whose
        ];
        const edit = admitRoles(text, nodes, { ...wish, sid });
        return edit.kind === "changed" ? edit.text : text;
      }, foreign);
      return { ...world, trust, quota: trustSize(trust) + slack };
    });
});

/** As a person may ask for a grant. */
export const wishes: fc.Arbitrary<TrustWish> = fc.record({
  externalId: fc.constantFrom(undefined, "shop", "till-42"),
  form: fc.constantFrom<TrustWish["form"]>(
    { kind: "exact" },
    { kind: "pattern", patterns: ["arn:aws:iam::111122223333:role/harbor-*"] },
    { kind: "tag", key: "cluster", value: "harbor-prod" },
  ),
});
