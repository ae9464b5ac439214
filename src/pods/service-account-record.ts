// A service account as far as it gives its pods an AWS role: the annotation that IAM roles for service accounts go by.
import type { Annotations } from "./annotations.ts";
import { keepIdentityAnnotations } from "./identity-annotations.ts";

export interface ServiceAccountRecord {
  readonly namespace: string;
  readonly name: string;
  /** Those that may concern roles. */
  readonly annotations: Annotations;
}

/** The fields of a Kubernetes ServiceAccount that are read, as they arrive on the wire. */
export interface ApiServiceAccount {
  readonly metadata?: { readonly namespace?: string; readonly name?: string; readonly annotations?: Annotations };
}

export function toServiceAccountRecord({ metadata = {} }: ApiServiceAccount): ServiceAccountRecord {
  return {
    namespace: metadata.namespace ?? "",
    name: metadata.name ?? "",
    annotations: keepIdentityAnnotations(metadata.annotations),
  };
}
