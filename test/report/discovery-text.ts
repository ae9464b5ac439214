import test from "ava";
import { type Discovery, discoveryText } from "../../src/report/discovery-text.ts";
import { unstyled } from "../../src/report/style.ts";
import { arn, nodeRole, snapshot } from "../helpers/build.ts";

const { cluster } = snapshot();
const nothing: Discovery = { cluster, nodeRoles: [], otherRoles: [], disagreements: [], unread: [], gaps: [] };
const shows = test.macro((t, change: Partial<Discovery>, expected: readonly string[]) => {
  const text = discoveryText({ ...nothing, ...change }, { style: unstyled, width: 100 });
  t.deepEqual(text.split("\n"), ["Cluster harbor-prod in account 111122223333 (eu-west-1)", ...expected, ""]);
});

test(
  "each node role with its nodes, where it was seen and whether its pods can be served",
  shows,
  {
    nodeRoles: [
      nodeRole(arn("node-a"), { sources: ["node group general", "instance profiles of 2 nodes"], nodeCount: 2 }),
      nodeRole(arn("node-b"), { sources: ["access entry (EC2_LINUX)"], nodeCount: 1, kinds: ["ec2", "karpenter"] }),
    ],
  },
  [
    "2 node roles:",
    `  ${arn("node-a")}`,
    "      2 nodes, managed group; node group general, instance profiles of 2 nodes",
    "      interceptable: yes, Linux on EC2",
    `  ${arn("node-b")}`,
    "      1 node, EC2, Karpenter; access entry (EC2_LINUX)",
    "      interceptable: yes, Linux on EC2",
  ],
);
test(
  "roles whose pods cannot be served, with why",
  shows,
  {
    otherRoles: [
      nodeRole(arn("batch"), {
        ...{ sources: ["Fargate profile batch"], nodeCount: 0, kinds: ["fargate"] },
        interception: { verdict: "no", why: "no DaemonSets" },
      }),
    ],
  },
  [
    "0 node roles:",
    "1 other role, whose pods it cannot serve:",
    `  ${arn("batch")}`,
    "      0 nodes, Fargate; Fargate profile batch",
    "      interceptable: no, no DaemonSets",
  ],
);
test("what the sources disagree in", shows, { disagreements: ["node a runs with x, but node group g has y"] }, [
  "0 node roles:",
  "  disagree: node a runs with x, but node group g has y",
]);
const refused = { call: "eks:ListNodegroups", subject: "harbor\u{1b}[2J", problem: "refused" };
test("none", shows, {}, ["0 node roles:"]);
test("what could not be read, with nothing in it that steers the terminal", shows, { unread: [refused] }, [
  "0 node roles:",
  "  not read: eks:ListNodegroups on harbor\\u{1b}[2J (no node role is hidden by it): refused",
]);
test("what could not be read and may matter", shows, { unread: [refused], gaps: [refused] }, [
  "0 node roles:",
  "  not read: eks:ListNodegroups on harbor\\u{1b}[2J (may hide a node role): refused",
]);
