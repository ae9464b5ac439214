// Notices a node without a single pod: its name is probably not what the pods call it.
import type { ClusterWatch } from "./follow-cluster.ts";

/** On a node the proxy is a pod itself, so that the right name always finds one. Tells once. */
export function noticeEmptyNode(watch: ClusterWatch, onEmpty: () => void): ClusterWatch {
  let isTold = false;
  return {
    ...watch,
    pods: (node, listener) =>
      watch.pods(node, {
        ...listener,
        replaced(pods) {
          if (pods.length === 0 && !isTold) onEmpty();
          isTold ||= pods.length === 0;
          listener.replaced(pods);
        },
      }),
  };
}
