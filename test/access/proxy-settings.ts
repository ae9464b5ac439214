// What is read from the proxies of a cluster: whatever their flags say, in the proxy's own words.
import test from "ava";
import { settingsOfProxies } from "../../src/access/proxy-settings.ts";
import type { ProxyRecord } from "../../src/pods/proxy-record.ts";

const proxy = (flags: ProxyRecord["flags"], program: ProxyRecord["program"] = "iamctl"): ProxyRecord => ({
  ...{ namespace: "kube-system", name: "proxy", program, flags, priorityClass: undefined, serviceAccount: "proxy" },
  ...{ scheduling: { nodeSelector: {}, tolerations: [] }, desired: 2, ready: 2, rollingOut: false },
});
const wishes = { prefix: "/pods/", partition: "aws", account: "111122223333" };
const arn = "arn:aws:eks:eu-west-1:111122223333:cluster/harbor";

const reads = test.macro((t, proxies: readonly ProxyRecord[], expected: object) => {
  t.like(settingsOfProxies(proxies, wishes), { sessionTags: undefined, sessionNames: undefined, ...expected });
});

test("no proxy tags nothing", reads, [], {});
test("a proxy without the flag tags nothing", reads, [proxy({})], {});
test("by the cluster's name", reads, [proxy({ "session-tags": "harbor" })], { sessionTags: { name: "harbor" } });
test("by its ARN", reads, [proxy({ "session-tags": arn })], { sessionTags: { name: "harbor", arn } });
test("what the proxy would not start with is nothing", reads, [proxy({ "session-tags": "a b" })], {});
test("an empty flag is none", reads, [proxy({ "session-tags": "" })], {});
test("sessions named after pods", reads, [proxy({ "session-names": "pod" })], { sessionNames: "pod" });
test("one of two proxies is enough to tag", reads, [proxy({}), proxy({ "session-tags": "harbor" })], {
  sessionTags: { name: "harbor" },
});
test("what is only reported", reads, [proxy({ "report-only": "true" })], { reportOnly: true });
test("and what Go would call so", reads, [proxy({ "report-only": "T" })], { reportOnly: true });
test("what is not", reads, [proxy({ "report-only": "false" })], { reportOnly: undefined });
