// Sorts what the AWS SDK throws into the kinds that matter, by the codes AWS and Node give.

export type AwsErrorKind =
  | "denied"
  | "absent"
  | "exists"
  | "conflict"
  | "no-credentials"
  | "expired"
  | "rejected-credentials"
  | "throttled"
  | "unreachable"
  | "no-region"
  | "limit"
  | "malformed"
  | "unmodifiable"
  | "other";

export interface AwsErrorParts {
  /** The service's code (`NoSuchEntity`), or the JavaScript error's name. */
  readonly name: string;
  readonly message: string;
  /** Node's code for a failed connection. */
  readonly code: string | undefined;
}

/** Node's codes for a connection that could not be made or was cut. */
export const networkCodes: ReadonlySet<string> = new Set([
  "ECONNREFUSED",
  "ECONNRESET",
  "ENOTFOUND",
  "EAI_AGAIN",
  "ETIMEDOUT",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "EPIPE",
]);

export function awsErrorKind(error: unknown): AwsErrorKind {
  const { name, message, code } = errorParts(error);
  const known = kinds.get(name);
  if (known !== undefined) return known;
  if (code !== undefined && networkCodes.has(code)) return "unreachable";
  if (message.startsWith("Region is missing")) return "no-region";
  if (name === "CredentialsProviderError" || name === "TokenProviderError")
    return signedOut(message) ? "expired" : "no-credentials";
  return "other";
}

export function errorParts(error: unknown): AwsErrorParts {
  if (!(error instanceof Error)) return { name: "Error", message: String(error), code: undefined };
  // Older services answer `NoSuchEntityException` over JSON and `NoSuchEntity` over XML for the same thing.
  const code = "code" in error && typeof error.code === "string" ? error.code : undefined;
  return { name: error.name, message: error.message, code };
}

function signedOut(message: string): boolean {
  return /\bSSO\b|expired|aws sso login|aws login/i.test(message);
}

const kinds: ReadonlyMap<string, AwsErrorKind> = new Map(
  Object.entries({
    denied: ["AccessDenied", "AccessDeniedException", "UnauthorizedOperation", "Client.UnauthorizedOperation"],
    absent: [
      ...["NoSuchEntity", "NoSuchEntityException", "ResourceNotFoundException"],
      ...["InvalidInstanceID.NotFound", "InvalidLaunchTemplateId.NotFound"],
    ],
    exists: ["EntityAlreadyExists", "EntityAlreadyExistsException"],
    conflict: ["DeleteConflict", "DeleteConflictException"],
    expired: ["ExpiredToken", "ExpiredTokenException", "RequestExpired"],
    "rejected-credentials": [
      "InvalidClientTokenId",
      "UnrecognizedClientException",
      "SignatureDoesNotMatch",
      "InvalidSignatureException",
      "AuthFailure",
      "InvalidAccessKeyId",
    ],
    throttled: ["Throttling", "ThrottlingException", "RequestLimitExceeded", "TooManyRequestsException"],
    unreachable: ["TimeoutError"],
    limit: ["LimitExceeded", "LimitExceededException"],
    malformed: ["MalformedPolicyDocument", "MalformedPolicyDocumentException"],
    unmodifiable: ["UnmodifiableEntity", "UnmodifiableEntityException"],
  } satisfies Partial<Record<AwsErrorKind, string[]>>).flatMap(([kind, names]) =>
    names.map((name) => [name, kind as AwsErrorKind]),
  ),
);
