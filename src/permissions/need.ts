// One thing that a command must be permitted to do, in AWS or in the cluster.

export interface IamNeed {
  readonly sid: string;
  readonly actions: readonly string[];
  readonly on: NeedScope;
}

/** `anything`: the action knows no narrower resource, or the command cannot know it beforehand. */
export type NeedScope =
  | "anything"
  | "pod-roles"
  | "node-roles"
  | "own-policies"
  | "attaching-own-policies"
  | "bounding-by-own-policies";

export interface RbacNeed {
  /** Empty for the core group. */
  readonly group: string;
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
  /** Only the objects of these names; all when absent. */
  readonly names?: readonly string[];
}
