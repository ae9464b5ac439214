// Judges a snapshot by every rule and by what the house has decided: the part of an audit that needs no cluster.
import type { Snapshot } from "../access/snapshot.ts";
import { applyHousePolicy, type HouseReport, type HouseSettings } from "../audit/house-policy.ts";
import { rules } from "../audit/rules.ts";
import { runRules } from "../audit/run-rules.ts";

export function judgeAudit(snapshot: Snapshot, house: Omit<HouseSettings, "rules">): HouseReport {
  const { accounts = [] } = house.policy;
  return applyHousePolicy(runRules(snapshot, { accounts }), { ...house, rules });
}
