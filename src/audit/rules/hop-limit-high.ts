// Rule M02 hop-limit-high: instances whose metadata tokens reach pods, with no proxy before them.
import { unreadList } from "../../access/unread-list.ts";
import { hitsByNodeRole } from "../node-hits.ts";
import { mayRunOn } from "../../pods/scheduling.ts";
import type { Rule } from "../rule.ts";

export const hopLimitHigh: Rule = {
  id: "M02",
  name: "hop-limit-high",
  severity: "medium",
  confidence: "medium",
  reads: ["nodes", "instances", "daemon-sets"],
  title: "pods on these nodes can get the node's own credentials",
  explanation:
    "The answer to a token request travels as many hops as the limit says. With 1 it never leaves the node's own network; with 2 it reaches pods. Where a proxy intercepts every pod that does not matter, and where tokens are optional a limit protects nothing.",
  remedy: "Set the hop limit to 1, or run the proxy on these nodes.",
  references: ["https://docs.aws.amazon.com/eks/latest/best-practices/identity-and-access-management.html"],
  find: ({ snapshot }) => {
    if (unreadList("daemonsets", snapshot) !== undefined) return [];
    const proxies = (snapshot.proxies ?? []).filter(({ desired, ready }) => ready > 0 && ready >= desired);
    return hitsByNodeRole(
      snapshot,
      (node) =>
        node.metadata?.endpoint === "enabled" &&
        node.metadata.hopLimit > 1 &&
        !proxies.some(({ scheduling }) => mayRunOn(node, scheduling)),
      {
        message: (count) => `the hop limit is above 1 on ${count}, and no proxy intercepts there`,
        command: (instance) =>
          `aws ec2 modify-instance-metadata-options --instance-id ${instance} --http-put-response-hop-limit 1`,
      },
    );
  },
};
