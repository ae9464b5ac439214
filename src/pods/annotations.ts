// The annotation keys that say which role a pod holds, and which roles a namespace lets its pods hold.

export const annotationKeys = {
  /** On the pod: a role reference. Shared with kube2iam and kiam. */
  role: "iam.amazonaws.com/role",
  /** On the pod: the external id sent with AssumeRole. Shared with kube2iam and kiam. */
  externalId: "iam.amazonaws.com/external-id",
  /** On the pod: kiam's session name. */
  sessionName: "iam.amazonaws.com/session-name",
  /** On the namespace: kube2iam's JSON list of patterns. */
  allowedRoles: "iam.amazonaws.com/allowed-roles",
  /** On the namespace: kiam's regular expression. */
  permitted: "iam.amazonaws.com/permitted",
} as const;

/** kube2iam lets an operator choose other keys. */
export type AnnotationKeys = Readonly<Record<keyof typeof annotationKeys, string>>;

/** Annotations as Kubernetes holds them. */
export type Annotations = Readonly<Record<string, string>>;

/** Those that a grant sets in a pod template. */
export const grantedKeys = [annotationKeys.role, annotationKeys.externalId, annotationKeys.sessionName] as const;
