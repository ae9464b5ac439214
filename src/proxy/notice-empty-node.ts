// Notices a node without a single pod: its name is probably not what the pods call it.
import type { ClusterWatch } from "./follow-cluster.ts";

export interface NodeNotice {
  /** To be followed in place of the watch that was given. */
  readonly watch: ClusterWatch;
  /** The pods were listed, there was none, and none has come since. */
  isEmpty(): boolean;
}

/** On a node the proxy is a pod itself, so that the right name always finds one. Tells once. */
export function noticeEmptyNode(watch: ClusterWatch, onEmpty: () => void): NodeNotice {
  let isTold = false;
  let isEmpty = false;
  let hasPods = false;
  const sawPods = (): void => {
    hasPods = true;
    isEmpty = false;
  };
  return {
    isEmpty: () => isEmpty,
    watch: {
      ...watch,
      pods: (node, listener) =>
        watch.pods(node, {
          ...listener,
          replaced(pods) {
            if (pods.length > 0) sawPods();
            else if (!hasPods) {
              isEmpty = true;
              if (!isTold) onEmpty();
              isTold = true;
            }
            listener.replaced(pods);
          },
          changed(pod) {
            sawPods();
            listener.changed(pod);
          },
        }),
    },
  };
}
