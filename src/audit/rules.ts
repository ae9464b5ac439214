// The list of audit rules by family and number; adding a rule is adding its file and two lines here.
import type { Rule } from "./rule.ts";
import { annotationMisplaced } from "./rules/annotation-misplaced.ts";
import { annotationTypo } from "./rules/annotation-typo.ts";
import { conditionOpen } from "./rules/condition-open.ts";
import { crossAccountRole } from "./rules/cross-account-role.ts";
import { defaultRoleSet } from "./rules/default-role-set.ts";
import { hopLimitHigh } from "./rules/hop-limit-high.ts";
import { hostNetworkBypass } from "./rules/host-network-bypass.ts";
import { imdsV1Allowed } from "./rules/imds-v1-allowed.ts";
import { namespaceForbids } from "./rules/namespace-forbids.ts";
import { namespaceLimitsAbsent } from "./rules/namespace-limits-absent.ts";
import { nodeAdmin } from "./rules/node-admin.ts";
import { nodeRoleAssumesBeyondPrefix } from "./rules/node-role-assumes-beyond-prefix.ts";
import { nodeRoleLacksAssume } from "./rules/node-role-lacks-assume.ts";
import { nodeRoleMissing } from "./rules/node-role-missing.ts";
import { prefixNotAFence } from "./rules/prefix-not-a-fence.ts";
import { proxyCoverage } from "./rules/proxy-coverage.ts";
import { roleAdminLike } from "./rules/role-admin-like.ts";
import { roleArnDiffers } from "./rules/role-arn-differs.ts";
import { roleMissing } from "./rules/role-missing.ts";
import { roleNotFound } from "./rules/role-not-found.ts";
import { roleOrphan } from "./rules/role-orphan.ts";
import { roleOutsidePrefix } from "./rules/role-outside-prefix.ts";
import { roleReferenceMalformed } from "./rules/role-reference-malformed.ts";
import { sessionTooLong } from "./rules/session-too-long.ts";
import { staticKeysEnv } from "./rules/static-keys-env.ts";
import { trustAccountRoot } from "./rules/trust-account-root.ts";
import { trustAnyPrincipal } from "./rules/trust-any-principal.ts";
import { trustConditionUnmet } from "./rules/trust-condition-unmet.ts";
import { trustDanglingPrincipal } from "./rules/trust-dangling-principal.ts";
import { trustDenies } from "./rules/trust-denies.ts";
import { trustExternalIdMismatch } from "./rules/trust-external-id-mismatch.ts";
import { trustMissingNode } from "./rules/trust-missing-node.ts";
import { trustPartialNodes } from "./rules/trust-partial-nodes.ts";
import { uninterceptedNode } from "./rules/unintercepted-node.ts";

export const rules: readonly Rule[] = [
  staticKeysEnv,
  imdsV1Allowed,
  hopLimitHigh,
  proxyCoverage,
  nodeRoleLacksAssume,
  nodeRoleAssumesBeyondPrefix,
  prefixNotAFence,
  nodeAdmin,
  nodeRoleMissing,
  roleAdminLike,
  roleOrphan,
  sessionTooLong,
  trustMissingNode,
  trustPartialNodes,
  trustDanglingPrincipal,
  trustAnyPrincipal,
  trustAccountRoot,
  trustExternalIdMismatch,
  trustConditionUnmet,
  trustDenies,
  conditionOpen,
  roleMissing,
  annotationMisplaced,
  annotationTypo,
  roleReferenceMalformed,
  roleNotFound,
  roleOutsidePrefix,
  crossAccountRole,
  roleArnDiffers,
  hostNetworkBypass,
  uninterceptedNode,
  namespaceLimitsAbsent,
  defaultRoleSet,
  namespaceForbids,
];
