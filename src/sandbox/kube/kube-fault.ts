// A refusal of the API server, and the Status object that tells a client of it.
import type { ResourceKind } from "./resource-kinds.ts";

export interface FaultDetails {
  readonly kind?: string;
  readonly group?: string;
  readonly name?: string;
  readonly causes?: readonly { readonly reason: string; readonly message: string; readonly field: string }[];
}

/** https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/status/ */
export class KubeFault extends Error {
  readonly code: number;
  readonly reason: string;
  readonly details: FaultDetails;

  constructor(code: number, reason: string, message: string, details: FaultDetails = {}) {
    super(message);
    this.code = code;
    this.reason = reason;
    this.details = details;
  }
}

export function printStatus({ code, reason, message, details }: KubeFault): object {
  return { kind: "Status", apiVersion: "v1", metadata: {}, status: "Failure", message, reason, details, code };
}

export function notFound(kind: ResourceKind, name: string): KubeFault {
  return new KubeFault(404, "NotFound", `${qualified(kind)} "${name}" not found`, detailsOf(kind, name));
}

export function alreadyExists(kind: ResourceKind, name: string): KubeFault {
  return new KubeFault(409, "AlreadyExists", `${qualified(kind)} "${name}" already exists`, detailsOf(kind, name));
}

export function conflict(kind: ResourceKind, name: string): KubeFault {
  const why = "the object has been modified; please apply your changes to the latest version and try again";
  return new KubeFault(
    409,
    "Conflict",
    `Operation cannot be fulfilled on ${qualified(kind)} "${name}": ${why}`,
    detailsOf(kind, name),
  );
}

export function badRequest(message: string): KubeFault {
  return new KubeFault(400, "BadRequest", message);
}

export function invalid(kind: ResourceKind, name: string, problem: string): KubeFault {
  return new KubeFault(422, "Invalid", `${kind.kind} "${name}" is invalid: ${problem}`, detailsOf(kind, name));
}

export function gone(): KubeFault {
  return new KubeFault(410, "Expired", "The provided resource version is too old: list again");
}

export function tooLarge(version: string, present: number): KubeFault {
  return new KubeFault(504, "Timeout", `Timeout: Too large resource version: ${version}, current: ${present}`);
}

function qualified({ plural, group }: ResourceKind): string {
  return group === "" ? plural : `${plural}.${group}`;
}

function detailsOf({ plural, group }: ResourceKind, name: string): FaultDetails {
  return { name, kind: plural, ...(group !== "" && { group }) };
}
