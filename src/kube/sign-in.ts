// Which cluster is meant, and how requests to its API server are signed in.
import type { RequestOptions } from "node:https";

export interface ClusterOptions {
  /** What `--kubeconfig` or `KUBECONFIG` holds: one path, or several joined by the platform's separator. */
  readonly kubeconfig?: string | undefined;
  /** The current context when absent. */
  readonly context?: string | undefined;
  /** Hears of a busy API server, while it is asked again. */
  readonly tell?: ((text: string) => void) | undefined;
}

export interface SignIn {
  /** `https://10.100.0.1:443`. */
  readonly serverUrl: string;
  /** True when requests go through a proxy, whose agent `apply` sets. */
  readonly proxied: boolean;
  /** Adds what the server must be known by, and what it knows us by. */
  apply(settings: RequestOptions): Promise<void>;
}
