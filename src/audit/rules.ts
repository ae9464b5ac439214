// The list of audit rules by family and number; adding a rule is adding its file and two lines here.
import type { Rule } from "./rule.ts";
import { annotationMisplaced } from "./rules/annotation-misplaced.ts";
import { annotationTypo } from "./rules/annotation-typo.ts";
import { canChangeControllers } from "./rules/can-change-controllers.ts";
import { canChangeNamespaces } from "./rules/can-change-namespaces.ts";
import { canChangePods } from "./rules/can-change-pods.ts";
import { canCreatePods } from "./rules/can-create-pods.ts";
import { canEnterPods } from "./rules/can-enter-pods.ts";
import { canMintTokens } from "./rules/can-mint-tokens.ts";
import { conditionOpen } from "./rules/condition-open.ts";
import { crossAccountRole } from "./rules/cross-account-role.ts";
import { defaultRoleSet } from "./rules/default-role-set.ts";
import { hopLimitHigh } from "./rules/hop-limit-high.ts";
import { hostNetworkBypass } from "./rules/host-network-bypass.ts";
import { imdsV1Allowed } from "./rules/imds-v1-allowed.ts";
import { injectedBeforeChange } from "./rules/injected-before-change.ts";
import { irsaAnnotationOnPod } from "./rules/irsa-annotation-on-pod.ts";
import { irsaAudienceMissing } from "./rules/irsa-audience-missing.ts";
import { irsaLikeWithEquals } from "./rules/irsa-like-with-equals.ts";
import { irsaNoTrust } from "./rules/irsa-no-trust.ts";
import { irsaProviderMissing } from "./rules/irsa-provider-missing.ts";
import { irsaSubjectMissing } from "./rules/irsa-subject-missing.ts";
import { irsaSubjectWildcard } from "./rules/irsa-subject-wildcard.ts";
import { mappingWithPath } from "./rules/mapping-with-path.ts";
import { mechanismConflict } from "./rules/mechanism-conflict.ts";
import { namespaceForbids } from "./rules/namespace-forbids.ts";
import { namespaceLimitsAbsent } from "./rules/namespace-limits-absent.ts";
import { namespaceLimitsLoose } from "./rules/namespace-limits-loose.ts";
import { nodeAdmin } from "./rules/node-admin.ts";
import { nodeMappingExtraGroups } from "./rules/node-mapping-extra-groups.ts";
import { nodeMappingMissing } from "./rules/node-mapping-missing.ts";
import { nodeRoleAssumesBeyondPrefix } from "./rules/node-role-assumes-beyond-prefix.ts";
import { nodeRoleLacksAssume } from "./rules/node-role-lacks-assume.ts";
import { nodeRoleMissing } from "./rules/node-role-missing.ts";
import { prefixNotAFence } from "./rules/prefix-not-a-fence.ts";
import { proxyCoverage } from "./rules/proxy-coverage.ts";
import { proxyInterfaceMismatch } from "./rules/proxy-interface-mismatch.ts";
import { roleAdminLike } from "./rules/role-admin-like.ts";
import { roleArnDiffers } from "./rules/role-arn-differs.ts";
import { roleEscalates } from "./rules/role-escalates.ts";
import { roleMissing } from "./rules/role-missing.ts";
import { roleNotFound } from "./rules/role-not-found.ts";
import { roleOrphan } from "./rules/role-orphan.ts";
import { roleOutsidePrefix } from "./rules/role-outside-prefix.ts";
import { roleReferenceMalformed } from "./rules/role-reference-malformed.ts";
import { roleUnused } from "./rules/role-unused.ts";
import { sessionTooLong } from "./rules/session-too-long.ts";
import { startupRace } from "./rules/startup-race.ts";
import { staticKeysEnv } from "./rules/static-keys-env.ts";
import { storedKeys } from "./rules/stored-keys.ts";
import { trustAccountRoot } from "./rules/trust-account-root.ts";
import { trustAnyPrincipal } from "./rules/trust-any-principal.ts";
import { trustConditionUnmet } from "./rules/trust-condition-unmet.ts";
import { trustDanglingPrincipal } from "./rules/trust-dangling-principal.ts";
import { trustDenies } from "./rules/trust-denies.ts";
import { trustExternalIdMismatch } from "./rules/trust-external-id-mismatch.ts";
import { trustForeignAccount } from "./rules/trust-foreign-account.ts";
import { trustMissingNode } from "./rules/trust-missing-node.ts";
import { trustPartialNodes } from "./rules/trust-partial-nodes.ts";
import { trustTaggingMissing } from "./rules/trust-tagging-missing.ts";
import { uninterceptedNode } from "./rules/unintercepted-node.ts";
import { workloadClusterAdmin } from "./rules/workload-cluster-admin.ts";

export const rules: readonly Rule[] = [
  mappingWithPath,
  workloadClusterAdmin,
  nodeMappingMissing,
  nodeMappingExtraGroups,
  staticKeysEnv,
  storedKeys,
  imdsV1Allowed,
  hopLimitHigh,
  proxyCoverage,
  proxyInterfaceMismatch,
  nodeRoleLacksAssume,
  nodeRoleAssumesBeyondPrefix,
  prefixNotAFence,
  nodeAdmin,
  nodeRoleMissing,
  roleAdminLike,
  roleEscalates,
  roleUnused,
  roleOrphan,
  sessionTooLong,
  canCreatePods,
  canChangePods,
  canChangeControllers,
  canEnterPods,
  canMintTokens,
  canChangeNamespaces,
  irsaNoTrust,
  irsaProviderMissing,
  irsaSubjectMissing,
  irsaSubjectWildcard,
  irsaAudienceMissing,
  irsaLikeWithEquals,
  irsaAnnotationOnPod,
  injectedBeforeChange,
  trustMissingNode,
  trustPartialNodes,
  trustDanglingPrincipal,
  trustAnyPrincipal,
  trustAccountRoot,
  trustForeignAccount,
  trustExternalIdMismatch,
  trustConditionUnmet,
  trustDenies,
  trustTaggingMissing,
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
  startupRace,
  mechanismConflict,
  namespaceLimitsAbsent,
  namespaceLimitsLoose,
  defaultRoleSet,
  namespaceForbids,
];
