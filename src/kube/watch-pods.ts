// Follows the pods of one node.
import type { PodRecord } from "../pods/pod-record.ts";
import { toPodRecord } from "../pods/read-pod.ts";
import type { ApiPod } from "../pods/read-pod.ts";
import type { Timers } from "../timers.ts";
import type { RequestApi } from "./request-api.ts";
import { watchCollection } from "./watch-collection.ts";
import type { CollectionListener, Watching } from "./watch-collection.ts";

export interface PodWatch {
  readonly request: RequestApi;
  readonly node: string;
  readonly listener: CollectionListener<PodRecord>;
  readonly timers: Timers;
  readonly random: () => number;
}

/** The API server filters by node, so other nodes' pods are never sent. */
export function watchPods({ node, ...rest }: PodWatch): Watching {
  return watchCollection({
    ...rest,
    path: "/api/v1/pods",
    fieldSelector: `spec.nodeName=${node}`,
    convert: (object) => toPodRecord(object as ApiPod),
  });
}
