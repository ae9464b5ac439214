// What a person asks of one grant, on the command line or in a file of grants.

/** One workload and its role; several stand in a file of grants. */
export interface GrantRequest {
  /** `api`, `deployment/api`, `service/api`. */
  readonly service: string;
  /** Name, path/name or ARN. */
  readonly role: string;
  readonly namespace?: string;
  readonly externalId?: string;
  readonly sessionName?: string;
  /** How node roles are told from others in the trust policy; as it is there already when absent, else `exact`. */
  readonly trust?: "exact" | "pattern" | "tag";
  /** Patterns of node roles' names or ARNs. */
  readonly nodePattern: readonly string[];
  readonly nodeTag?: { readonly key: string; readonly value: string };
  /** Make the role when it is not there. */
  readonly createRole: boolean;
  /** What the role is to have: ARNs of managed policies, or files of policy documents. */
  readonly policy: readonly string[];
  /** For a new role: ARN of its permissions boundary. */
  readonly boundary?: string;
  /** Files of manifests to annotate in place of the object in the cluster. */
  readonly manifest: readonly string[];
  /** File of Helm values to annotate in place of the object in the cluster. */
  readonly values?: string;
  /** Of the map of annotations in the values: `controller.podAnnotations`. */
  readonly path: string;
}
