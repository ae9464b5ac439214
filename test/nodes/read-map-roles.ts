import test from "ava";
import { readMapRoles } from "../../src/nodes/read-map-roles.ts";

const rolearn = "arn:aws:iam::111122223333:role/worker";
const nodeGroups = ["system:bootstrappers", "system:nodes"];
const reads = test.macro((t, mapRoles: unknown, expected: readonly string[]) => {
  const lines = readMapRoles(mapRoles).map(
    ({ pointer, nodeKind, windows }) =>
      `${pointer.kind === "role-name" ? pointer.name : ""} ${nodeKind}${windows ? " windows" : ""}`,
  );
  t.deepEqual(lines, expected);
});
const ec2User = "system:node:{{EC2PrivateDNSName}}";
const session = "system:node:{{SessionName}}";

test("an EC2 node", reads, [{ rolearn, username: ec2User, groups: nodeGroups }], ["worker ec2"]);
test(
  "a Windows node",
  reads,
  [{ rolearn, username: ec2User, groups: [...nodeGroups, "eks:kube-proxy-windows"] }],
  ["worker ec2 windows"],
);
test(
  "Fargate",
  reads,
  [{ rolearn, username: session, groups: [...nodeGroups, "system:node-proxier"] }],
  ["worker fargate"],
);
test("a hybrid node", reads, [{ rolearn, username: session, groups: nodeGroups }], ["worker hybrid"]);
test("people", reads, [{ rolearn, username: "admin", groups: ["system:masters"] }], []);
test("half of the groups", reads, [{ rolearn, username: ec2User, groups: ["system:nodes"] }], []);
test("no ARN", reads, [{ rolearn: "worker", username: ec2User, groups: nodeGroups }], []);
test("entries that are none", reads, [null, "worker", 7, { groups: nodeGroups }], []);
test("no list", reads, { rolearn }, []);
test("nothing", reads, null, []);
