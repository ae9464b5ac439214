// The list of audit rules; adding a rule is adding its file and a line here.
import type { Rule } from "./rule.ts";
import { annotationMisplaced } from "./rules/annotation-misplaced.ts";
import { conditionOpen } from "./rules/condition-open.ts";
import { hostNetworkBypass } from "./rules/host-network-bypass.ts";
import { namespaceForbids } from "./rules/namespace-forbids.ts";
import { nodeRoleAssumesBeyondPrefix } from "./rules/node-role-assumes-beyond-prefix.ts";
import { nodeRoleLacksAssume } from "./rules/node-role-lacks-assume.ts";
import { roleAdminLike } from "./rules/role-admin-like.ts";
import { roleArnDiffers } from "./rules/role-arn-differs.ts";
import { roleMissing } from "./rules/role-missing.ts";
import { roleNotFound } from "./rules/role-not-found.ts";
import { roleOutsidePrefix } from "./rules/role-outside-prefix.ts";
import { roleReferenceMalformed } from "./rules/role-reference-malformed.ts";
import { sessionTooLong } from "./rules/session-too-long.ts";
import { trustConditionUnmet } from "./rules/trust-condition-unmet.ts";
import { trustDenies } from "./rules/trust-denies.ts";
import { trustMissesNodeRole } from "./rules/trust-misses-node-role.ts";

export const rules: readonly Rule[] = [
  annotationMisplaced,
  conditionOpen,
  hostNetworkBypass,
  namespaceForbids,
  nodeRoleAssumesBeyondPrefix,
  nodeRoleLacksAssume,
  roleAdminLike,
  roleArnDiffers,
  roleMissing,
  roleNotFound,
  roleOutsidePrefix,
  roleReferenceMalformed,
  sessionTooLong,
  trustConditionUnmet,
  trustDenies,
  trustMissesNodeRole,
];
