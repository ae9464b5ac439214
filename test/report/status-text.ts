// The set-up as a person reads it, with and without colour.
import test from "ava";
import type { GrantStatus, SetUp } from "../../src/access/set-up.ts";
import { statusText } from "../../src/report/status-text.ts";
import { unstyled } from "../../src/report/style.ts";
import { createStyle } from "../../src/terminal/style.ts";
import { arn } from "../helpers/build.ts";

const setUp: SetUp = {
  cluster: { name: "harbor-prod", account: "111122223333", partition: "aws", region: "eu-west-1" },
  prefix: "/pods/",
  policy: { arn: "arn:aws:iam::111122223333:policy/iamctl/assume", managed: "yes", inlineIn: [], state: "as planned" },
  nodeRoles: [
    { arn: arn("node-a"), nodeCount: 2, assumesPrefix: "yes", fenced: "no" },
    { arn: arn("eks/node-b"), nodeCount: 10, assumesPrefix: "no", fenced: "unknown" },
  ],
  grants: [
    {
      workload: { kind: "Deployment", namespace: "shop", name: "api" },
      ...{
        reference: "api",
        role: arn("pods/api"),
        verdict: "broken",
        obstacle: "the trust policy admits only node-a",
        serving: { kind: "served" },
      },
      admits: [
        { nodeRole: arn("node-a"), answer: "yes" },
        { nodeRole: arn("eks/node-b"), answer: "no" },
      ],
    },
  ],
  proxies: [
    {
      ...{ namespace: "kube-system", name: "iamctl", program: "iamctl", chart: "iamctl-0.1.0", release: "iamctl" },
      ...{ desired: 12, ready: 11 },
    },
  ],
  uncovered: ["node-7"],
  drift: [
    { what: "shop/deployment/api gets no role on nodes of node-b", command: "iamctl grant -n shop deployment/api api" },
  ],
  unread: [{ call: "iam:GetRole", subject: "eks/node-b", problem: "ada may not \u001b[31miam:GetRole" }],
};

const expected = `Cluster harbor-prod in account 111122223333 (eu-west-1), roles under /pods/
Policy  arn:aws:iam::111122223333:policy/iamctl/assume: as planned

NODE ROLE  NODES  MAY ASSUME /pods/*  FENCED
node-a     2      yes                 no
node-b     10     no                  unknown

WORKLOAD             ROLE  HOLDS IT  1    2
shop/deployment/api  api   no        yes  no
  nodes of 1: node-a, 2: node-b

Proxy  kube-system/iamctl (iamctl, chart iamctl-0.1.0): ready on 11 of 12 nodes
  no proxy is meant for node-7
1 thing differs from the plan:
  shop/deployment/api gets no role on nodes of node-b
    iamctl grant -n shop deployment/api api
  not read: iam:GetRole on eks/node-b: ada may not \\u{1b}[31miam:GetRole`;

test("everything stands in its column, and hostile words do no harm", (t) => {
  t.is(statusText(setUp, { style: unstyled, width: 100 }), expected);
});

test("colour adds nothing but colour", (t) => {
  const coloured = statusText(setUp, { style: createStyle(true), width: 100 });
  t.not(coloured, expected);
  t.is(coloured.replaceAll(/\u001b\[\d+m/g, ""), expected);
});

const serving = test.macro<[GrantStatus["serving"], string]>({
  exec: (t, service, words) => {
    const grants = setUp.grants.map((grant) => ({ ...grant, verdict: "holds" as const, serving: service }));
    const row = statusText({ ...setUp, grants }, { style: unstyled, width: 100 })
      .split("\n")
      .at(8);
    t.deepEqual(row?.split(/ {2,}/u), ["shop/deployment/api", "api", words, "yes", "no"]);
  },
  title: (rule) => `whose chain holds: ${rule ?? ""}`,
});
test("and a proxy answers: it holds its role", serving, { kind: "served" }, "yes");
test("and no proxy answers: it does not hold it", serving, { kind: "unserved", problem: "no proxy" }, "no proxy");
test(
  "and some pods are answered",
  serving,
  { kind: "partly", problem: "no proxy on 1 of its 3 nodes" },
  "no proxy on 1 of its 3 nodes",
);
test("and proxies were not read: nobody knows", serving, { kind: "unknown", problem: "not read" }, "unknown");
