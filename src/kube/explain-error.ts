// Turns what a call on the API server throws into an error that names the subject, the cause and the next command.
import { exitCodes, IamctlError, NotPermitted } from "../errors.ts";
import type { LoadedKubeconfig } from "./load-kubeconfig.ts";
import type { ResourceKind } from "./resource-kinds.ts";
import { ApiStatus, CredentialCommandFailed } from "./send-request.ts";

export interface KubeCall {
  readonly verb: "get" | "list" | "patch";
  readonly kind: ResourceKind;
  readonly namespace?: string | undefined;
  readonly name?: string | undefined;
}

type Connection = Pick<LoadedKubeconfig, "contextName" | "serverUrl" | "credentialCommand">;

/** Errors that are explained already pass through. */
export function explainKubeError(error: unknown, call: KubeCall, connection: Connection): IamctlError {
  if (error instanceof IamctlError) return error;
  if (error instanceof CredentialCommandFailed) return explainCredentialCommand(error, connection);
  if (error instanceof ApiStatus) return explainStatus(error, call, connection);
  const code = errorCode(error);
  if (code === "EPROTO" || code?.startsWith("ERR_SSL") === true) {
    return new IamctlError(
      `${connection.serverUrl} of context ${connection.contextName} does not speak TLS (${code})`,
      {
        hint: "Check the server's address in the kubeconfig: a port that speaks plain HTTP, or a proxy in between?",
        cause: error,
      },
    );
  }
  if (code !== undefined && isTlsCode(code)) {
    return new IamctlError(`The certificate of ${connection.serverUrl} is not trusted (${code})`, {
      hint: `Check certificate-authority-data of context ${connection.contextName}; for EKS write it anew: aws eks update-kubeconfig --name CLUSTER`,
      cause: error,
    });
  }
  return new IamctlError(
    `The API server ${connection.serverUrl} of context ${connection.contextName} could not be reached (${code ?? messageOf(error)})`,
    {
      hint: "Check the network or VPN, and the context: kubectl config get-contexts",
      cause: error,
    },
  );
}

function explainStatus(error: ApiStatus, call: KubeCall, connection: Connection): IamctlError {
  const subject = printSubject(call);
  switch (error.status) {
    case 401:
      return new IamctlError(`The cluster of context ${connection.contextName} does not accept these credentials`, {
        hint: signInHint(connection),
        exitCode: exitCodes.notPermitted,
        cause: error,
      });
    case 403:
      return new NotPermitted(`You may not ${call.verb} ${subject}: ${error.message}`, {
        call: `${call.verb} ${call.kind.plural}`,
        subject: call.namespace ?? "all namespaces",
        hint: `Ask for this rule in a ${call.namespace === undefined ? "ClusterRole" : "Role"}:\n${printRule(call)}`,
        cause: error,
      });
    case 404:
      return new IamctlError(`There is no ${subject}`, {
        hint: `See what there is: kubectl get ${call.kind.plural} ${call.namespace === undefined ? "-A" : `-n ${call.namespace}`}`,
        exitCode: exitCodes.usage,
        cause: error,
      });
    case 409:
      return new IamctlError(`${subject} was changed by somebody else at the same moment`, {
        hint: "Run the command again.",
        cause: error,
      });
    case 422:
      return new IamctlError(`The cluster does not accept the change of ${subject}: ${error.message}`, {
        cause: error,
      });
    default:
      return new IamctlError(`${call.verb} ${subject}: ${error.message}`, {
        hint: `Check that ${connection.serverUrl} is a Kubernetes API server and healthy: kubectl get --raw /readyz`,
        cause: error,
      });
  }
}

function explainCredentialCommand(error: CredentialCommandFailed, connection: Connection): IamctlError {
  const command = connection.credentialCommand ?? "the credential plugin";
  const missing = errorCode(error.cause) === "ENOENT";
  const problem = missing
    ? "is not installed or not in PATH"
    : `failed: ${error.message.trim().split("\n", 1)[0] ?? ""}`;
  return new IamctlError(`${command}, which context ${connection.contextName} needs to sign in, ${problem}`, {
    hint: missing ? `Install ${command}, or choose another context with --context.` : signInHint(connection),
    exitCode: exitCodes.notPermitted,
    cause: error,
  });
}

function signInHint({ credentialCommand }: Connection): string {
  return credentialCommand?.includes("aws") === true
    ? "Check who you are with `aws sts get-caller-identity`; sign in with `aws sso login`, or write the kubeconfig anew with `aws eks update-kubeconfig --name CLUSTER`."
    : "Sign in to the cluster again, or choose another context with --context.";
}

function printSubject({ kind, namespace, name }: KubeCall): string {
  const what = name === undefined ? kind.plural : `${kind.plural}/${name}`;
  return namespace === undefined ? what : `${what} in namespace ${namespace}`;
}

/** The smallest RBAC rule that allows the call. */
function printRule({ verb, kind, name }: KubeCall): string {
  const only = name === undefined ? {} : { resourceNames: [name] };
  return JSON.stringify({ apiGroups: [kind.group], resources: [kind.plural], verbs: [verb], ...only });
}

function isTlsCode(code: string): boolean {
  return /CERT|SELF_SIGNED|UNABLE_TO_VERIFY|UNABLE_TO_GET_ISSUER|ERR_TLS/.test(code);
}

function errorCode(error: unknown): string | undefined {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : undefined;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
