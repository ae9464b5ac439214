// Finds the API server and how requests to it are signed in; inside a pod without loading a client library.
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import type { ClusterOptions, SignIn } from "./sign-in.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/** Where the two places are that are looked at when no kubeconfig is named. */
export interface SignInPlaces {
  readonly home: string;
  /** Holds `token` and `ca.crt`. */
  readonly serviceAccount: string;
}

/**
 * Goes the same ways as `loadKubeconfig`, which it leaves to the client library unless the pod's service account is
 * asked for: the library takes 20 MB, on every node, to do what two files say.
 */
export async function openSignIn(
  options: ClusterOptions,
  env: Environment,
  places: SignInPlaces = { home: homedir(), serviceAccount: "/var/run/secrets/kubernetes.io/serviceaccount" },
): Promise<SignIn> {
  const named = options.context !== undefined || (options.kubeconfig ?? "") !== "";
  const isPod = existsSync(join(places.serviceAccount, "token")) && !existsSync(join(places.home, ".kube", "config"));
  if (isPod && !named) return signInOfPod(places.serviceAccount, env);
  const { loadKubeconfig } = await import("./load-kubeconfig.ts");
  return loadKubeconfig(options);
}

/**
 * The token is read for each request, because the kubelet replaces it while the pod runs.
 * https://kubernetes.io/docs/tasks/run-application/access-api-from-pod/
 */
async function signInOfPod(folder: string, env: Environment): Promise<SignIn> {
  const host = env["KUBERNETES_SERVICE_HOST"] ?? "kubernetes.default.svc";
  const port = env["KUBERNETES_SERVICE_PORT"] ?? "443";
  const ca = await readFile(join(folder, "ca.crt"));
  return {
    serverUrl: `https://${host.includes(":") ? `[${host}]` : host}:${port}`,
    proxied: false,
    async apply(settings) {
      const token = await readFile(join(folder, "token"), "utf8");
      settings.ca = ca;
      settings.headers = Object.assign(settings.headers ?? {}, { authorization: `Bearer ${token.trim()}` });
    },
  };
}
