// Reads the kind of node from the type of an EKS access entry.
import type { NodeKind } from "./node-source.ts";

export interface EntryKind {
  readonly kind: NodeKind;
  readonly windows: boolean;
}

/** `undefined` for entries of people and programs: https://docs.aws.amazon.com/eks/latest/userguide/creating-access-entries.html */
export function readEntryType(type: string | undefined): EntryKind | undefined {
  switch (type) {
    case "EC2_LINUX":
      return { kind: "ec2", windows: false };
    case "EC2_WINDOWS":
      return { kind: "ec2", windows: true };
    case "EC2":
      return { kind: "auto", windows: false };
    case "FARGATE_LINUX":
      return { kind: "fargate", windows: false };
    case "HYBRID_LINUX":
      return { kind: "hybrid", windows: false };
    case "HYPERPOD_LINUX":
      return { kind: "hyperpod", windows: false };
    default:
      return undefined;
  }
}
