// The error with which a simulated service answers: AWS's code, HTTP status and words.

export type Service = "sts" | "iam" | "ec2" | "autoscaling" | "eks" | "s3";

export class AwsFault extends Error {
  override readonly name = "AwsFault";
  readonly code: string;
  readonly status: number;

  constructor(code: string, status: number, message: string) {
    super(message);
    this.code = code;
    this.status = status;
  }
}

/** One parameter that fails the API model's constraints, in the words all query services use. */
export function validationFault(value: string | undefined, member: string, constraint: string): AwsFault {
  const shown = value === undefined ? "null" : `'${value}'`;
  return new AwsFault(
    "ValidationError",
    400,
    `1 validation error detected: Value ${shown} at '${member}' failed to satisfy constraint: ${constraint}`,
  );
}

export type Refusal = "no-credentials" | "skewed" | "unknown-key" | "wrong-token" | "expired" | "denied";

/** Each protocol has its own code for the same refusal; `message` replaces the usual words. */
export function refuse(service: Service, refusal: Refusal, message?: string): AwsFault {
  const family = service === "ec2" || service === "eks" || service === "s3" ? service : "query";
  const [code, status, words] = refusals[family][refusal];
  return new AwsFault(code, status, message === undefined ? words : family === "ec2" ? `${words} ${message}` : message);
}

type Words = readonly [code: string, status: number, message: string];

const invalidToken = "The security token included in the request is invalid.";
const expiredToken = "The security token included in the request is expired";
const signatureExpired = "Signature expired: it was made by a clock that is wrong.";
const notValidated = "AWS was not able to validate the provided access credentials";

const refusals: Readonly<Record<"query" | "ec2" | "eks" | "s3", Readonly<Record<Refusal, Words>>>> = {
  query: {
    "no-credentials": ["MissingAuthenticationToken", 403, "Request is missing Authentication Token"],
    "unknown-key": ["InvalidClientTokenId", 403, invalidToken],
    "wrong-token": ["InvalidClientTokenId", 403, invalidToken],
    expired: ["ExpiredToken", 403, expiredToken],
    skewed: ["SignatureDoesNotMatch", 403, signatureExpired],
    denied: ["AccessDenied", 403, "Access denied"],
  },
  ec2: {
    "no-credentials": ["AuthFailure", 401, notValidated],
    "unknown-key": ["AuthFailure", 401, notValidated],
    "wrong-token": ["AuthFailure", 401, notValidated],
    expired: ["RequestExpired", 400, "Request has expired."],
    skewed: ["RequestExpired", 400, "Request has expired."],
    denied: ["UnauthorizedOperation", 403, "You are not authorized to perform this operation."],
  },
  eks: {
    "no-credentials": ["MissingAuthenticationTokenException", 403, "Missing Authentication Token"],
    "unknown-key": ["UnrecognizedClientException", 403, invalidToken],
    "wrong-token": ["UnrecognizedClientException", 403, invalidToken],
    expired: ["ExpiredTokenException", 403, expiredToken],
    skewed: ["InvalidSignatureException", 403, signatureExpired],
    denied: ["AccessDeniedException", 403, "Access denied"],
  },
  s3: {
    "no-credentials": ["AccessDenied", 403, "Access Denied"],
    "unknown-key": ["InvalidAccessKeyId", 403, "The AWS Access Key Id you provided does not exist in our records."],
    "wrong-token": ["InvalidToken", 400, "The provided token is malformed or otherwise invalid."],
    expired: ["ExpiredToken", 400, "The provided token has expired."],
    skewed: ["RequestTimeTooSkewed", 403, "The difference between the request time and the current time is too large."],
    denied: ["AccessDenied", 403, "Access Denied"],
  },
};

/** In place of an answer comes the beginning of one, and nothing that is an error. */
export class CutShort extends AwsFault {
  constructor() {
    super("CutShort", 200, "This answer was cut short by the sandbox.");
  }
}
