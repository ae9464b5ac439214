// Follows the namespaces of the cluster, as far as their annotations limit roles.
import type { NamespaceRecord } from "../pods/namespace-record.ts";
import { toNamespaceRecord } from "../pods/read-namespace.ts";
import type { ApiNamespace } from "../pods/read-namespace.ts";
import type { Timers } from "../timers.ts";
import type { RequestApi } from "./request-api.ts";
import { watchCollection } from "./watch-collection.ts";
import type { CollectionListener, Watching } from "./watch-collection.ts";

export interface NamespaceWatch {
  readonly request: RequestApi;
  readonly listener: CollectionListener<NamespaceRecord>;
  readonly timers: Timers;
  readonly random: () => number;
}

export function watchNamespaces(watch: NamespaceWatch): Watching {
  return watchCollection({
    ...watch,
    path: "/api/v1/namespaces",
    convert: (object) => toNamespaceRecord(object as ApiNamespace),
  });
}
