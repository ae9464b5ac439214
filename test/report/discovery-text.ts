import test from "ava";
import { type Discovery, discoveryText } from "../../src/report/discovery-text.ts";
import { unstyled } from "../../src/report/style.ts";
import { arn, snapshot } from "../helpers/build.ts";

const { cluster } = snapshot();
const shows = test.macro((t, change: Partial<Discovery>, expected: readonly string[]) => {
  const text = discoveryText({ cluster, nodeRoles: [], unread: [], ...change }, { style: unstyled, width: 100 });
  t.deepEqual(text.split("\n"), ["Cluster harbor-prod in account 111122223333 (eu-west-1)", ...expected, ""]);
});

test(
  "each node role with its nodes and where it was seen",
  shows,
  {
    nodeRoles: [
      { arn: arn("node-a"), sources: ["node group general", "instance profiles of 2 nodes"], nodeCount: 2 },
      { arn: arn("node-b"), sources: ["instance profile of i-1"], nodeCount: 1 },
    ],
  },
  [
    "2 node roles:",
    `  ${arn("node-a")}`,
    "      2 nodes; node group general, instance profiles of 2 nodes",
    `  ${arn("node-b")}`,
    "      1 node; instance profile of i-1",
  ],
);
test("none", shows, {}, ["0 node roles:"]);
test(
  "what could not be read, with nothing in it that steers the terminal",
  shows,
  { unread: [{ call: "eks:ListNodegroups", subject: "harbor\u{1b}[2J", problem: "refused" }] },
  ["0 node roles:", "  not read: eks:ListNodegroups on harbor\\u{1b}[2J: refused"],
);
