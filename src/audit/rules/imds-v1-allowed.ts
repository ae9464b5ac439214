// Rule M01 imds-v1-allowed: instances whose metadata service answers without a token.
import type { Rule } from "../rule.ts";
import { hitsByNodeRole } from "../node-hits.ts";

export const imdsV1Allowed: Rule = {
  id: "M01",
  name: "imds-v1-allowed",
  severity: "high",
  confidence: "high",
  reads: ["nodes", "instances"],
  title: "nodes answer metadata requests without a token",
  explanation:
    "Version 1 of the metadata service answers a single GET, which a program can be tricked into sending. Version 2 asks for a token first. That clients of pods know version 1 only is no reason: the proxy may accept it from them while the instance itself does not.",
  remedy: "Require tokens: in the launch template, the node class, and on the instances that run.",
  references: ["https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/configuring-instance-metadata-service.html"],
  find: ({ snapshot }) =>
    hitsByNodeRole(snapshot, ({ metadata }) => metadata?.endpoint === "enabled" && metadata.tokens === "optional", {
      message: (count) => `tokens are optional on ${count}`,
      command: (instance) =>
        `aws ec2 modify-instance-metadata-options --instance-id ${instance} --http-tokens required`,
    }),
};
