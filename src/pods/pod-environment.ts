// What the admission webhook has put into a running pod: how it comes by credentials other than by the metadata service.
import type { Annotations } from "./annotations.ts";
import { type ApiPodSpec, containersOf } from "./template-record.ts";

export interface PodEnvironment {
  /** Seconds since 1970. */
  readonly created?: number;
  /** Names of variables that lead the SDKs to a role. */
  readonly credentialVariables?: readonly string[];
  /** The webhook was told to leave containers of it alone. */
  readonly skipsContainers?: boolean;
}

interface ApiCreatedPod {
  readonly metadata?: { readonly creationTimestamp?: string | null; readonly annotations?: Annotations };
  readonly spec?: ApiPodSpec;
}

export function readPodEnvironment(
  { metadata = {}, spec = {} }: ApiCreatedPod,
  parseTime: (text: string) => number,
): PodEnvironment {
  const { creationTimestamp, annotations = {} } = metadata;
  const created = typeof creationTimestamp === "string" ? Math.floor(parseTime(creationTimestamp) / 1000) : Number.NaN;
  const variables = decisive.filter((wanted) =>
    containersOf(spec).some(({ env = [] }) => env.some(({ name }) => name === wanted)),
  );
  return {
    ...(Number.isFinite(created) && { created }),
    ...(variables.length > 0 && { credentialVariables: variables }),
    ...("eks.amazonaws.com/skip-containers" in annotations && { skipsContainers: true }),
  };
}

const decisive = ["AWS_CONTAINER_CREDENTIALS_FULL_URI", "AWS_WEB_IDENTITY_TOKEN_FILE"];
