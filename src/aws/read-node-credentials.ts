// Reads from the instance metadata service what the node itself is: its role's credentials, account and region.
import type { ReadMetadata } from "./connect-metadata.ts";

export interface NodeCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  readonly expiration: Date;
}

export interface NodeCredentialsReader {
  /** Those of the node role, read again well before they expire. */
  current(): Promise<NodeCredentials>;
  /** Makes the next `current` read them again, whatever their expiry says. */
  forget(): void;
}

export interface NodePlace {
  readonly account: string;
  readonly region: string;
}

const rolesPath = "/latest/meta-data/iam/security-credentials/";
const leastRemaining = 15 * 60_000;
const longestUse = 60 * 60_000;
/** Between attempts to renew what is still valid: each may wait seconds for a metadata service that is silent. */
const pauseAfterFailure = 30_000;

/** The metadata service is the only source: keys in the environment belong to a person, not to the node. */
export function readNodeCredentials(metadata: ReadMetadata, now: () => number): NodeCredentialsReader {
  let held: { readonly credentials: NodeCredentials; readonly readAt: number } | undefined;
  let reading: Promise<NodeCredentials> | undefined;
  let failedAt = Number.NEGATIVE_INFINITY;

  return {
    current() {
      if (held !== undefined && isFresh(held.credentials, held.readAt)) return Promise.resolve(held.credentials);
      reading ??= renew().finally(() => {
        reading = undefined;
      });
      return reading;
    },
    forget() {
      held = undefined;
    },
  };

  function isFresh(credentials: NodeCredentials, readAt: number): boolean {
    const remaining = credentials.expiration.getTime() - now();
    if (remaining > 0 && Math.abs(now() - failedAt) < pauseAfterFailure) return true;
    return remaining > leastRemaining && now() - readAt < longestUse;
  }

  async function renew(): Promise<NodeCredentials> {
    try {
      const credentials = await readOnce(metadata);
      held = { credentials, readAt: now() };
      return credentials;
    } catch (error) {
      failedAt = now();
      if (held !== undefined && held.credentials.expiration.getTime() > now()) return held.credentials;
      throw error;
    }
  }
}

/** Account and region, from the instance identity document. */
export async function readNodePlace(metadata: ReadMetadata): Promise<NodePlace> {
  const document = await readJson(metadata, "/latest/dynamic/instance-identity/document");
  const { accountId, region } = document;
  if (typeof accountId !== "string" || typeof region !== "string") {
    throw new Error("the instance identity document names no account and region");
  }
  return { account: accountId, region };
}

async function readOnce(metadata: ReadMetadata): Promise<NodeCredentials> {
  const list = await metadata(rolesPath);
  const role = list.body.toString().split("\n")[0]?.trim() ?? "";
  if (list.status !== 200 || role === "") throw new Error("the node has no instance profile");
  const document = await readJson(metadata, rolesPath + role);
  const { AccessKeyId, SecretAccessKey, Token, Expiration } = document;
  if (typeof AccessKeyId !== "string" || typeof SecretAccessKey !== "string" || typeof Token !== "string") {
    throw new Error(`the metadata service gives no credentials for the node role ${role}: ${String(document["Code"])}`);
  }
  const expiration = new Date(String(Expiration));
  return { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: Token, expiration };
}

async function readJson(metadata: ReadMetadata, path: string): Promise<Record<string, unknown>> {
  const { status, body } = await metadata(path);
  if (status !== 200) throw new Error(`the instance metadata service answered ${status} to ${path}`);
  const value: unknown = JSON.parse(body.toString());
  if (typeof value !== "object" || value === null) throw new Error(`${path} holds no JSON object`);
  return value as Record<string, unknown>;
}
