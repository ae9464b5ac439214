// What is read from the proxies of a cluster: whatever their flags say, in the proxy's own words.
import test from "ava";
import { restrictionsOf, settingsOfProxies } from "../../src/access/proxy-settings.ts";
import { annotationKeys } from "../../src/pods/annotations.ts";
import type { RoleSettings } from "../../src/pods/decide-role.ts";
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

const base = { partition: "aws", account: "111122223333", path: "/pods/" };
test("without a proxy, all is as ours would have it with the prefix", (t) => {
  t.deepEqual(settingsOfProxies([], wishes), { base, namespaceRestrictions: "off", sessionSeconds: 3600 });
});
test("a proxy without flags has the usual annotations besides", (t) => {
  const usual = { base, namespaceRestrictions: "off", sessionSeconds: 3600, keys: annotationKeys } as const;
  t.deepEqual(settingsOfProxies([proxy({})], wishes), usual);
  t.deepEqual(settingsOfProxies([proxy({ "default-role": "" })], wishes), usual);
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

const jobs = { base: { ...base, path: "/jobs/" } };
test("our own prefix", reads, [proxy({ prefix: "/jobs/" })], jobs);
test(
  "ours before another proxy, whatever their order",
  reads,
  [proxy({ prefix: "/no/" }, "kiam"), proxy({ prefix: "/jobs/" })],
  jobs,
);
test(
  "without ours, the first",
  reads,
  [proxy({ "default-role": "one" }, "kiam"), proxy({ "default-role": "two" }, "kube2iam")],
  { defaultRole: "one" },
);
test("another program's prefix is not ours", reads, [proxy({ prefix: "/jobs/" }, "kube2iam")], { base });

const baseIs = test.macro((t, flags: ProxyRecord["flags"], expected: object, program?: ProxyRecord["program"]) => {
  t.deepEqual(settingsOfProxies([proxy(flags, program)], wishes).base, expected);
});
const role = "arn:aws-cn:iam::444455556666:role";
const far = { partition: "aws-cn", account: "444455556666", path: "/team/" };
test("a base as kube2iam calls it", baseIs, { "base-role-arn": `${role}/team/` }, far, "kube2iam");
test("as kiam calls it", baseIs, { "role-base-arn": `${role}/team/` }, far, "kiam");
test("a base before a prefix", baseIs, { "base-role-arn": `${role}/team/`, prefix: "/jobs/" }, far);
test("a base without a slash at its end", baseIs, { "base-role-arn": `${role}/team` }, far);
test("a base without a path", baseIs, { "base-role-arn": role }, { ...far, path: "/" });
test("a base of the root", baseIs, { "base-role-arn": `${role}/` }, { ...far, path: "/" });
for (const none of [
  "",
  "team/",
  `x${role}/team/`,
  `${role}s/team/`,
  `${role}/te*m/`,
  `${role}/team/ more`,
  "arn:aws:iam::1:role/",
])
  test(`"${none}" is no base`, baseIs, { "base-role-arn": none }, base);

const secondsAre = test.macro((t, flag: string, expected: number) => {
  t.is(settingsOfProxies([proxy({ "session-seconds": flag })], wishes).sessionSeconds, expected);
});
test("seconds", secondsAre, "900", 900);
for (const none of ["0", "-900", "900.5", "1h", "Infinity", ""]) test(`"${none}" is no time`, secondsAre, none, 3600);

const restricts = test.macro((t, record: ProxyRecord | undefined, expected: RoleSettings["namespaceRestrictions"]) =>
  t.is(restrictionsOf(record), expected),
);
const limits = (flag: string, format?: string) =>
  proxy(
    { "namespace-restrictions": flag, ...(format !== undefined && { "namespace-restriction-format": format }) },
    "kube2iam",
  );
test("without a proxy namespaces restrict nothing", restricts, undefined, "off");
test("nor without a flag", restricts, proxy({}), "off");
test("kiam always goes by them", restricts, proxy({ "namespace-restrictions": "off" }, "kiam"), "glob");
test("ours says how: globs", restricts, limits("glob"), "glob");
test("ours says how: expressions", restricts, limits("regexp"), "regexp");
test("kube2iam's switch means globs", restricts, limits("true"), "glob");
test("and their format, where it says", restricts, limits("true", "regexp"), "regexp");
test("a format restricts nothing by itself", restricts, limits("false", "regexp"), "off");

test("annotations that an operator chose", (t) => {
  const flags = { "iam-role-key": "a/role", "iam-external-id": "a/id", "namespace-key": "a/roles" };
  const { keys } = settingsOfProxies([proxy(flags, "kube2iam")], wishes);
  t.deepEqual(keys, { ...annotationKeys, role: "a/role", externalId: "a/id", allowedRoles: "a/roles" });
});
test("what is only reported, as a number", reads, [proxy({ "report-only": "1" })], { reportOnly: true });
