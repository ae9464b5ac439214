// Whether a grant holds, why not, and which node roles its role admits.
import test from "ava";
import { judgeGrant } from "../../src/access/judge-grant.ts";
import type { GrantStatus } from "../../src/access/set-up.ts";
import { annotationKeys } from "../../src/pods/annotations.ts";
import { arn, role, snapshot, trusting, workload, type World } from "../helpers/build.ts";

const { settings } = snapshot();
const fromOffice = { IpAddress: { "aws:SourceIp": "203.0.113.0/24" } };
/** What is said of the workloads of a world, one that claims pods/api where it has none of its own. */
const grantsOf = (world: World) => {
  const facts = snapshot({ workloads: [workload("api", { role: "pods/api" })], ...world });
  return facts.workloads.flatMap((one) => judgeGrant(one, { snapshot: facts, proxies: [] }));
};
const trustOf = (...statements: object[]): string =>
  JSON.stringify({
    Version: "2012-10-17",
    Statement: statements.map((one) => ({ Effect: "Allow", Principal: { AWS: arn("node-a") }, ...one })),
  });
const assume = { Action: "sts:AssumeRole" };
const bothCalls = { Action: ["sts:AssumeRole", "sts:TagSession"] };
const tagging = { settings: { ...settings, sessionTags: { name: "harbor" } } };
const inNamespace = (name: string) => ({
  Condition: {
    StringEquals: {
      "aws:RequestTag/kubernetes-namespace": name,
      "aws:RequestTag/kubernetes-service-account": "default",
    },
  },
});
const answers = test.macro(
  (t, world: World, verdict: GrantStatus["verdict"], obstacle: string | RegExp | undefined, answer: string) => {
    const [grant] = grantsOf(world);
    t.is(grant?.verdict, verdict);
    if (obstacle instanceof RegExp) t.regex(grant?.obstacle ?? "", obstacle);
    else t.is(grant?.obstacle, obstacle);
    t.deepEqual(grant?.admits, [{ nodeRole: arn("node-a"), answer }]);
  },
);
const api = (trust: string) => [role("pods/api", { trust })];
const notAdmitted = "the trust policy does not admit node-a";
test("a grant that holds", answers, { roles: api(trustOf(assume)) }, "holds", undefined, "yes");
test("one that does not", answers, { roles: api(trusting(arn("node-z"))) }, "broken", notAdmitted, "no");
test(
  "a role that is not there admits nobody that is known",
  answers,
  {},
  "broken",
  /has no role named "api"/,
  "unknown",
);
test(
  "a claim that names no role",
  answers,
  { workloads: [workload("api", { role: "a b" })] },
  "broken",
  /names no role/,
  "unknown",
);
test(
  "a trust policy that cannot be read admits nobody",
  answers,
  { roles: api("{") },
  "broken",
  /cannot be read/,
  "no",
);
test(
  "an open condition",
  answers,
  { roles: api(trustOf({ ...assume, Condition: fromOffice })) },
  "conditional",
  /decides by aws:SourceIp/,
  "conditional",
);
test(
  "a node role that may not be read",
  answers,
  {
    roles: api(trustOf(assume)),
    lookups: [[arn("node-a"), { kind: "unreadable", call: "iam:GetRole", problem: "refused" }]],
  },
  "unknown",
  "refused",
  "unknown",
);
test(
  "tags that meet a condition",
  answers,
  { roles: api(trustOf({ ...bothCalls, ...inNamespace("shop") })), change: tagging },
  "holds",
  undefined,
  "yes",
);
test(
  "tags that do not",
  answers,
  { roles: api(trustOf({ ...bothCalls, ...inNamespace("till") })), change: tagging },
  "broken",
  /conditions are not met/,
  "no",
);
test(
  "leave to tag without leave to assume",
  answers,
  { roles: api(trustOf({ Action: "sts:TagSession" })), change: tagging },
  "broken",
  notAdmitted,
  "no",
);

test("a claim under a key that the operator chose is a grant, too", (t) => {
  const keys = { ...annotationKeys, role: "example.com/role", externalId: "example.com/external-id" };
  const claims = { "example.com/role": "pods/api", "example.com/external-id": "42" };
  const grants = grantsOf({
    workloads: [workload("api", { templateAnnotations: claims }), workload("web", { role: "pods/api" })],
    roles: api(trustOf({ ...assume, Condition: { StringEquals: { "sts:ExternalId": "42" } } })),
    change: { settings: { ...settings, keys } },
  });
  t.deepEqual(
    grants.map((grant) => [grant.workload.name, grant.reference, grant.verdict, grant.admits[0]?.answer]),
    [["api", "pods/api", "holds", "yes"]],
  );
});

test("a node role that nobody looked up answers nothing", (t) => {
  const facts = snapshot({ workloads: [workload("api", { role: "pods/api" })], roles: api(trustOf(assume)) });
  const roles = new Map([...facts.roles].filter(([name]) => name !== arn("node-a")));
  const grants = facts.workloads.flatMap((one) => judgeGrant(one, { snapshot: { ...facts, roles }, proxies: [] }));
  t.deepEqual(grants[0]?.admits, [{ nodeRole: arn("node-a"), answer: "unknown" }]);
});
