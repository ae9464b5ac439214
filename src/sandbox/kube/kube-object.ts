// A Kubernetes object as the API server keeps it: what every kind has, and the rest as it came.

export type Json = Record<string, unknown>;

export function isMap(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Without empty maps, empty lists and absent members: the API server keeps none of them in metadata. */
export function leaveOutEmpty(metadata: Json): Json {
  const kept = Object.entries(metadata).filter(([, value]) =>
    typeof value === "object" && value !== null ? Object.keys(value).length > 0 : value !== undefined && value !== null,
  );
  return Object.fromEntries(kept);
}

/** What is no string, number or truth value reads as absent. */
export function textOf(value: unknown, absent = ""): string {
  if (typeof value === "string") return value;
  return typeof value === "number" || typeof value === "boolean" ? String(value) : absent;
}

export interface KubeObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: Metadata;
  readonly spec?: Json;
  readonly status?: Json;
  readonly [member: string]: unknown;
}

export interface Metadata {
  readonly name: string;
  /** In an object to be created without a name: what its name begins with. */
  readonly generateName?: string;
  readonly namespace?: string;
  readonly uid?: string;
  readonly resourceVersion?: string;
  readonly generation?: number;
  readonly creationTimestamp?: string;
  readonly deletionTimestamp?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly ownerReferences?: readonly OwnerReference[];
  readonly managedFields?: readonly ManagedFields[];
  readonly [member: string]: unknown;
}

/** What one client has set: https://kubernetes.io/docs/reference/using-api/server-side-apply/#field-management */
export interface ManagedFields {
  readonly manager: string;
  readonly operation: "Apply" | "Update";
  readonly apiVersion: string;
  readonly time: string;
  readonly fieldsType: "FieldsV1";
  readonly fieldsV1: Json;
}

export interface OwnerReference {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly uid: string;
  readonly controller?: boolean;
  readonly blockOwnerDeletion?: boolean;
}

/** Where an object of a controller says whose it is. */
export function ownedBy(owner: KubeObject): readonly OwnerReference[] {
  const { apiVersion, kind, metadata } = owner;
  return [
    { apiVersion, kind, name: metadata.name, uid: metadata.uid ?? "", controller: true, blockOwnerDeletion: true },
  ];
}

export function isOwnedBy(object: KubeObject, owner: KubeObject): boolean {
  return (
    object.metadata.ownerReferences?.some(
      ({ uid, controller }) => controller === true && uid === owner.metadata.uid,
    ) === true
  );
}
